package ringside.console;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import ringside.bus.PhysicalMemory;
import ringside.debug.Debugger;
import ringside.debug.MachineTarget;
import ringside.machine.DiskBoot;
import ringside.machine.DiskImage;
import ringside.machine.DriveSlot;
import ringside.machine.GuestImage;
import ringside.machine.ImageLoader;
import ringside.machine.LoadOptions;
import ringside.machine.Machine;

/** Builds the machine that the command line asks for and puts the guest into it. */
final class Workshop {
    private static final String EMBEDDED = "/ringside/guest/kernel.asm";

    private Workshop() {}

    /** Returns a debugger on a machine with its guest at its first instruction. */
    static Debugger build(Options options) {
        Engines.check(options.engine);
        GuestImage image = image(options);
        Machine machine = machine(options);
        options.staticTranslations.forEach(file -> SbtCommand.load(machine, file));
        Engines.use(machine, options.engine);
        machine.boot(image);
        insertDisks(options, machine);
        Debugger debugger = new Debugger(new MachineTarget(machine));
        image.symbols().forEach(symbol -> debugger.symbols().add(symbol.name(), symbol.address()));
        return debugger;
    }

    private static Machine machine(Options options) {
        try {
            return new Machine(options.config());
        } catch (IllegalArgumentException unfit) {
            throw new CommandError(unfit.getMessage());
        } catch (OutOfMemoryError tooMuch) {
            throw new CommandError("--ram " + options.ram + " is more than this Java heap holds; start with"
                    + " RINGSIDE_JAVA_OPTS=-Xmx..., or take less");
        }
    }

    /** Returns the guest that options ask for, the embedded one if they ask for none. */
    static GuestImage image(Options options) {
        if (options.image != null && options.kernel != null) {
            throw new CommandError("give IMAGE or --kernel, not both");
        }
        Path file = options.image != null ? options.image : options.kernel;
        LoadOptions load = loadOptions(options);
        if (options.assembly != null) {
            return ImageLoader.parse(options.assembly.getBytes(StandardCharsets.UTF_8), "boot.asm", load);
        }
        if (file != null) {
            return ImageLoader.load(file, load);
        }
        if (hasDrives(options)) {
            return DiskBoot.fromDrives(load);
        }
        try (InputStream source = Workshop.class.getResourceAsStream(EMBEDDED)) {
            return ImageLoader.parse(source.readAllBytes(), "kernel.asm", load);
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** Whether options ask for a guest at all. */
    static boolean hasGuest(Options options) {
        return options.image != null || options.kernel != null || options.assembly != null || hasDrives(options);
    }

    private static boolean hasDrives(Options options) {
        return options.bios != null
                || options.floppy != null
                || options.floppyContents != null
                || !options.disks.isEmpty();
    }

    /** Puts the disks of the options into the drives that the guest has left empty. */
    static void insertDisks(Options options, Machine machine) {
        if (options.floppyContents != null) {
            DiskImage floppy = DiskImage.of("floppy", options.floppyContents);
            insert(machine, List.of(DriveSlot.FLOPPY), "boot", floppy.asFloppy());
        } else if (options.floppy != null) {
            insert(
                    machine,
                    List.of(DriveSlot.FLOPPY),
                    "--floppy",
                    DiskImage.open(options.floppy).asFloppy());
        }
        for (Path disk : options.disks) {
            insert(machine, List.of(DriveSlot.DISK0, DriveSlot.DISK1), "--disk", DiskImage.open(disk));
        }
    }

    private static void insert(Machine machine, List<DriveSlot> slots, String option, DiskImage disk) {
        for (DriveSlot slot : slots) {
            if (!machine.disk(slot).isPresent()) {
                machine.insert(slot, disk);
                return;
            }
        }
        throw new CommandError(option + " " + disk.name() + ": there is no drive left for it");
    }

    /** Writes what guests have written to disks into the image files; returns a line for each. */
    static List<String> writeDisks(Debugger debugger) {
        List<String> lines = new ArrayList<>();
        Machine machine = debugger.target().machine().orElseThrow();
        for (DriveSlot slot : DriveSlot.values()) {
            Map<Long, byte[]> written = machine.disk(slot).written();
            if (!written.isEmpty() && machine.disk(slot).source() instanceof DiskImage image && image.isFile()) {
                image.commit(written);
                lines.add("wrote " + written.size() + " sectors to " + image.name());
            }
        }
        return lines;
    }

    private static byte[] rom(Path file) {
        byte[] bytes = ImageLoader.read(file);
        if (bytes.length == 0 || bytes.length % (64 << 10) != 0 || bytes.length > PhysicalMemory.MAX_ROM) {
            throw new CommandError("--bios " + file + ": a BIOS has 64 to 512 KiB in whole units of 64 KiB, not "
                    + bytes.length + " bytes");
        }
        return bytes;
    }

    private static LoadOptions loadOptions(Options options) {
        List<LoadOptions.Module> modules = new ArrayList<>();
        for (String module : options.modules) {
            modules.add(new LoadOptions.Module(module, ImageLoader.read(Path.of(module.split(" ", 2)[0]))));
        }
        byte[] initrd = options.initrd == null ? null : ImageLoader.read(options.initrd);
        long at = options.at == null ? -1 : Options.number("--at", options.at);
        if (at < 0
                && options.mode != null
                && options.assembly == null
                && (options.image == null || !options.image.toString().endsWith(".asm"))) {
            throw new CommandError("--mode needs --at ADDR");
        }
        byte[] bios = options.bios == null ? null : rom(options.bios);
        return new LoadOptions(options.append, initrd, modules, at, options.flatMode(), bios);
    }
}
