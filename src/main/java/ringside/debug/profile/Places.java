package ringside.debug.profile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** A bounded table of what is counted per place in memory. */
final class Places<T> {
    private static final int MOST = 1 << 16;

    /** One line of the table. */
    record Line<T>(long place, T counts) {}

    private final Map<Long, T> entries = new HashMap<>();
    private final Supplier<T> maker;
    private long lost;

    Places(Supplier<T> maker) {
        this.maker = maker;
    }

    /** Returns the counts of a place; for one that finds no room, counts that nobody will see. */
    T at(long place) {
        T counts = entries.get(place);
        if (counts == null) {
            counts = maker.get();
            if (entries.size() < MOST) {
                entries.put(place, counts);
            } else {
                lost++;
            }
        }
        return counts;
    }

    /** Returns how many events found no room. */
    long lost() {
        return lost;
    }

    void clear() {
        entries.clear();
        lost = 0;
    }

    /** Returns the lines, those with most {@code weight} first, then by place. */
    List<Line<T>> sorted(ToLongFunction<T> weight) {
        List<Line<T>> lines = new ArrayList<>();
        entries.forEach((place, counts) -> lines.add(new Line<>(place, counts)));
        lines.sort((a, b) -> {
            int order = Long.compare(weight.applyAsLong(b.counts()), weight.applyAsLong(a.counts()));
            return order != 0 ? order : Long.compare(a.place(), b.place());
        });
        return lines;
    }
}
