package ringside.console;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** JavaScript. */
final class ScriptCommands {
    private ScriptCommands() {}

    static List<Command> all() {
        return List.of(Command.named("js")
                .in(Category.SCRIPT)
                .summary("Evaluates JavaScript; what it declares stays.")
                .syntax("js EXPRESSION", "js   (every line is JavaScript until 'js' or '.exit'; in files until 'end')")
                .details(
                        "Scripts see cpu, mem, io, bp, on, run, step, inject, snap, serial, screen, sym, asm, dis, cmd, files, test,",
                        "assert; 'ringside test --types' prints all of it as declarations.",
                        "Numbers of 64 bits are BigInt; names that do not exist throw; Ctrl-C ends a script.")
                .examples("js cpu.eip.toString(16)", "js mem.u32('esp')", "js run({maxInsns: 1000}).reason")
                .style(Command.Style.VERBATIM)
                .does(ScriptCommands::evaluate));
    }

    private static Result evaluate(Session session, Arguments arguments) {
        if (arguments.isEmpty() && !arguments.block().isEmpty()) {
            return shown(session, String.join("\n", arguments.block()));
        }
        if (arguments.isEmpty()) {
            session.scripts().start();
            session.scriptMode(true);
            return Result.message("JavaScript; a line 'js' or '.exit' comes back to commands");
        }
        return shown(session, arguments.rest(0));
    }

    private static Result shown(Session session, String script) {
        String shown = session.scripts().evaluate(script);
        return shown.isEmpty() ? Result.NONE : Result.of(Map.of("value", shown), text -> text.line(shown));
    }

    /** Runs a file of JavaScript. */
    static Result run(Session session, Path file) {
        session.scripts().run(file);
        return Result.NONE;
    }
}
