package ringside.vmm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The entries of the monitor: the last ones, and counts of all. No part of the machine's state. */
public final class ExitLog {
    private static final int KEPT = 4096;

    /** Where and why exits come from. */
    private record Site(ExitReason reason, String qualification, int eip) {}

    /** Counts of one reason or place. */
    private static final class Count {
        long exits;
        long cycles;
    }

    /**
     * One line of a ranking.
     *
     * @param qualification what was done there last
     * @param share of all exits, in per cent
     */
    public record Line(ExitReason reason, String qualification, int eip, long exits, long cycles, double share) {}

    private final Deque<VmExit> last = new ArrayDeque<>();
    private final Map<ExitReason, Count> reasons = new EnumMap<>(ExitReason.class);
    private final Map<Site, Count> sites = new HashMap<>();
    private long count;
    private Cost cost = Cost.NONE;
    private long nanos;

    void add(VmExit exit) {
        count++;
        cost = cost.plus(exit.cost());
        nanos += exit.nanos();
        last.addLast(exit);
        if (last.size() > KEPT) {
            last.removeFirst();
        }
        note(reasons.computeIfAbsent(exit.reason(), key -> new Count()), exit);
        note(sites.computeIfAbsent(new Site(exit.reason(), mnemonic(exit), exit.eip()), key -> new Count()), exit);
    }

    /** Returns what is the same each time at one place: the instruction, not the address it reached. */
    private static String mnemonic(VmExit exit) {
        String what = exit.qualification();
        int instruction = what.indexOf(" by ");
        return exit.reason() == ExitReason.HIDDEN_PAGE_FAULT || exit.reason() == ExitReason.TRUE_PAGE_FAULT
                ? ""
                : instruction < 0 ? what : what.substring(instruction + 4);
    }

    private static void note(Count count, VmExit exit) {
        count.exits++;
        count.cycles += exit.cycles();
    }

    /** Returns what all exits came to. */
    public Cost cost() {
        return cost;
    }

    /** Returns the host time in the monitor, in nanoseconds. */
    public long nanos() {
        return nanos;
    }

    /** Returns how many exits there were. */
    public long count() {
        return count;
    }

    /** Returns how many exits there were for a reason. */
    public long count(ExitReason reason) {
        Count found = reasons.get(reason);
        return found == null ? 0 : found.exits;
    }

    /** Returns the last exits, oldest first. */
    public List<VmExit> last(int most) {
        List<VmExit> list = new ArrayList<>(last);
        return list.subList(Math.max(0, list.size() - most), list.size());
    }

    /** Returns the counts by reason, most frequent first. */
    public List<Line> byReason() {
        List<Line> lines = new ArrayList<>();
        reasons.forEach((reason, each) -> lines.add(line(reason, "", 0, each)));
        return sorted(lines);
    }

    /** Returns the places with most exits. */
    public List<Line> top(int most) {
        List<Line> lines = new ArrayList<>();
        sites.forEach((site, each) -> lines.add(line(site.reason, site.qualification, site.eip, each)));
        List<Line> sorted = sorted(lines);
        return sorted.subList(0, Math.min(most, sorted.size()));
    }

    private Line line(ExitReason reason, String qualification, int eip, Count each) {
        return new Line(reason, qualification, eip, each.exits, each.cycles, 100.0 * each.exits / Math.max(1, count));
    }

    private static List<Line> sorted(List<Line> lines) {
        lines.sort(Comparator.comparingLong(Line::exits)
                .reversed()
                .thenComparing(Line::reason)
                .thenComparing(line -> line.eip() & 0xFFFF_FFFFL));
        return Collections.unmodifiableList(lines);
    }

    /** Forgets everything. */
    public void clear() {
        last.clear();
        reasons.clear();
        sites.clear();
        cost = Cost.NONE;
        nanos = 0;
        count = 0;
    }
}
