package ringside.console;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import ringside.debug.MachineTarget;
import ringside.debug.OutputLog;
import ringside.debug.Stop;
import ringside.dev.Keys;
import ringside.dev.TextScreen;
import ringside.machine.Machine;
import ringside.time.Stimulus;

/** Serial port, screen and keyboard, as the guest's user has them. */
final class DeviceCommands {
    private static final int SHOWN_LINES = 25;
    private static final long EXPECT_LIMIT = 20_000_000_000L;
    /** Instructions between two keys, so that the guest has time to take the first. */
    private static final long KEY_GAP = 300_000;

    private DeviceCommands() {}

    static List<Command> all() {
        return List.of(
                Command.named("serial")
                        .in(Category.DEVICES)
                        .summary("Talks to the guest over COM1.")
                        .syntax(
                                "serial                  (terminal: keys go to the guest, Ctrl-] comes back)",
                                "serial send TEXT",
                                "serial show [LINES | all]",
                                "serial expect TEXT [INSTRUCTIONS]")
                        .details(
                                "send: plain text is followed by Enter; \"quoted\" text is sent as it is, with \\n, \\r, \\e.",
                                "expect runs the guest until COM1 has sent the text, looking from where the last expect ended.")
                        .examples("serial send ls /", "serial send \"root\\r\"", "serial show", "serial expect \"$ \"")
                        .completes(Completions.words(
                                "send",
                                "send text",
                                "show",
                                "show what the guest sent",
                                "expect",
                                "run until the guest has sent a text"))
                        .does(DeviceCommands::serial),
                Command.named("debugport")
                        .in(Category.DEVICES)
                        .summary("Shows what the guest wrote to the debug ports E9h and 402h.")
                        .syntax("debugport [LINES | all]")
                        .examples("debugport", "debugport all")
                        .does((session, arguments) -> show(target(session).debugPort(), arguments, 0)),
                Command.named("screen")
                        .in(Category.DEVICES)
                        .summary("Shows the guest's text screen.")
                        .examples("screen")
                        .does(DeviceCommands::screen),
                Command.named("sendkey", "key", "keys")
                        .in(Category.DEVICES)
                        .summary("Presses keys of the guest's keyboard.")
                        .syntax("sendkey KEY ...", "sendkey KEY-KEY", "sendkey \"TEXT\"")
                        .details("Keys are pressed one after the other; KEY-KEY together; quoted text is typed.")
                        .examples("sendkey a", "sendkey left left ctrl-c", "sendkey \"hello\\n\"")
                        .completes((session, words) -> Keys.names().stream()
                                .map(name -> new Command.Proposal(name, "key"))
                                .toList())
                        .does(DeviceCommands::keys),
                EngineCommand.command(),
                LockstepCommand.command(),
                TbCommand.command(),
                SbtCommand.command());
    }

    private static MachineTarget target(Session session) {
        session.machine();
        return (MachineTarget) session.debugger().target();
    }

    private static Result serial(Session session, Arguments arguments) {
        if (arguments.isEmpty()) {
            session.machine();
            Stop stop = session.frontend().serialTerminal(session.debugger().control()::proceed);
            return StopReport.of(session, stop);
        }
        return switch (arguments.word(0)) {
            case "send" -> send(session, arguments);
            case "show" -> show(target(session).serial(0), arguments, 1);
            case "expect" -> expect(session, arguments);
            default ->
                throw arguments.error(0, "serial send, serial show or serial expect; not '" + arguments.word(0) + "'");
        };
    }

    private static Result send(Session session, Arguments arguments) {
        arguments.required(1, "the text");
        boolean quoted = arguments.count() == 2 && arguments.words().get(1).quoted();
        String text = quoted ? arguments.word(1) : arguments.rest(1) + "\r";
        for (char c : text.toCharArray()) {
            session.debugger().target().stimulate(new Stimulus.SerialByte(0, c & 0xFF));
        }
        return Result.message("sent " + Quantity.of(text.length(), "byte") + " to COM1");
    }

