package ringside.debug.profile;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How often each of a few values occurred; further values are only counted together. */
public final class Tally {
    private static final int MOST = 64;

    /** A value and how often it occurred. */
    public record Entry(long value, long count) {}

    private final Map<Long, long[]> counts = new HashMap<>();
    private long total;
    private long others;

    Tally() {}

    void add(long value) {
        total++;
        long[] count = counts.get(value);
        if (count != null) {
            count[0]++;
        } else if (counts.size() < MOST) {
            counts.put(value, new long[] {1});
        } else {
            others++;
        }
    }

    long total() {
        return total;
    }

    long others() {
        return others;
    }

    /** Returns the values, the most frequent first. */
    List<Entry> entries() {
        return counts.entrySet().stream()
                .map(entry -> new Entry(entry.getKey(), entry.getValue()[0]))
                .sorted((a, b) ->
                        a.count != b.count ? Long.compare(b.count, a.count) : Long.compareUnsigned(a.value, b.value))
                .toList();
    }
}
