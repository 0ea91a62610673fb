package ringside.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.TreeMap;
import ringside.vmm.Cost;
import ringside.vmm.ExitLog;
import ringside.vmm.Lockstep;
import ringside.vmm.Prices;
import ringside.vmm.Technique;
import ringside.vmm.VmExit;
import ringside.vmm.Vmm;
import ringside.vmm.study.Nanobenchmark;

/** What a monitor costs and whether it keeps its promises: meters, the timeline of exits, the prices of the model. */
final class VmmMeters {
    private static final int INTERVALS = 16;
    private static final int WIDEST = 40;

    /** RDTSC by trap, callout and in the cache: the cycles that the source measured on its processor, not ours. */
    private static final String SOURCE =
            "a source reports for RDTSC on a Pentium 4: 2030 cycles trapped, 1254 by callout, 216 in translated code";

    private VmmMeters() {}

    /** Adds {@code vmm.user}, {@code vmm.price.exit} and its kin to the settings. */
    static void addTo(Session session) {
        session.settings()
                .add(
                        "vmm.user",
                        () -> session.vmm().translatesUsers() ? "translate" : "direct",
                        List.of("direct", "translate"),
                        "whether 'vmm bt' translates code of CPL 3 too",
                        value -> session.vmm().translateUsers(value.equals("translate")));
        for (String name : Prices.NAMES) {
            session.settings()
                    .add(
                            "vmm.price." + name,
                            Integer.toString(Prices.DEFAULT.of(name)),
                            List.of(),
                            "modelled cycles of one " + name.replace('-', ' '),
                            value -> {
                                if (!value.matches("[0-9]{1,7}")) {
                                    throw new CommandError(
                                            "a price is a number of cycles up to 9999999; not '" + value + "'");
                                }
                                Vmm vmm = session.vmm();
                                vmm.prices(vmm.prices().with(name, Integer.parseInt(value)));
                            });
        }
    }

    /** Shows the three properties after Popek and Goldberg, and counts with their prices; runs forks if asked to. */
    static Result stats(Session session, Vmm vmm, Arguments arguments) {
        int forward = arguments.count() > 1 ? arguments.number(1, "a number of instructions", 1, 100_000_000) : 0;
        Lockstep.Report report =
                forward == 0 ? null : new Lockstep(session.machine(), vmm).compare(vmm.technique(), forward);
        ExitLog log = vmm.log();
        Cost cost = log.cost();
        long retired = vmm.retired();
        double direct = retired == 0 ? 100 : 100.0 * (retired - vmm.emulated()) / retired;
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("technique", vmm.technique().title());
        data.put("divergences", report == null ? null : report.isEqual() ? 0 : 1);
        data.put("firstDivergence", report == null || report.isEqual() ? null : report.instruction());
        data.put("escapes", vmm.escapes());
        data.put("directPercent", direct);
        data.put("retired", retired);
        data.put("emulated", vmm.emulated());
        data.put("cost", cost);
        data.put("prices", vmm.prices());
        data.put("cycles", cost.cycles(vmm.prices()));
        data.put("hostNanos", log.nanos());
        return Result.of(data, text -> {
            text.line("equivalence  " + equivalence(report, vmm, forward));
            text.line("control      " + vmm.escapes()
                    + " escapes: exits at which the machine's tables were not the monitor's");
            text.line(
                    String.format("efficiency   %.2f %% of %d instructions ran without the monitor", direct, retired));
            text.line("");
            write(text, cost, vmm.prices());
            text.line(String.format("host time in the monitor: %.1f ms, which is this program's", log.nanos() / 1e6));
            text.line(Text.Role.DIM, SOURCE);
        });
    }

    private static String equivalence(Lockstep.Report report, Vmm vmm, int forward) {
        if (report == null) {
            return "not measured now; 'vmm stats N' compares the next N instructions with bare, on forks";
        }
        return report.isEqual()
                ? "0 divergences from bare in the next " + forward + " instructions"
                : vmm.technique().title() + " parts from bare after " + report.equalFor() + " instructions, at "
                        + report.instruction();
    }

    private static void write(Text text, Cost cost, Prices prices) {
        Table table = new Table("counted", "times", "price", "modelled cycles");
        List<Long> counts = cost.counts();
        for (int i = 0; i < counts.size(); i++) {
            int price = prices.of(Prices.NAMES.get(i));
            table.row(
                    Prices.NAMES.get(i),
                    Long.toString(counts.get(i)),
                    Integer.toString(price),
                    Long.toString(counts.get(i) * price));
        }
        table.row("sum", "", "", Long.toString(cost.cycles(prices)));
        table.write(text);
    }

    /** Says which of two costs is the lower one, and whether that depends on the prices. */
    static String order(String one, Cost first, String other, Cost second, Prices prices) {
        long left = first.cycles(prices);
        long right = second.cycles(prices);
        String claim = one
                + (left < right ? " costs less than " : left > right ? " costs more than " : " costs as much as ")
                + other;
        List<String> deciding = Cost.deciding(first, second, prices);
        return claim
                + (deciding.isEmpty()
                        ? ", whichever price is halved or doubled"
                        : "; halving or doubling the price of " + String.join(", ", deciding) + " changes that");
    }

