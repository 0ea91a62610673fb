package ringside.console;

import java.util.List;
import ringside.debug.expr.Expression;

/** Commands that decide which commands come next. */
final class FlowCommands {
    private FlowCommands() {}

    static List<Command> all() {
        return List.of(
                Command.named("if")
                        .in(Category.SCRIPT)
                        .summary("Carries out the lines up to 'else' or 'end' if an expression is not 0.")
                        .syntax("if EXPRESSION", "  COMMANDS", "else", "  COMMANDS", "end")
                        .examples("if $eax == 5")
                        .completes(Completions::address)
                        .block()
                        .does(FlowCommands::decide),
                Command.named("while")
                        .in(Category.SCRIPT)
                        .summary("Carries out the lines up to 'end' as long as an expression is not 0.")
                        .syntax("while EXPRESSION", "  COMMANDS", "end")
                        .details("loop_break leaves the loop, loop_continue begins its next round. Ctrl-C ends it.")
                        .examples("while $ecx > 1")
                        .completes(Completions::address)
                        .block()
                        .does(FlowCommands::repeat),
                Command.named("loop_break")
                        .in(Category.SCRIPT)
                        .summary("Leaves the innermost 'while'.")
                        .examples("loop_break")
                        .does((session, arguments) -> jump(session, arguments, Interpreter.Jump.BREAK)),
                Command.named("loop_continue")
                        .in(Category.SCRIPT)
                        .summary("Begins the next round of the innermost 'while'.")
                        .examples("loop_continue")
                        .does((session, arguments) -> jump(session, arguments, Interpreter.Jump.CONTINUE)));
    }

    private static Result jump(Session session, Arguments arguments, Interpreter.Jump jump) {
        arguments.atMost(0);
        session.interpreter().jump(jump);
        return Result.NONE;
    }

    private static boolean holds(Session session, Arguments arguments) {
        arguments.required(0, "the condition");
        return arguments.expression(0, text -> {
            Expression expression = session.debugger().parse(text);
            if (expression.isAssignment()) {
                throw arguments.error(0, "a condition cannot assign; write == to compare");
            }
            return session.debugger().evaluate(expression).isTrue();
        });
    }

    private static Result decide(Session session, Arguments arguments) {
        List<String> block = arguments.block();
        int otherwise = Pieces.find(session, block, "else");
        List<String> yes = otherwise < 0 ? block : block.subList(0, otherwise);
        List<String> no = otherwise < 0 ? List.of() : block.subList(otherwise + 1, block.size());
        return session.interpreter().run(holds(session, arguments) ? yes : no) ? Result.NONE : Result.FAILED;
    }

    private static Result repeat(Session session, Arguments arguments) {
        boolean fine = session.interpreter().loop(() -> holds(session, arguments), arguments.block());
        return fine ? Result.NONE : Result.FAILED;
    }
}
