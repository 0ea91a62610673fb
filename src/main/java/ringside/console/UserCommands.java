package ringside.console;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** define, document and alias: commands that users make themselves. */
final class UserCommands {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_.-]*");
    private static final Pattern PARAMETER = Pattern.compile("\\$arg([0-9]{1,3}|c)\\b");
    private static final String BEFORE = "hook-";
    private static final String AFTER = "hookpost-";

    private UserCommands() {}

    static List<Command> all() {
        return List.of(
                Command.named("define")
                        .in(Category.SCRIPT)
                        .summary("Makes a command of the lines up to 'end'.")
                        .syntax("define NAME", "  COMMANDS", "end")
                        .details(
                                "$arg0, $arg1 ... stand for the arguments as they are written, $argc for their number.",
                                "'define hook-stop' is carried out at each stop before it is shown, 'define hook-NAME'",
                                "before each command NAME, 'define hookpost-NAME' after it.")
                        .examples("define hook-stop", "define where-am-i")
                        .completes(Completions.words("hook-stop", "carried out at each stop"))
                        .block()
                        .does(UserCommands::define),
                Command.named("document")
                        .in(Category.SCRIPT)
                        .summary("Makes the lines up to 'end' the help of a command of yours.")
                        .syntax("document NAME", "  TEXT", "end")
                        .examples("document where-am-i")
                        .completes(UserCommands::own)
                        .textBlock()
                        .does(UserCommands::document),
                Command.named("alias")
                        .in(Category.SCRIPT)
                        .summary("Gives a command, with arguments if you like, another name.")
                        .syntax("alias NAME = COMMAND [ARGUMENTS]")
                        .examples("alias regs4 = info registers eax ebx ecx edx", "alias stk = x/8xw ss:esp")
                        .does(UserCommands::alias));
    }

    private static List<Command.Proposal> own(Session session, List<String> words) {
        return session.table().all().stream()
                .filter(command -> command.category() == Category.USER)
                .map(command -> new Command.Proposal(command.name(), command.summary()))
                .toList();
    }

    private static String name(Arguments arguments, int index) {
        String name = arguments.required(index, "a name");
        if (!NAME.matcher(name).matches()) {
            throw arguments.error(index, "'" + name + "' can be no name: letters, digits, '-' and '_'");
        }
        return name;
    }

    private static Result define(Session session, Arguments arguments) {
        arguments.atMost(1);
        String name = hooked(session, name(arguments, 0), arguments);
        List<String> body = arguments.block();
        define(session, command(name, "Your own command.", body.toArray(String[]::new), body));
        return Result.NONE;
    }

    private static void define(Session session, Command command) {
        session.table().define(command);
    }

    /** Names a hook after the command's own name, so that it works however the command is called. */
    private static String hooked(Session session, String name, Arguments arguments) {
        for (String prefix : List.of(BEFORE, AFTER)) {
            String hooked = name.startsWith(prefix) ? name.substring(prefix.length()) : "";
            if (!hooked.isEmpty() && !hooked.equals("stop")) {
                return prefix
                        + session.table()
                                .resolve(hooked, arguments.position(0) + prefix.length())
                                .name();
            }
        }
        return name;
    }

    private static Command command(String name, String summary, String[] details, List<String> body) {
        return Command.named(name)
                .in(Category.USER)
                .summary(summary)
                .syntax(name + " [ARGUMENT ...]")
                .details(details)
                .examples(name)
                .completes(Completions::address)
                .does((session, arguments) ->
                        session.interpreter().run(filled(arguments, body)) ? Result.NONE : Result.FAILED);
    }

    /** Puts the arguments of a call into the body. */
    private static List<String> filled(Arguments arguments, List<String> body) {
        return body.stream()
                .map(line -> PARAMETER
                        .matcher(line)
                        .replaceAll(match -> Matcher.quoteReplacement(parameter(arguments, match.group(1)))))
                .toList();
    }

    private static String parameter(Arguments arguments, String which) {
        if (which.equals("c")) {
            return Integer.toString(arguments.count());
        }
        int index = Integer.parseInt(which);
        if (index >= arguments.count()) {
            throw arguments.error(index, "argument " + (index + 1) + " ($arg" + index + ") is missing");
        }
        return arguments.between(index, index + 1);
    }

    private static Result document(Session session, Arguments arguments) {
        arguments.atMost(1);
        String name = name(arguments, 0);
        Command command = session.table().exact(name);
        if (command == null || command.category() != Category.USER) {
            throw arguments.error(0, "there is no command '" + name + "' of yours; define it first");
        }
        List<String> lines = arguments.block();
        String summary = lines.isEmpty() ? "Your own command." : lines.get(0).strip();
        String[] details = lines.stream().skip(1).toArray(String[]::new);
        define(session, command.explained(summary, details));
        return Result.NONE;
    }

    private static Result alias(Session session, Arguments arguments) {
        int from = arguments.word(0).equals("-a") ? 1 : 0;
        from += arguments.word(from).equals("--") ? 1 : 0;
        String name = name(arguments, from);
        int target = from + (arguments.word(from + 1).equals("=") ? 2 : 1);
        arguments.required(target, "the command");
        String text = arguments.rest(target);
        String word = text.split("[\\s/]", 2)[0];
        if (!word.matches("[a-zA-Z_?].*")) {
            throw arguments.error(target, "'" + text + "' begins with no command");
        }
        Command command = session.table().resolve(word, arguments.position(target));
        if (text.equals(word)) {
            define(session, command.calledAs(name, Category.USER));
        } else {
            define(
                    session,
                    Command.named(name)
                            .in(Category.USER)
                            .summary("The same as '" + text + "'.")
                            .examples(name)
                            .style(Command.Style.VERBATIM)
                            .does((caller, more) ->
                                    caller.interpreter().run(List.of((text + " " + more.rest(0)).strip()))
                                            ? Result.NONE
                                            : Result.FAILED));
        }
        return Result.of(Map.of("alias", name, "command", text), shown -> shown.line(name + " is '" + text + "'"));
    }
}
