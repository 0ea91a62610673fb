package ringside.console;

import java.util.List;
import java.util.Locale;

/** {@code context}. */
final class ContextCommand {
    private static final List<String> FORMS = List.of("on", "compact", "wide", "off");

    private ContextCommand() {}

    static List<Command> all() {
        return List.of(Command.named("context", "ctx")
                .in(Category.DATA)
                .summary("Shows registers, code and stack as at a stop, or sets what a stop shows.")
                .syntax("context", "context on|compact|wide|off", "context sections LIST")
                .details(
                        "compact: what changed and the next instructions. wide: control registers and a deep stack too.",
                        "Sections are registers, code and stack, in a list: 'context sections registers,code'.",
                        "What differs from the stop before has a * behind it. Settings: context, context-sections,"
                                + " context-lines, context-stack.")
                .examples("context", "context compact", "context sections registers,code", "context on")
                .completes(Completions.words(
                        "on",
                        "registers, code, stack",
                        "compact",
                        "only what changed",
                        "wide",
                        "more of everything",
                        "off",
                        "only the place",
                        "sections",
                        "choose the parts"))
                .does(ContextCommand::context));
    }

    private static Result context(Session session, Arguments arguments) {
        Settings settings = session.settings();
        String word = arguments.word(0);
        if (word.isEmpty()) {
            Context context = session.context().take(session.context().layout(settings));
            return Result.of(context, context::write);
        }
        if (word.equals("sections")) {
            String list = arguments.required(1, "the list of sections").equals("all")
                    ? "registers,code,stack"
                    : arguments.rest(1);
            settings.set("context-sections", list.toLowerCase(Locale.ROOT));
            return Result.message("a stop shows " + settings.get("context-sections"));
        }
        arguments.atMost(1);
        if (!FORMS.contains(word)) {
            throw arguments.error(0, "context on, compact, wide, off or sections; not '" + word + "'");
        }
        settings.set("context", word);
        return Result.message("context is " + word);
    }
}
