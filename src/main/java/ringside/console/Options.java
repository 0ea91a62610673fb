package ringside.console;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import ringside.cpu.CpuModel;
import ringside.debug.DebugException;
import ringside.debug.expr.ExpressionException;
import ringside.debug.expr.Numbers;
import ringside.machine.FlatMode;
import ringside.machine.MachineConfig;
import ringside.script.Grants;

/** The program's command line. */
@Command(
        name = "ringside",
        version = Options.VERSION,
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = "A console debugger for x86 guests. Without IMAGE it starts a small guest of its own.",
        footer = {"", "Exit codes: 0 ok, 1 a command or test failed, 2 wrong usage, 3 timeout, 4 the guest died."})
final class Options {
    static final String VERSION = "Ringside 0.1";

    @Parameters(
            arity = "0..1",
            paramLabel = "IMAGE",
            description = "ELF, Multiboot, bzImage, disk image, flat binary, ROM or .asm file.")
    Path image;

    /** Source of the guest, from a script; counts more than a file. */
    String assembly;

    /** A floppy disk, from a script; counts more than a file. */
    byte[] floppyContents;

    @Option(names = "--kernel", paramLabel = "FILE", description = "The same as IMAGE, for Linux kernels.")
    Path kernel;

    @Option(names = "--initrd", paramLabel = "FILE", description = "Initial RAM disk of a Linux kernel.")
    Path initrd;

    @Option(names = "--append", paramLabel = "TEXT", description = "Command line of the kernel.")
    String append = "";

    @Option(names = "--module", paramLabel = "FILE[ ARGS]", description = "A module of a Multiboot kernel; repeatable.")
    List<String> modules = new ArrayList<>();

    @Option(
            names = {"--disk", "--hda"},
            paramLabel = "FILE",
            description = "Image of a hard disk; repeatable, two at most. Guests' writes stay in the machine.")
    List<Path> disks = new ArrayList<>();

    @Option(
            names = {"--floppy", "--fda"},
            paramLabel = "FILE",
            description = "Image of a floppy disk, booted first.")
    Path floppy;

    @Option(names = "--disk-write", description = "At the end, write what guests wrote to disks into the image files.")
    boolean diskWrite;

    @Option(names = "--bios", paramLabel = "FILE", description = "BIOS that boots disks instead of the built-in one.")
    Path bios;

    @Option(names = "--at", paramLabel = "ADDR", description = "Where a flat binary is loaded and started.")
    String at;

    @Option(names = "--mode", paramLabel = "MODE", description = "Mode of a flat binary: real16, pm16 or pm32.")
    String mode;

    @Option(names = "--ram", paramLabel = "SIZE", description = "Size of RAM: 64M, 1G (default 128M).")
    String ram = "128M";

    @Option(
            names = "--cpu",
            paramLabel = "MODEL",
            description = "CPU model, with features: 486, ringside32,+umip (see README).")
    String cpu = "ringside32";

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            description = "What executes guest code: interpreter (default), dbt, sbt or sbt+dbt (see README).")
    String engine = Engines.DEFAULT;

    @Option(
            names = "--sbt",
            paramLabel = "FILE",
            description = "Static translation for the engines sbt and sbt+dbt; repeatable.")
    List<Path> staticTranslations = new ArrayList<>();

    @Option(names = "--serial", paramLabel = "WHERE", description = "COM1: stdio, null or a file.")
    String serial;

    @Option(names = "--exit-port", paramLabel = "PORT", description = "Port of the debug exit device (default 0x501).")
    String exitPort = "0x501";

    @Option(names = "--expect-exit", paramLabel = "N", description = "Exit value of the guest that counts as success.")
    int expectExit;

    @Option(names = "--exit-passthrough", description = "End with (value << 1) | 1 as QEMU does.")
    boolean passthrough;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "Give up after this much real time, with exit code 3.")
    double timeout;

    @Option(
            names = "--allow-read",
            paramLabel = "DIR",
            description = "Scripts may read files here, besides those where they are; repeatable.")
    List<Path> allowRead = new ArrayList<>();

    @Option(
            names = "--allow-write",
            paramLabel = "DIR",
            description = "Commands of scripts may write files here; repeatable.")
    List<Path> allowWrite = new ArrayList<>();

    @Option(names = "--batch", description = "No prompt: carry out -ex and -x, or else continue, and end.")
    boolean batch;

    @Option(names = "--json", description = "Results as JSON, one line each.")
    boolean json;

    @ArgGroup(multiplicity = "0..*")
    List<Script> scripts = new ArrayList<>();

    /** A command or a file of commands; their order counts. */
    static final class Script {
        @Option(
                names = "-ex",
                required = true,
                paramLabel = "COMMAND",
                description = "Carry out a command; repeatable.")
        String command;

        @Option(
                names = "-x",
                required = true,
                paramLabel = "FILE",
                description = "Carry out a file of commands or JavaScript; repeatable.")
        Path file;

        /** Returns the line that does it. */
        String line() {
            return command != null ? command : "source \"" + file.toString().replace("\\", "\\\\") + "\"";
        }
    }

    /** Returns a number of the command line; a bad one throws {@link CommandError}. */
    static long number(String option, String text) {
        try {
            return Numbers.parse(text, 10);
        } catch (ExpressionException bad) {
            throw new CommandError(option + ": " + bad.getMessage());
        }
    }

    long ramBytes() {
        return size("--ram", ram);
    }

    /** Returns a number of bytes that may end in a unit. */
    static long size(String what, String text) {
        String digits = text.replaceAll("(?i)(k|m|g)i?b?$", "");
        int shift =
                switch (text.substring(digits.length()).toLowerCase(Locale.ROOT)) {
                    case "" -> 0;
                    case "k", "kb", "kib" -> 10;
                    case "m", "mb", "mib" -> 20;
                    default -> 30;
                };
        if (!digits.matches("[0-9]{1,10}")) {
            throw new CommandError(what + ": '" + text + "' is no size; write 64M or 1G");
        }
        return Long.parseLong(digits) << shift;
    }

    FlatMode flatMode() {
        try {
            return mode == null ? null : FlatMode.of(mode);
        } catch (IllegalArgumentException unknown) {
            throw new CommandError("--mode: " + unknown.getMessage());
        }
    }

    /** Gives scripts what the user grants them. */
    void grant(Grants grants) {
        try {
            allowRead.forEach(grants::allow);
            allowWrite.forEach(grants::allowOutput);
        } catch (DebugException missing) {
            throw new CommandError(missing.getMessage());
        }
    }

    int exitPortNumber() {
        long port = number("--exit-port", exitPort);
        if (port > 0xFFFF) {
            throw new CommandError("--exit-port: ports are 0 to 0xffff");
        }
        return (int) port;
    }

    /** Returns the configuration of the machine that is asked for. */
    MachineConfig config() {
        try {
            return MachineConfig.standard(CpuModel.parse(cpu))
                    .withRam(ramBytes())
                    .withExitPort(exitPortNumber());
        } catch (IllegalArgumentException unfit) {
            throw new CommandError(unfit.getMessage());
        }
    }
}
