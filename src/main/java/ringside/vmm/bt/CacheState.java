package ringside.vmm.bt;

import java.util.Arrays;
import java.util.Objects;
import ringside.base.StateReader;
import ringside.base.StateWriter;

/** Writes and reads what the monitor knows of the code in the cache. */
final class CacheState {
    private CacheState() {}

    static void points(StateWriter out, Point[] points) {
        out.int32((int) Arrays.stream(points).filter(Objects::nonNull).count());
        for (Point point : points) {
            if (point != null) {
                out.int32(point.address);
                out.int8(point.kind.ordinal());
                out.int32(point.eip);
                out.int8(point.recovery.ordinal());
                out.bool(point.shadowed);
                out.int32(point.link);
                out.bool(point.conditional);
                out.bool(point.begins);
            }
        }
    }

    static void points(StateReader in, Point[] points, int base) {
        Arrays.fill(points, null);
        for (int left = in.int32(); left > 0; left--) {
            Point point = new Point(
                    in.int32(),
                    Point.Kind.values()[in.int8()],
                    in.int32(),
                    Recovery.values()[in.int8()],
                    in.bool(),
                    in.int32(),
                    in.bool());
            point.begins = in.bool();
            points[point.address - base] = point;
        }
    }

    static void fragment(StateWriter out, Fragment fragment) {
        out.ints(new int[] {
            fragment.eip,
            fragment.start,
            fragment.end,
            fragment.length,
            fragment.linear,
            fragment.physical,
            fragment.secondPhysical,
            fragment.check
        });
        out.int32(fragment.boundaries.size());
        fragment.boundaries.forEach(point -> out.int32(point.address));
    }

    static Fragment fragment(StateReader in, TranslationCache cache) {
        int[] fields = new int[8];
        in.ints(fields);
        Fragment fragment = new Fragment(fields[0], fields[1]);
        fragment.end = fields[2];
        fragment.length = fields[3];
        fragment.linear = fields[4];
        fragment.physical = fields[5];
        fragment.secondPhysical = fields[6];
        fragment.check = fields[7];
        for (int left = in.int32(); left > 0; left--) {
            fragment.boundaries.add(cache.at(in.int32()));
        }
        return fragment;
    }
}
