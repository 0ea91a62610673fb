package ringside.exec.sbt;

import java.util.List;

/**
 * Code as the static translator sees it: memory by linear address, and where in it code may be. Reading changes nothing.
 *
 * @param memory where bytes come from
 * @param ranges where code may be, ascending and apart from each other
 */
public record CodeSpace(Memory memory, List<Range> ranges) {
    static final int PAGE = 4096;

    /** Memory that does not change while it is read. */
    @FunctionalInterface
    public interface Memory {
        /** Returns the 4096 bytes of a page by its linear page number, or null if nothing is there. */
        byte[] page(int number);
    }

    /**
     * Linear addresses that follow each other.
     *
     * @param start the first one
     * @param length how many, 1 to 4 GiB
     */
    public record Range(int start, long length) {
        /** Whether an address is one of them. */
        public boolean contains(int address) {
            return (address - start & 0xFFFF_FFFFL) < length;
        }
    }

    /** Whether code may be at an address. */
    boolean contains(int address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }

    /** Copies bytes that may lie on two pages. Returns how many are there. */
    int read(int address, byte[] target) {
        int done = 0;
        while (done < target.length) {
            int at = address + done;
            byte[] page = memory.page(at >>> 12);
            if (page == null) {
                break;
            }
            int count = Math.min(target.length - done, PAGE - (at & PAGE - 1));
            System.arraycopy(page, at & PAGE - 1, target, done, count);
            done += count;
        }
        return done;
    }
}