    /** Shows the prices of the model, and what a source has measured. */
    static Result prices(Session session) {
        Prices prices = session.vmm().prices();
        return Result.of(prices, text -> {
            Table table = new Table("price", "cycles", "of one");
            String[] events = {
                "entry of the monitor by a trap",
                "entry from translated code",
                "instruction executed for the guest",
                "event delivered through the guest's tables",
                "doubleword written to the monitor's memory",
                "doubleword read from there"
            };
            for (int i = 0; i < events.length; i++) {
                String name = Prices.NAMES.get(i);
                table.row(name, Integer.toString(prices.of(name)), events[i]);
            }
            table.write(text);
            text.line(
                    "Modelled cycles are counts times these: 'set vmm.price.exit 2000' changes one. What is said of an order");
            text.line("says too whether it holds when any of them is halved or doubled.");
            text.line(Text.Role.DIM, SOURCE);
        });
    }

    /**
     * An order of two techniques in one operation.
     *
     * @param deciding prices that change it when halved or doubled
     */
    record Order(String operation, String claim, List<String> deciding) {}

    /** The nanobenchmarks and what they say of orders. */
    record Nano(List<Nanobenchmark> results, List<Order> orders) {}

    /** Runs the nanobenchmarks, on machines of their own. */
    static Result nano(Session session) {
        Prices prices = session.vmm().prices();
        List<Nanobenchmark> results =
                Nanobenchmark.all(session.machine().config().model(), prices);
        List<Order> orders = Nanobenchmark.NAMES.stream()
                .map(name -> order(
                        find(results, name, Technique.TRAP_AND_EMULATE),
                        find(results, name, Technique.BINARY_TRANSLATION),
                        prices))
                .toList();
        return Result.of(new Nano(results, orders), text -> {
            Table table = new Table("100 times", "technique", "exits", "callouts", "modelled cycles", "host us");
            results.forEach(each -> table.row(
                    Table.cell(Text.Role.NAME, "%s", each.technique() == Technique.OFF ? each.name() : ""),
                    Table.cell(
                            each.technique() == Technique.OFF
                                    ? "bare"
                                    : each.technique().title()),
                    Table.cell(Long.toString(each.cost().exits())),
                    Table.cell(Long.toString(each.cost().callouts())),
                    Table.cell(Long.toString(each.cycles())),
                    Table.cell(Text.Role.DIM, "%d", each.hostNanos() / 1000)));
            table.write(text);
            orders.forEach(order -> text.line(order.operation() + ": " + order.claim()));
            text.line(Text.Role.DIM, SOURCE);
        });
    }

    private static Nanobenchmark find(List<Nanobenchmark> results, String name, Technique technique) {
        return results.stream()
                .filter(each -> each.name().equals(name) && each.technique() == technique)
                .findFirst()
                .orElseThrow();
    }

    private static Order order(Nanobenchmark one, Nanobenchmark other, Prices prices) {
        return new Order(
                one.name(),
                order(one.technique().title(), one.cost(), other.technique().title(), other.cost(), prices),
                Cost.deciding(one.cost(), other.cost(), prices));
    }

    /** Shows how the last exits lie in time. */
    static Result timeline(ExitLog log) {
        List<VmExit> exits = log.last(Integer.MAX_VALUE);
        if (exits.isEmpty()) {
            return Result.message("no exits");
        }
        // After a snapshot has been loaded, later exits may lie before earlier ones.
        LongSummaryStatistics counts = exits.stream().mapToLong(VmExit::icount).summaryStatistics();
        long first = counts.getMin();
        long span = counts.getMax() - first + 1;
        List<Map<String, Integer>> intervals = new ArrayList<>();
        for (int i = 0; i < INTERVALS; i++) {
            intervals.add(new TreeMap<>());
        }
        exits.forEach(exit -> intervals
                .get((int) ((exit.icount() - first) * INTERVALS / span))
                .merge(exit.reason().name(), 1, Integer::sum));
        int most = intervals.stream().mapToInt(VmmMeters::sum).max().orElse(1);
        return Result.of(intervals, text -> {
            Table table = new Table("icount", "exits", "", "mostly");
            for (int i = 0; i < INTERVALS; i++) {
                int sum = sum(intervals.get(i));
                String mostly = intervals.get(i).entrySet().stream()
                        .max(Map.Entry.comparingByValue())
                        .map(Map.Entry::getKey)
                        .orElse("");
                table.row(
                        Long.toString(first + span * i / INTERVALS),
                        Integer.toString(sum),
                        "#".repeat(sum * WIDEST / most),
                        mostly);
            }
            table.write(text);
        });
    }

    private static int sum(Map<String, Integer> reasons) {
        return reasons.values().stream().mapToInt(Integer::intValue).sum();
    }
}
