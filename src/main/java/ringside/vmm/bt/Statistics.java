package ringside.vmm.bt;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;

/** What the translator and the cache have done since the monitor was put under the guest. */
public final class Statistics implements Stateful {
    /** Instructions translated, by treatment. */
    private final Map<Treatment, Long> treatments = new EnumMap<>(Treatment.class);

    long units;
    long bytesIn;
    long bytesOut;
    long links;
    long entered;
    long invalidations;
    long checks;
    long flushes;

    void translated(Fragment fragment) {
        units++;
        bytesIn += fragment.length;
        bytesOut += fragment.end - fragment.start;
        fragment.treatments.forEach((treatment, count) -> treatments.merge(treatment, (long) count, Long::sum));
    }

    /** Returns how many instructions were translated each way. */
    public Map<Treatment, Long> treatments() {
        return Collections.unmodifiableMap(treatments);
    }

    /** Returns how many instructions were translated. */
    public long instructions() {
        return treatments.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Returns how many of them are copies of the guest's, in per cent. */
    public double identicalPercent() {
        return instructions() == 0 ? 0 : 100.0 * treatments.getOrDefault(Treatment.IDENTICAL, 0L) / instructions();
    }

    public long units() {
        return units;
    }

    /** Returns the bytes of the guest's code that were translated. */
    public long bytesIn() {
        return bytesIn;
    }

    /** Returns the bytes that became of them. */
    public long bytesOut() {
        return bytesOut;
    }

    /** Returns how many exits were linked to a fragment. */
    public long links() {
        return links;
    }

    /** Returns how many entries were made in the table of indirect targets. */
    public long entered() {
        return entered;
    }

    /** Returns how many fragments died because their code was written. */
    public long invalidations() {
        return invalidations;
    }

    /** Returns how often it was looked whether a page of translated code still leads to the same frame. */
    public long checks() {
        return checks;
    }

    /** Returns how often the cache was full. */
    public long flushes() {
        return flushes;
    }

    void clear() {
        treatments.clear();
        units = 0;
        bytesIn = 0;
        bytesOut = 0;
        links = 0;
        entered = 0;
        invalidations = 0;
        checks = 0;
        flushes = 0;
    }

    @Override
    public void save(StateWriter out) {
        for (Treatment treatment : Treatment.values()) {
            out.int64(treatments.getOrDefault(treatment, 0L));
        }
        out.longs(new long[] {units, bytesIn, bytesOut, links, entered, invalidations, flushes, checks});
    }

    @Override
    public void load(StateReader in) {
        clear();
        for (Treatment treatment : Treatment.values()) {
            long count = in.int64();
            if (count != 0) {
                treatments.put(treatment, count);
            }
        }
        long[] counts = new long[8];
        in.longs(counts);
        units = counts[0];
        bytesIn = counts[1];
        bytesOut = counts[2];
        links = counts[3];
        entered = counts[4];
        invalidations = counts[5];
        flushes = counts[6];
        checks = counts[7];
    }
}
