package ringside.console;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import ringside.vmm.Technique;
import ringside.vmm.VirtualMachine;

/** {@code vm create}: a virtual machine, its guest named as on the command line. */
final class VmCreate {
    private static final String DEFAULT_RAM = "16M";
    private static final int MOST_SHARES = 1000;

    private final Arguments arguments;
    private final Options guest = new Options();
    private Technique technique = Technique.PATCH;
    private String engine;
    private int shares = 1;

    private VmCreate(Arguments arguments) {
        this.arguments = arguments;
        guest.ram = DEFAULT_RAM;
    }

    static Result create(Session session, Arguments arguments) {
        String name = arguments.required(0, "a name");
        if (!name.matches("[A-Za-z][A-Za-z0-9_-]{0,30}") || name.matches("machine|hardware|all")) {
            throw arguments.error(0, "a VM's name is a letter and then letters, digits, _ and -; not '" + name + "'");
        }
        VmCreate wanted = new VmCreate(arguments);
        for (int at = 1; at < arguments.count(); at++) {
            at = wanted.take(at);
        }
        wanted.check();
        VirtualMachine vm =
                session.vms().create(name, wanted.guest, wanted.technique, wanted.shares, wanted.engine(session));
        session.vms().disturb();
        String made = String.format(
                "VM %d '%s': %d KiB of RAM at p:%08x of the hardware, %s, %d share%s",
                vm.number(),
                vm.name(),
                vm.machine().config().ramBytes() >> 10,
                vm.place(),
                vm.vmm().technique().title(),
                vm.shares(),
                vm.shares() == 1 ? "" : "s");
        return Result.of(VmViews.row(session, vm), text -> text.line(made));
    }

    /** Takes an option with its value, or the image; returns the index of the last word of it. */
    private int take(int at) {
        int value = at + 1;
        switch (arguments.word(at)) {
            case "--ram" -> guest.ram = arguments.required(value, "a size");
            case "--kernel" -> guest.kernel = arguments.path(value, "a file");
            case "--initrd" -> guest.initrd = arguments.path(value, "a file");
            case "--append" -> guest.append = arguments.required(value, "the kernel's command line");
            case "--module" -> guest.modules.add(module(value));
            case "--disk", "--hda" -> guest.disks.add(arguments.path(value, "a file"));
            case "--floppy", "--fda" -> guest.floppy = arguments.path(value, "a file");
            case "--bios" -> guest.bios = arguments.path(value, "a file");
            case "--serial" -> guest.serial = serial(value);
            case "--at" -> guest.at = arguments.required(value, "an address");
            case "--mode" -> guest.mode = arguments.required(value, "a mode");
            case "--technique" -> technique = technique(value);
            case "--engine" -> engine = arguments.required(value, "an engine");
            case "--shares" -> shares = arguments.number(value, "the shares", 1, MOST_SHARES);
            default -> {
                if (guest.image != null || arguments.word(at).startsWith("--")) {
                    throw arguments.error(at, "'" + arguments.word(at) + "' is nothing that vm create knows");
                }
                guest.image = arguments.path(at, "a file");
                return at;
            }
        }
        return value;
    }

    /** Returns a module as the command line has it, its first word a file that may be read. */
    private String module(int at) {
        String[] words = arguments.required(at, "a module").split(" ", 2);
        Path file = arguments.files().read(words[0]);
        return words.length > 1 ? file + " " + words[1] : file.toString();
    }

    /** Returns where COM1's output goes, a file if it is no word for something else. */
    private String serial(int at) {
        String where = arguments.required(at, "stdio, null or a file");
        return where.equals("stdio") || where.equals("null")
                ? where
                : arguments.output(at, "a file").toString();
    }

    private Technique technique(int at) {
        String title = arguments.required(at, "a technique");
        List<Technique> known = new ArrayList<>(Arrays.asList(Technique.values()));
        known.remove(Technique.OFF);
        return known.stream()
                .filter(each -> each.title().equals(title))
                .findFirst()
                .orElseThrow(() -> arguments.error(
                        at,
                        "a VM runs under "
                                + known.stream().map(Technique::title).collect(Collectors.joining(", ")) + "; not '"
                                + title + "'"));
    }

    private void check() {
        boolean loose = guest.initrd != null || !guest.append.isEmpty() || !guest.modules.isEmpty() || guest.at != null;
        if (loose && guest.image == null && guest.kernel == null) {
            throw new CommandError("--initrd, --append, --module and --at belong to a guest: give IMAGE or --kernel");
        }
    }

    /** Returns what runs the VM: unless said otherwise what runs the machine, of what a VM can have. */
    private String engine(Session session) {
        if (engine != null) {
            return engine;
        }
        String machine = Engines.of(session.ownMachine().machine());
        return machine.equals(Engines.DEFAULT) ? machine : Engines.DYNAMIC;
    }
}
