package ringside.console;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import ringside.vmm.Technique;
import ringside.vmm.Vmm;
import ringside.vmm.bt.Adaptation;
import ringside.vmm.bt.Clock;
import ringside.vmm.bt.Fragment;
import ringside.vmm.bt.Line;
import ringside.vmm.bt.Statistics;
import ringside.vmm.bt.TranslationCache;

/** Shows the cache of translated code: {@code vmm tc}. */
final class TranslationCommand {
    private static final int SHOWN = 20;

    private TranslationCommand() {}

    static Result tc(Session session, Vmm vmm, Arguments arguments) {
        if (vmm.technique() != Technique.BINARY_TRANSLATION) {
            throw new CommandError("no code is translated; 'vmm bt' translates the guest's kernel");
        }
        vmm.guestCpu();
        boolean users = arguments.word(1).equals("user");
        TranslationCache cache = users ? vmm.userTranslation() : vmm.translation();
        if (cache == null) {
            throw new CommandError("users run directly; 'set vmm.user translate' translates them too");
        }
        int at = users ? 2 : 1;
        return switch (arguments.word(at)) {
            case "", "stats" -> statistics(cache);
            case "list" ->
                list(
                        session,
                        cache,
                        arguments.count() > at + 1
                                ? arguments.number(at + 1, "a number of fragments", 1, 1 << 20)
                                : SHOWN);
            case "show" -> {
                arguments.required(at + 1, "an address");
                yield show(cache, (int) arguments
                        .expression(at + 1, session.debugger()::address)
                        .value());
            }
            case "adaptations" -> adaptations(session, cache);
            default ->
                throw arguments.error(
                        at, "tc takes stats, list, show or adaptations, not '" + arguments.word(at) + "'");
        };
    }

    /** Changes how the guest's kernel is translated: {@code vmm set NAME VALUE}. */
    static void set(Vmm vmm, Arguments arguments, String name, String value) {
        switch (name) {
            case "unit" -> {
                int most = arguments.number(2, "a number of instructions", 1, 64);
                vmm.retranslate(cache -> cache.unit(most));
            }
            case "chain" -> {
                boolean on = arguments.onOff(2);
                vmm.retranslate(cache -> cache.chaining(on));
            }
            case "adapt" -> {
                boolean on = arguments.onOff(2);
                vmm.retranslate(cache -> cache.adapting(on));
            }
            case "rdtsc" -> {
                Clock clock = Arrays.stream(Clock.values())
                        .filter(each -> each.title().equals(value))
                        .findFirst()
                        .orElseThrow(() -> arguments.error(2, "rdtsc is direct, trap, callout or cache"));
                vmm.retranslate(cache -> cache.clock(clock));
            }
            default ->
                throw arguments.error(
                        1, "there are the switches trace, cache, unit, chain, adapt and rdtsc, not '" + name + "'");
        }
    }

    private static Result adaptations(Session session, TranslationCache cache) {
        List<Adaptation> all = cache.adaptations();
        return Result.of(all, text -> {
            if (all.isEmpty()) {
                text.line("no instruction has been found guilty");
                return;
            }
            Table table = new Table("guest", "icount", "faults", "what", "mode");
            all.forEach(each -> table.row(
                    Table.cell(
                            Text.Role.ADDRESS,
                            "%08x %s",
                            each.eip(),
                            session.debugger().symbols().describe(each.eip())),
                    Table.cell(Long.toString(each.icount())),
                    Table.cell(Integer.toString(each.faults())),
                    Table.cell(each.reason()),
                    Table.cell(each.callout() ? "callout" : "a copy again")));
            table.write(text);
        });
    }

    private static Result statistics(TranslationCache cache) {
        Statistics counts = cache.statistics();
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("unit", cache.unit());
        data.put("chaining", cache.chaining());
        data.put("rdtsc", cache.clock().title());
        data.put("fragments", cache.fragments().size());
        data.put("used", cache.used());
        data.put("size", cache.size());
        data.put("units", counts.units());
        data.put("instructions", counts.instructions());
        data.put("identicalPercent", counts.identicalPercent());
        data.put("bytesIn", counts.bytesIn());
        data.put("bytesOut", counts.bytesOut());
        data.put("links", counts.links());
        data.put("indirectTargets", counts.entered());
        data.put("invalidations", counts.invalidations());
        data.put("mappingChecks", counts.checks());
        data.put("flushes", counts.flushes());
        counts.treatments().forEach((treatment, count) -> data.put(name(treatment.name()), count));
        return Result.of(data, text -> {
            text.line(String.format(
                    "%d fragments, %d of %d bytes; units of up to %d instructions, %s; rdtsc %s",
                    cache.fragments().size(),
                    cache.used(),
                    cache.size(),
                    cache.unit(),
                    cache.chaining() ? "chained" : "not chained",
                    cache.clock().title()));
            text.line(String.format(
                    "translated: %d units, %d instructions (%.2f %% identical), %d bytes to %d",
                    counts.units(),
                    counts.instructions(),
                    counts.identicalPercent(),
                    counts.bytesIn(),
                    counts.bytesOut()));
            text.line(String.format(
                    "%d links, %d indirect targets, %d invalidations, %d flushes",
                    counts.links(), counts.entered(), counts.invalidations(), counts.flushes()));
            text.line(counts.treatments().entrySet().stream()
                    .map(each -> name(each.getKey().name()) + " " + each.getValue())
                    .collect(Collectors.joining(", ")));
        });
    }

    private static String name(String constant) {
        return constant.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static Result list(Session session, TranslationCache cache, int most) {
        List<Fragment> all = new ArrayList<>(cache.fragments());
        List<Fragment> last = all.subList(Math.max(0, all.size() - most), all.size());
        List<Map<String, Object>> data = new ArrayList<>();
        for (Fragment fragment : last) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("eip", fragment.eip());
            row.put("length", fragment.length());
            row.put("start", fragment.start());
            row.put("end", fragment.end());
            data.add(row);
        }
        return Result.of(data, text -> {
            Table table = new Table("guest", "bytes", "cache", "bytes", "");
            last.forEach(fragment -> table.row(
                    Table.cell(
                            Text.Role.ADDRESS,
                            "%08x %s",
                            fragment.eip(),
                            session.debugger().symbols().describe(fragment.eip())),
                    Table.cell(Integer.toString(fragment.length())),
                    Table.cell(Text.Role.ADDRESS, "%08x", fragment.start()),
                    Table.cell(Integer.toString(fragment.end() - fragment.start())),
                    Table.cell(fragment.treatments().entrySet().stream()
                            .map(each -> name(each.getKey().name()) + " " + each.getValue())
                            .collect(Collectors.joining(", ")))));
            table.write(text);
            text.line(last.size() + " of " + all.size() + " fragments, the newest last");
        });
    }

    private static Result show(TranslationCache cache, int eip) {
        Fragment fragment = cache.containing(eip);
        if (fragment == null) {
            throw new CommandError(String.format("nothing is translated at %08x", eip));
        }
        List<Line> lines = cache.listing(fragment);
        return Result.of(lines, text -> {
            Table table = new Table("guest", "instruction", "treatment", "cache", "translated", "");
            lines.forEach(line -> table.row(
                    Table.cell(line.guest().isEmpty() ? "" : String.format("%08x", line.eip())),
                    Table.cell(Text.Role.CODE, "%s", line.guest()),
                    Table.cell(line.treatment()),
                    Table.cell(Text.Role.ADDRESS, "%08x", line.address()),
                    Table.cell(Text.Role.CODE, "%s", line.code()),
                    Table.cell(line.note())));
            table.write(text);
        });
    }
}
