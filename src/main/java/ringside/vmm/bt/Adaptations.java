package ringside.vmm.bt;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;

/**
 * Finds out which instructions had better be callouts. Each is innocent, a copy, until it has faulted so often for the monitor's
 * sake that it is found guilty. A callout that a copy could have done speaks for it: after a term of those, without any other
 * between them, it is a copy again; found guilty once more, it needs twice the term.
 */
final class Adaptations implements Stateful {
    /** Faults of a copy until it becomes a callout. */
    static final int PATIENCE = 8;

    private static final int TERM = 32;
    private static final int LONGEST = 1 << 16;

    /** What has been found out, by the guest's offset, in the order of the first time. */
    private final Map<Integer, Adaptation> found = new LinkedHashMap<>();

    /** The guest's offset -> faults of the copy, callouts in a row that needed none, and how many of those it takes. */
    private final Map<Integer, Record> records = new TreeMap<>();

    private boolean on = true;

    private static final class Record {
        int faults;
        int needless;
        int term = TERM;
    }

    boolean isOn() {
        return on;
    }

    void set(boolean newOn) {
        on = newOn;
    }

    /** Returns what has been found out. */
    List<Adaptation> list() {
        return List.copyOf(found.values());
    }

    /** Whether an instruction is a callout because its copies faulted. */
    boolean isGuilty(int eip) {
        Adaptation adaptation = found.get(eip);
        return adaptation != null && adaptation.callout();
    }

    /** Notes a fault of a copy; returns whether the instruction has to become a callout. */
    boolean faulted(int eip, long icount, String why) {
        Record record = records.computeIfAbsent(eip, key -> new Record());
        if (!on || ++record.faults != PATIENCE) {
            return false;
        }
        found.put(eip, new Adaptation(eip, icount, PATIENCE, why, true));
        return true;
    }

    /** Notes a callout of a guilty instruction; returns whether it has to become a copy again. */
    boolean calledOut(int eip, long icount, boolean needless) {
        Record record = records.get(eip);
        record.needless = needless ? record.needless + 1 : 0;
        if (record.needless < record.term) {
            return false;
        }
        String why = record.term + " callouts in a row that needed none";
        found.put(eip, new Adaptation(eip, icount, record.faults, why, false));
        record.faults = 0;
        record.needless = 0;
        record.term = Math.min(2 * record.term, LONGEST);
        return true;
    }

    void clear() {
        found.clear();
        records.clear();
    }

    @Override
    public void save(StateWriter out) {
        out.bool(on);
        out.int32(records.size());
        records.forEach((eip, record) -> {
            out.int32(eip);
            out.ints(new int[] {record.faults, record.needless, record.term});
        });
        out.int32(found.size());
        found.values().forEach(each -> {
            out.int32(each.eip());
            out.int64(each.icount());
            out.int32(each.faults());
            out.string(each.reason());
            out.bool(each.callout());
        });
    }

    @Override
    public void load(StateReader in) {
        clear();
        on = in.bool();
        for (int left = in.int32(); left > 0; left--) {
            Record record = new Record();
            records.put(in.int32(), record);
            int[] counts = new int[3];
            in.ints(counts);
            record.faults = counts[0];
            record.needless = counts[1];
            record.term = counts[2];
        }
        for (int left = in.int32(); left > 0; left--) {
            Adaptation each = new Adaptation(in.int32(), in.int64(), in.int32(), in.string(), in.bool());
            found.put(each.eip(), each);
        }
    }
}
