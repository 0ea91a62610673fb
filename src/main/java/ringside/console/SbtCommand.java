package ringside.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import ringside.debug.DebugException;
import ringside.debug.FileFailure;
import ringside.debug.MemoryRange;
import ringside.debug.tb.StaticSource;
import ringside.exec.sbt.CodeSpace.Range;
import ringside.exec.sbt.ControlFlow;
import ringside.exec.sbt.StaticTranslation;
import ringside.exec.sbt.StaticTranslator;
import ringside.exec.sbt.TranslationException;
import ringside.exec.sbt.TranslationFile;
import ringside.machine.GuestImage;
import ringside.machine.ImageException;
import ringside.machine.ImageLoader;
import ringside.machine.LoadOptions;
import ringside.machine.Machine;
import ringside.machine.Symbol;

/** {@code sbt}: translates code ahead of time into a file, and loads such files. */
final class SbtCommand {
    private static final List<String> VERBS = List.of("translate", "load", "unload", "list");
    private static final String ENTRY = "--entry";

    private SbtCommand() {}

    static Command command() {
        return Command.named("sbt")
                .in(Category.RUN)
                .summary("Translates code ahead of time, and loads such translations.")
                .syntax(
                        "sbt translate START END|+LENGTH FILE|--load [--entry ADDRESS]... [--all]",
                        "sbt translate IMAGE FILE|--load [--entry ADDRESS]... [--all]",
                        "sbt load FILE | sbt unload | sbt [list]")
                .details(
                        "translate finds code by following it from where the CPU stands, from the functions of the image or of"
                                + " the kernel in memory, and from each --entry. It supposes the mode the CPU is in, or the one"
                                + " the image starts in, and says where it found no code and which branches it cannot follow;"
                                + " --all lists them all. --load loads the translation at once, without a file.",
                        "engine sbt runs what was loaded and stops where no code was discovered; engine sbt+dbt goes on there."
                                + " A unit is used only while memory holds the bytes that it was made from.")
                .examples("sbt translate $pc +0x1000 here.sbt", "sbt load here.sbt", "sbt")
                .completes((session, words) -> words.size() <= 1
                        ? VERBS.stream()
                                .map(verb -> new Command.Proposal(verb, "static translation"))
                                .toList()
                        : Completions.address(session, words))
                .does(SbtCommand::run);
    }

    private static Result run(Session session, Arguments arguments) {
        String verb = arguments.isEmpty() ? "list" : arguments.word(0);
        return switch (verb) {
            case "translate" -> translate(session, arguments);
            case "load" -> {
                arguments.atMost(2);
                yield load(session.machine(), arguments.path(1, "the file"));
            }
            case "unload" -> {
                arguments.atMost(1);
                session.machine().staticTranslations().clear();
                session.machine().translator().reset();
                yield Result.message("no static translation is loaded");
            }
            case "list" -> {
                arguments.atMost(1);
                yield list(session.machine());
            }
            default -> throw arguments.error(0, "sbt " + String.join(", ", VERBS) + "; not '" + verb + "'");
        };
    }

