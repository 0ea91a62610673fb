package ringside.console;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import ringside.debug.DebugException;
import ringside.debug.Debugger;
import ringside.isa.asm.Assembler;
import ringside.isa.asm.AssemblyException;
import ringside.machine.ImageException;
import ringside.script.Grants;
import ringside.script.ScriptHost;
import ringside.testing.Bench;

/** The machine of a test with a console of its own that nobody looks at. */
final class TestSession implements Bench.Session {
    /** Options that replace the guest of the command line. */
    private static final Set<String> GUESTS = Set.of("kernel", "asm", "fda", "hda", "floppyAsm");

    private static final int FLOPPY = 1440 << 10;

    private final Session session;

    /**
     * Builds the machine.
     *
     * @param machine what the command line says
     * @param boot what the script says; it counts more
     */
    TestSession(Options machine, Map<String, String> boot, Grants grants) {
        try {
            apply(boot, machine, grants);
            session = new Session(Workshop.build(machine), new BatchFrontend(Printer.nowhere()));
            session.grants(grants);
        } catch (CommandError | ImageException wrong) {
            throw new DebugException(wrong.getMessage());
        }
    }

    private static void apply(Map<String, String> boot, Options machine, Grants grants) {
        if (boot.keySet().stream().anyMatch(GUESTS::contains)) {
            machine.image = null;
            machine.floppy = null;
            machine.disks = new ArrayList<>();
            machine.kernel = null;
            machine.initrd = null;
            machine.append = "";
            machine.modules = new ArrayList<>();
            machine.at = null;
            machine.mode = null;
        }
        boot.forEach((name, value) -> {
            switch (name) {
                case "kernel" -> machine.kernel = grants.checked(value);
                case "initrd" -> machine.initrd = grants.checked(value);
                case "append" -> machine.append = value;
                case "modules" -> value.lines().forEach(module -> machine.modules.add(module(module, grants)));
                case "asm" -> machine.assembly = value;
                case "fda" -> machine.floppy = grants.checked(value);
                case "hda" -> value.lines().forEach(disk -> machine.disks.add(grants.checked(disk)));
                case "floppyAsm" -> machine.floppyContents = floppy(value);
                case "at" -> machine.at = value;
                case "mode" -> machine.mode = value;
                case "ram" -> machine.ram = value;
                case "cpu" -> machine.cpu = value;
                case "exitPort" -> machine.exitPort = value;
                default -> throw new CommandError("boot has no option '" + name + "'");
            }
        });
    }

    private static byte[] floppy(String source) {
        try {
            byte[] bytes = Assembler.assemble(source).bytes();
            if (bytes.length > FLOPPY) {
                throw new CommandError(bytes.length + " bytes are more than a floppy disk holds");
            }
            return Arrays.copyOf(bytes, FLOPPY);
        } catch (AssemblyException wrong) {
            throw new CommandError(wrong.getMessage());
        }
    }

    /** The first word of a module is its file. */
    private static String module(String text, Grants grants) {
        String[] words = text.split(" ", 2);
        Path file = grants.checked(words[0]);
        return words.length > 1 ? file + " " + words[1] : file.toString();
    }

    @Override
    public Debugger debugger() {
        return session.debugger();
    }

    @Override
    public void begin() {
        session.vms().killAll();
        session.select(session.ownMachine());
    }

    @Override
    public ScriptHost.Reply command(String line) {
        return Scripts.command(session, line);
    }
}
