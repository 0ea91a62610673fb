package ringside.console;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import ringside.debug.Suggestions;
import ringside.debug.profile.CacheShape;
import ringside.debug.profile.Profiler;
import ringside.debug.profile.Profiler.Kind;

/** {@code profile}: counts branches, targets, blocks, pages, values and the misses of a modelled cache. */
final class ProfileCommand {
    private static final int SHOWN = 20;
    private static final List<String> VERBS = List.of("on", "off", "show", "reset");

    private ProfileCommand() {}

    static List<Command> all() {
        return List.of(Command.named("profile")
                .in(Category.RUN)
                .summary("Counts where branches go, hot blocks and pages, data values, misses of a modelled cache.")
                .syntax(
                        "profile",
                        "profile branches|targets|blocks|pages|values|cache on|off|reset",
                        "profile branches|targets|blocks|pages|values|cache [show [LINES]]",
                        "profile cache on SIZE [LINE [WAYS]]",
                        "profile off | profile reset")
                .details(
                        "branches: taken and not. targets: where computed jumps, calls and returns led. blocks: entries."
                                + " pages: reads, writes and entries of blocks. values: what instructions read from memory and"
                                + " wrote to it.",
                        "cache: a data cache that is modelled, not the guest's: physical addresses, write-back,"
                                + " least recently used; 32K in lines of 64 bytes and 8 ways unless said otherwise.",
                        "Counts are exact and equal under all engines; meanwhile code is interpreted, and the guest cannot"
                                + " tell. What is off costs nothing. Excursions such as those of vcompare are not counted.")
                .examples(
                        "profile",
                        "profile branches on",
                        "profile branches",
                        "profile cache on 8K 32 2",
                        "profile cache show 5",
                        "profile off")
                .completes(ProfileCommand::complete)
                .does(ProfileCommand::run));
    }

    private static List<Command.Proposal> complete(Session session, List<String> words) {
        Stream<String> proposals =
                words.size() <= 1 ? Stream.concat(names().stream(), Stream.of("off", "reset")) : VERBS.stream();
        return proposals.map(word -> new Command.Proposal(word, "profile")).toList();
    }

    private static List<String> names() {
        return Arrays.stream(Kind.values()).map(ProfileCommand::name).toList();
    }

    private static String name(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static Result run(Session session, Arguments arguments) {
        Profiler profiler = session.debugger().profiler();
        String word = arguments.word(0);
        if (arguments.isEmpty() || word.equals("off") || word.equals("reset")) {
            arguments.atMost(1);
            for (Kind kind : arguments.isEmpty() ? new Kind[0] : Kind.values()) {
                turn(profiler, kind, word);
            }
            return overview(profiler);
        }
        Kind kind = kind(arguments);
        String verb = arguments.count() < 2 ? "show" : arguments.word(1);
        return switch (verb) {
            case "on", "off", "reset" -> {
                if (verb.equals("on") && kind == Kind.CACHE && arguments.count() > 2) {
                    shape(profiler, arguments);
                } else {
                    arguments.atMost(2);
                }
                turn(profiler, kind, verb);
                yield overview(profiler);
            }
            case "show" -> show(session, profiler, kind, arguments);
            default -> throw arguments.error(1, "profile " + word + " on, off, show or reset; not '" + verb + "'");
        };
    }

    private static Kind kind(Arguments arguments) {
        int index = names().indexOf(arguments.word(0));
        if (index < 0) {
            throw arguments.error(
                    0,
                    "there is no profile of '" + arguments.word(0) + "'"
                            + Suggestions.clause(arguments.word(0), names()) + "; there are "
                            + String.join(", ", names()));
        }
        return Kind.values()[index];
    }

    private static void turn(Profiler profiler, Kind kind, String verb) {
        switch (verb) {
            case "on" -> profiler.start(kind);
            case "off" -> profiler.stop(kind);
            default -> profiler.reset(kind);
        }
    }

    private static void shape(Profiler profiler, Arguments arguments) {
        arguments.atMost(5);
        CacheShape standard = CacheShape.STANDARD;
        int line = arguments.count() > 3 ? arguments.number(3, "the line", 4, 4096) : standard.line();
        int ways = arguments.count() > 4 ? arguments.number(4, "the number of ways", 1, 1024) : standard.ways();
        try {
            profiler.shape(new CacheShape(bytes(arguments), line, ways));
        } catch (IllegalArgumentException impossible) {
            throw arguments.error(2, impossible.getMessage());
        }
    }

    private static int bytes(Arguments arguments) {
        String text = arguments.word(2);
        if (!text.matches("[0-9]{1,8}[kKmM]?")) {
            throw arguments.error(2, "'" + text + "' is no size; write 32K or 1M");
        }
        char unit = Character.toUpperCase(text.charAt(text.length() - 1));
        long number = Long.parseLong(text.replaceAll("[kKmM]", ""));
        return (int) Math.min(Integer.MAX_VALUE, number << (unit == 'K' ? 10 : unit == 'M' ? 20 : 0));
    }

    private static Result overview(Profiler profiler) {
        Map<String, Object> data = new LinkedHashMap<>();
        List<String> on = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            data.put(name(kind), profiler.isOn(kind));
            if (profiler.isOn(kind)) {
                on.add(name(kind) + (kind == Kind.CACHE ? " (" + ProfileTable.shape(profiler.cache()) + ")" : ""));
            }
        }
        String line = on.isEmpty() ? "nothing is counted" : "counted: " + String.join(", ", on);
        return Result.of(data, text -> text.line(line));
    }

    private static Result show(Session session, Profiler profiler, Kind kind, Arguments arguments) {
        arguments.atMost(3);
        int most = arguments.count() > 2 ? arguments.number(2, "the number of lines", 1, 100_000) : 0;
        ProfileTable table = new ProfileTable(session.debugger(), kind, most == 0 ? 1000 : most);
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("profile", name(kind));
        data.put("on", profiler.isOn(kind));
        data.putAll(table.totals());
        data.put("lines", table.lines());
        return Result.of(data, text -> table.write(text, most == 0 ? SHOWN : most));
    }
}
