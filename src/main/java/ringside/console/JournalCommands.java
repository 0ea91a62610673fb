package ringside.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import ringside.base.StateFormatException;
import ringside.debug.FileFailure;
import ringside.debug.Stop;
import ringside.machine.Journal;
import ringside.machine.Machine;
import ringside.machine.Recorder;

/** The journal of outside stimuli, its replay, and the hash that tells whether two runs are the same. */
final class JournalCommands {
    private JournalCommands() {}

    static List<Command> all() {
        return List.of(
                Command.named("record")
                        .in(Category.STATE)
                        .summary("Records everything that reaches the guest from outside.")
                        .syntax("record start", "record save FILE", "record stop", "record")
                        .details("A run that is replayed from the same state ends in the same state: see 'hash'.")
                        .examples("record start", "record save /tmp/run.journal", "record stop")
                        .completes(Completions.words("start", "begin", "save", "write the journal", "stop", "end"))
                        .does(JournalCommands::record),
                Command.named("replay")
                        .in(Category.STATE)
                        .summary("Repeats a recorded run from the state in which its recording began.")
                        .syntax("replay FILE")
                        .examples("replay /tmp/run.journal")
                        .completes(Completions::files)
                        .does(JournalCommands::replay),
                Command.named("hash")
                        .in(Category.STATE)
                        .summary("Shows the hash of the machine's whole state.")
                        .examples("hash")
                        .does((session, arguments) -> {
                            arguments.atMost(0);
                            String hash = session.machine().state().hash().toString();
                            return Result.of(Map.of("hash", hash), text -> text.line(hash));
                        }));
    }

    private static Result record(Session session, Arguments arguments) {
        Recorder recorder = session.recorder();
        String verb = arguments.word(0);
        if (!verb.equals("start") && recorder == null) {
            return verb.isEmpty()
                    ? Result.message("nothing is recorded")
                    : fail("nothing is recorded; 'record start' begins");
        }
        switch (verb) {
            case "" -> {
                int count = recorder.journal().entries().size();
                return Result.of(Map.of("stimuli", count), text -> text.line(count + " stimuli recorded"));
            }
            case "start" -> {
                if (recorder != null) {
                    recorder.stop();
                }
                session.recorder(new Recorder(session.machine()));
                return Result.message(
                        "recording from icount " + session.debugger().cpu().icount);
            }
            case "save" -> {
                return save(arguments, recorder.journal());
            }
            case "stop" -> {
                recorder.stop();
                session.recorder(null);
                return Result.message("the recording is over");
            }
            default -> throw arguments.error(0, "record start, save or stop; not '" + verb + "'");
        }
    }

    private static Result fail(String message) {
        throw new CommandError(message);
    }

    private static Result save(Arguments arguments, Journal journal) {
        Path file = arguments.output(1, "a file");
        try {
            journal.write(file);
        } catch (IOException unwritable) {
            throw arguments.error(1, FileFailure.writing(file, unwritable));
        }
        return Result.of(
                Map.of("stimuli", journal.entries().size(), "hash", journal.hash()),
                text -> text.line(journal.entries().size() + " stimuli in " + file + ", hash " + journal.hash()));
    }

    /** How a replay ended. */
    record Replayed(int stimuli, String expected, String hash) {}

    private static Result replay(Session session, Arguments arguments) {
        session.debugger().control().refuseInHandler("replay a journal");
        Path file = arguments.path(0, "a file");
        Journal journal = read(arguments, file);
        Machine machine = session.machine();
        String here = machine.state().hash().toString();
        if (!journal.start().equals(here)) {
            throw new CommandError("the journal begins in another state (" + journal.start() + ", this is " + here
                    + "): start the same guest, or load the snapshot it began with");
        }
        machine.replay(journal.source());
        Stop stop;
        do {
            stop = session.debugger().control().proceed();
        } while (stop.kind() == Stop.Kind.BREAKPOINT);
        machine.replay(null);
        session.lastStop(stop);
        Replayed replayed = new Replayed(
                journal.entries().size(), journal.hash(), machine.state().hash().toString());
        boolean same = replayed.hash().equals(replayed.expected());
        String reason = stop.reason();
        return new Result(
                replayed,
                text -> text.line(
                        same ? Text.Role.PLAIN : Text.Role.ERROR,
                        same
                                ? "replayed " + replayed.stimuli() + " stimuli; the state is the recorded one, "
                                        + replayed.hash()
                                : "the replay ended otherwise: hash " + replayed.hash() + ", recorded "
                                        + replayed.expected() + " (" + reason + ")"),
                !same);
    }

    private static Journal read(Arguments arguments, Path file) {
        if (!Files.isRegularFile(file)) {
            throw arguments.error(0, "there is no file '" + file + "'");
        }
        try {
            return Journal.read(file);
        } catch (IOException unreadable) {
            throw arguments.error(0, FileFailure.reading(file, unreadable));
        } catch (StateFormatException unfit) {
            throw arguments.error(0, "cannot use '" + file + "': " + unfit.getMessage());
        }
    }
}
