package ringside.console;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * QEMU's way of writing options, so that a Makefile made for {@code qemu-system-i386} works with one word changed. Such a
 * command line runs without a prompt, and {@code -device isa-debug-exit} ends the process with {@code (value << 1) | 1}.
 * Meanings are those of QEMU's manual page ("invocation").
 */
final class QemuOptions {
    private static final String DEFAULT_EXIT_PORT = "0x501";

    /** Options with a value that change nothing here: there is one board, one CPU and no window. */
    private static final Set<String> IGNORED_WITH_VALUE = Set.of(
            "-accel", "-machine", "-M", "-vga", "-display", "-parallel", "-name", "-rtc", "-d", "-D", "-k", "-boot");

    private static final Set<String> IGNORED = Set.of(
            "-no-reboot",
            "-no-shutdown",
            "-no-acpi",
            "-no-hpet",
            "-enable-kvm",
            "-nodefaults",
            "-no-user-config",
            "-full-screen");

    /** Options of one value that have another name here. */
    private static final Map<String, String> RENAMED =
            Map.of("-kernel", "--kernel", "-append", "--append", "-bios", "--bios", "-fda", "--fda", "-hda", "--hda");

    private static final Set<String> OTHERS = Set.of(
            "-initrd",
            "-m",
            "-cpu",
            "-serial",
            "-nographic",
            "-device",
            "-smp",
            "-monitor",
            "-net",
            "-nic",
            "-S",
            "-drive");

    private final List<String> result = new ArrayList<>();
    private boolean waits;
    private boolean graphics = true;
    private boolean serialGiven;

    private QemuOptions() {}

    /** Returns the arguments in our own words; without QEMU's options among them, as they are. */
    static List<String> translate(List<String> arguments) {
        return arguments.stream().anyMatch(QemuOptions::isKnown) ? new QemuOptions().all(arguments) : arguments;
    }

    private static boolean isKnown(String word) {
        return IGNORED.contains(word)
                || IGNORED_WITH_VALUE.contains(word)
                || RENAMED.containsKey(word)
                || OTHERS.contains(word);
    }

    private List<String> all(List<String> arguments) {
        Iterator<String> words = arguments.iterator();
        while (words.hasNext()) {
            String word = words.next();
            if (!isKnown(word)) {
                result.add(word);
            } else if (!IGNORED.contains(word)) {
                one(word, words);
            }
        }
        if (!graphics && !serialGiven) {
            add("--serial", "stdio");
        }
        if (!waits && !result.contains("--batch")) {
            result.add("--batch");
        }
        return result;
    }

    private void one(String option, Iterator<String> words) {
        if (option.equals("-nographic")) {
            graphics = false;
            return;
        }
        if (option.equals("-S")) {
            waits = true;
            return;
        }
        if (!words.hasNext()) {
            throw new CommandError(option + " needs a value");
        }
        String value = words.next();
        String renamed = RENAMED.get(option);
        if (renamed != null) {
            add(renamed, value);
            return;
        }
        switch (option) {
            case "-initrd" -> initrd(value);
            case "-m" -> add("--ram", memory(value));
            case "-cpu" -> cpu(value);
            case "-serial" -> serial(value);
            case "-device" -> device(value);
            case "-drive" -> drive(value);
            case "-smp" -> only(option, value.replaceFirst("^cpus=", "").split(",")[0], "1");
            case "-monitor" -> only(option, value, "none", "null");
            case "-net", "-nic" -> only(option, value, "none");
            default -> {
                // Nothing to do here, as in IGNORED_WITH_VALUE.
            }
        }
    }

    private void add(String option, String value) {
        result.add(option);
        result.add(value);
    }

    /** For a Multiboot kernel this is a list of modules. */
    private void initrd(String value) {
        if (value.contains(",") && !Files.exists(Path.of(value))) {
            for (String module : value.split(",")) {
                add("--module", module);
            }
        } else {
            add("--initrd", value);
        }
    }

    /** Sizes without a unit are mebibytes. */
    private static String memory(String value) {
        String size = value.replaceFirst("^size=", "").split(",")[0];
        return size.matches("[0-9]+") ? size + "M" : size;
    }

    private void cpu(String value) {
        String model = value.split(",")[0].toLowerCase(Locale.ROOT).replaceAll("-.*", "");
        if (List.of("486", "pentium").contains(model)) {
            add("--cpu", model);
        }
    }

    private void serial(String value) {
        if (serialGiven) {
            only("a second -serial", value, "none", "null");
            return;
        }
        serialGiven = true;
        if (value.equals("stdio") || value.equals("mon:stdio")) {
            add("--serial", "stdio");
        } else if (value.startsWith("file:")) {
            add("--serial", value.substring("file:".length()));
        } else {
            only("-serial", value, "none", "null", "vc");
        }
    }

    private void device(String value) {
        String[] parts = value.split(",");
        if (!parts[0].equals("isa-debug-exit")) {
            throw new CommandError("-device " + parts[0] + " does not exist here; isa-debug-exit does");
        }
        String port = DEFAULT_EXIT_PORT;
        for (String part : parts) {
            port = part.startsWith("iobase=") ? part.substring("iobase=".length()) : port;
        }
        add("--exit-port", port);
        result.add("--exit-passthrough");
    }

    private void drive(String value) {
        String file = null;
        boolean floppy = false;
        for (String part : value.split(",")) {
            if (part.startsWith("file=")) {
                file = part.substring("file=".length());
            } else if (part.startsWith("format=")) {
                only("-drive format", part.substring("format=".length()), "raw");
            } else if (part.startsWith("if=")) {
                floppy = part.equals("if=floppy");
            }
        }
        if (file == null) {
            throw new CommandError("-drive needs file=");
        }
        add(floppy ? "--fda" : "--hda", file);
    }

    private static void only(String option, String value, String... known) {
        if (!List.of(known).contains(value)) {
            throw new CommandError(
                    option + " " + value + " is not possible here; " + String.join(" or ", known) + " is");
        }
    }
}