    private static Result translate(Session session, Arguments arguments) {
        List<Integer> places = new ArrayList<>();
        List<Integer> entryWords = new ArrayList<>();
        boolean all = false;
        boolean load = false;
        for (int i = 1; i < arguments.count(); i++) {
            if (arguments.word(i).equals(ENTRY)) {
                arguments.required(++i, "the entry's address");
                entryWords.add(i);
            } else if (arguments.word(i).equals("--all")) {
                all = true;
            } else if (arguments.word(i).equals("--load")) {
                load = true;
            } else {
                places.add(i);
            }
        }
        int count = places.size() + (load ? 1 : 0);
        if (count < 2 || count > 3) {
            throw arguments.error(
                    count < 2 ? arguments.count() : places.get(places.size() - 1),
                    "sbt translate takes START END FILE or IMAGE FILE, or --load instead of FILE");
        }
        if (count == 2 && !load && arguments.word(places.get(1)).startsWith("+")) {
            throw arguments.error(arguments.count(), "a file is missing, or --load to use the translation at once");
        }
        Path file = load ? null : arguments.output(places.get(places.size() - 1), "the file");
        GuestImage image = count == 2 ? image(arguments, places.get(0)) : null;
        StaticSource source = image == null
                ? StaticSource.of(session.debugger(), List.of(range(session, arguments, places.get(0))))
                : StaticSource.of(image, session.machine().config());
        List<Integer> more = entryWords.stream()
                .map(word -> entry(session, arguments, word, image))
                .toList();
        BooleanSupplier cancelled = session.debugger().control()::isInterrupted;
        ControlFlow flow;
        StaticTranslation made;
        try {
            flow = source.recover(more, cancelled);
            made = StaticTranslator.translate(flow, source.model(), cancelled);
        } catch (TranslationException interrupted) {
            throw new CommandError(interrupted.getMessage());
        }
        if (load) {
            add(session.machine(), made);
        } else {
            write(file, TranslationFile.write(made, source.model()));
        }
        return SbtReport.of(session, flow, made, file).result(all);
    }

    private static void write(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException unwritable) {
            throw new DebugException(FileFailure.writing(file, unwritable));
        }
    }

    private static void add(Machine machine, StaticTranslation translation) {
        machine.staticTranslations().add(translation);
        machine.translator().reset();
    }

    private static GuestImage image(Arguments arguments, int index) {
        Path file = arguments.path(index, "the image");
        try {
            return ImageLoader.load(file, LoadOptions.NONE);
        } catch (ImageException unfit) {
            throw arguments.error(index, unfit.getMessage());
        }
    }

    private static Range range(Session session, Arguments arguments, int index) {
        MemoryRange range = new RangeArguments(session, arguments, index).range(false);
        if (range.length() > StaticSource.MOST) {
            throw arguments.error(index, "the range must have at most 256 MiB");
        }
        return new Range((int) range.start().value(), range.length());
    }

    private static int entry(Session session, Arguments arguments, int index, GuestImage image) {
        if (image != null) {
            for (Symbol symbol : image.symbols()) {
                if (symbol.name().equals(arguments.word(index))) {
                    return (int) symbol.address();
                }
            }
        }
        return (int) arguments
                .expression(index, arguments.word(index), session.debugger()::address)
                .value();
    }

    /** Adds a translation to what the machine has; everything is translated anew from now on. */
    static Result load(Machine machine, Path file) {
        StaticTranslation translation;
        try {
            translation = TranslationFile.read(
                    Files.readAllBytes(file), machine.config().model());
        } catch (IOException unreadable) {
            throw new CommandError(FileFailure.reading(file, unreadable));
        } catch (TranslationException unfit) {
            throw new CommandError("cannot use '" + file + "': " + unfit.getMessage());
        }
        add(machine, translation);
        String what = SbtReport.size(translation.units(), translation.blocks());
        return Result.of(
                Map.of("units", translation.units(), "blocks", translation.blocks()),
                text -> text.line("loaded " + what + " from " + file));
    }

    private static Result list(Machine machine) {
        List<Map<String, Object>> loaded = machine.staticTranslations().loaded().stream()
                .map(translation -> Map.<String, Object>of(
                        "units", translation.units(),
                        "blocks", translation.blocks(),
                        "mode", SbtReport.mode(translation.mode()),
                        "ranges",
                                translation.ranges().stream()
                                        .map(SbtReport::text)
                                        .toList()))
                .toList();
        return Result.of(loaded, text -> {
            loaded.forEach(translation ->
                    text.line(SbtReport.size((int) translation.get("units"), (int) translation.get("blocks")) + ", "
                            + translation.get("mode") + ", " + translation.get("ranges")));
            if (loaded.isEmpty()) {
                text.line(Text.Role.DIM, "no static translation is loaded");
            }
        });
    }
}
