package ringside.console;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import ringside.debug.DebugException;
import ringside.debug.Debugger;
import ringside.machine.ImageException;
import ringside.script.Grants;
import ringside.script.ScriptHost;
import ringside.testing.Bench;

/** The machine of a test with a console of its own that nobody looks at. */
final class TestSession implements Bench.Session {
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
        boolean another = boot.containsKey("kernel")
                || boot.containsKey("asm")
                || boot.containsKey("fda")
                || boot.containsKey("hda");
        if (another) {
            machine.image = null;
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
                case "at" -> machine.at = value;
                case "mode" -> machine.mode = value;
                case "ram" -> machine.ram = value;
                case "cpu" -> machine.cpu = value;
                case "exitPort" -> machine.exitPort = value;
                default -> throw new CommandError("boot has no option '" + name + "'");
            }
        });
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
    public ScriptHost.Reply command(String line) {
        return Scripts.command(session, line);
    }

    @Override
    public List<String> history(int count) {
        return List.of();
    }
}