    private static Result show(OutputLog log, Arguments arguments, int from) {
        List<String> lines = log.text().replace("\r", "").lines().toList();
        int count = arguments.word(from).equals("all")
                ? lines.size()
                : arguments.count() > from ? arguments.number(from, "the number of lines", 1, 1_000_000) : SHOWN_LINES;
        List<String> shown = lines.subList(Math.max(0, lines.size() - count), lines.size());
        return Result.of(shown, text -> {
            shown.forEach(text::line);
            if (lines.isEmpty()) {
                text.line(Text.Role.DIM, "the guest has sent nothing");
            }
        });
    }

    private static Result expect(Session session, Arguments arguments) {
        String wanted = arguments.required(1, "the text");
        long limit = arguments.count() > 2 ? arguments.number(2, "the number of instructions") : EXPECT_LIMIT;
        arguments.atMost(3);
        OutputLog log = target(session).serial(0);
        Machine machine = session.machine();
        IntConsumer watch = octet -> {
            if (octet == wanted.charAt(wanted.length() - 1)
                    && log.textFrom(session.expectFrom()).contains(wanted)) {
                machine.requestStop("COM1 sent '" + wanted + "'");
            }
        };
        boolean there = log.textFrom(session.expectFrom()).contains(wanted);
        Stop stop = session.debugger().control().here();
        if (!there) {
            log.listen(watch);
            try {
                long now = machine.cpu().icount;
                stop = session.debugger().control().proceed(now + Math.min(limit, Long.MAX_VALUE - now));
            } finally {
                log.unlisten(watch);
            }
        }
        String sent = log.textFrom(session.expectFrom());
        int found = sent.indexOf(wanted);
        Result report = StopReport.of(session, stop, true);
        if (found < 0) {
            throw new CommandError("COM1 did not send '" + wanted + "'; it ended with '" + tail(sent) + "'"
                    + (stop.reason().isEmpty() ? "" : " (" + stop.reason() + ")"));
        }
        session.expectFrom(log.position() - sent.length() + found + wanted.length());
        return there ? Result.message("COM1 had sent '" + wanted + "'") : report;
    }

    private static String tail(String sent) {
        return sent.substring(Math.max(0, sent.length() - 60)).replace("\r", "").replace("\n", "\\n");
    }

    private static Result screen(Session session, Arguments arguments) {
        arguments.atMost(0);
        TextScreen screen = session.machine().vga().screen();
        return Result.of(screen, text -> {
            if (screen.graphics()) {
                text.line("the screen is in a graphics mode");
                return;
            }
            String edge = "+" + "-".repeat(screen.columns()) + "+";
            text.line(Text.Role.DIM, edge);
            for (int i = 0; i < screen.lines().size(); i++) {
                text.add(Text.Role.DIM, "|")
                        .add(screen.lines().get(i))
                        .add(Text.Role.DIM, "|")
                        .end();
            }
            text.line(Text.Role.DIM, edge);
            if (screen.cursorRow() >= 0) {
                text.line(Text.Role.DIM, "cursor at row " + screen.cursorRow() + ", column " + screen.cursorColumn());
            }
        });
    }

    private static Result keys(Session session, Arguments arguments) {
        arguments.required(0, "a key");
        List<Keys.Movement> movements = new ArrayList<>();
        for (int i = 0; i < arguments.count(); i++) {
            Arguments.Word word = arguments.words().get(i);
            try {
                movements.addAll(word.quoted() ? Keys.typing(word.text()) : Keys.chord(word.text()));
            } catch (IllegalArgumentException unknown) {
                throw arguments.error(i, unknown.getMessage());
            }
        }
        long now = session.debugger().cpu().icount;
        for (int i = 0; i < movements.size(); i++) {
            Stimulus.Key key =
                    new Stimulus.Key(movements.get(i).code(), movements.get(i).down());
            if (i == 0) {
                session.debugger().target().stimulate(key);
            } else {
                session.debugger().target().stimulateAt(now + i * KEY_GAP, key);
            }
        }
        return Result.message(
                movements.size() == 1
                        ? "one key moves"
                        : "pressed and released over the next " + (movements.size() - 1) * KEY_GAP + " instructions");
    }
}
