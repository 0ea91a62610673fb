package ringside.debug;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import ringside.debug.expr.Address;

/** Finds, compares and fills memory, page by page; what is not there is passed over and never touched. */
public final class MemorySearch {
    private static final int PAGE = 0x1000;

    private final Debugger debugger;

    MemorySearch(Debugger debugger) {
        this.debugger = debugger;
    }

    /**
     * A byte that differs.
     *
     * @param left the byte in the first range, -1 if nothing is there
     * @param right the byte in the second range, -1 if nothing is there
     */
    public record Difference(Address place, int left, int right) {}

    /**
     * Returns where {@code pattern} stands in a range, at most {@code most} places; matches may overlap. An interrupt by
     * the user ends the search.
     */
    public List<Address> find(MemoryRange range, byte[] pattern, int most) {
        List<Address> found = new ArrayList<>();
        // Each piece overlaps the next one by what a match can reach over.
        for (long at = 0; at < range.length() && found.size() < most && goesOn(); at += PAGE) {
            int size = (int) Math.min(PAGE + pattern.length - 1L, range.length() - at);
            int[] piece = read(range.start().plus(at), size);
            for (int i = 0; i < PAGE && i + pattern.length <= size && found.size() < most; i++) {
                if (matches(piece, i, pattern)) {
                    found.add(range.start().plus(at + i));
                }
            }
        }
        return found;
    }

    private static boolean matches(int[] piece, int at, byte[] pattern) {
        int i = 0;
        while (i < pattern.length && piece[at + i] == (pattern[i] & 0xFF)) {
            i++;
        }
        return i == pattern.length;
    }

    /** Returns the bytes in which a range differs from the one that starts at {@code other}, at most {@code most}. */
    public List<Difference> compare(MemoryRange range, Address other, int most) {
        List<Difference> found = new ArrayList<>();
        for (long at = 0; at < range.length() && found.size() < most && goesOn(); at += PAGE) {
            int size = (int) Math.min(PAGE, range.length() - at);
            int[] left = read(range.start().plus(at), size);
            int[] right = read(other.plus(at), size);
            for (int i = 0; i < size && found.size() < most; i++) {
                if (left[i] != right[i]) {
                    found.add(new Difference(range.start().plus(at + i), left[i], right[i]));
                }
            }
        }
        return found;
    }

    /** Fills a range with a pattern, again and again; nothing is written if any of it is not there. */
    public void fill(MemoryRange range, byte[] pattern) {
        byte[] data = new byte[Math.toIntExact(range.length())];
        for (int i = 0; i < data.length; i++) {
            data[i] = pattern[i % pattern.length];
        }
        debugger.memory().write(range.start(), data);
    }

    private boolean goesOn() {
        return !debugger.control().isInterrupted();
    }

    /** Reads bytes, -1 where nothing is; each page is translated once. */
    private int[] read(Address start, int size) {
        int[] octets = new int[size];
        Arrays.fill(octets, -1);
        int done = 0;
        while (done < size) {
            Address place = start.plus(done);
            int piece = (int) Math.min(size - done, PAGE - (place.value() & PAGE - 1));
            long physical = debugger.memory().physical(place);
            for (int i = 0; physical >= 0 && i < piece; i++) {
                octets[done + i] = debugger.target().peekPhysical(physical + i);
            }
            done += piece;
        }
        return octets;
    }
}
