package ringside.vmm;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;
import ringside.isa.Decoder;

/** Where instructions of the guest's kernel begin, by physical address, and how long they are. */
final class KnownCode implements Stateful {
    private static final int PAGE = 4096;

    /** One page of code: where it was seen, and the length of the instruction that begins at each byte, 0 for none. */
    private record Page(int linear, byte[] lengths) {}

    private final Map<Integer, Page> pages = new TreeMap<>();
    private int size;

    /** Returns how many instructions are known. */
    int size() {
        return size;
    }

    /** Whether any code of a physical page is known. */
    boolean hasPage(int frame) {
        return pages.containsKey(frame);
    }

    /** Whether an instruction is known to begin at a physical address. */
    boolean contains(int physical) {
        Page page = pages.get(physical >>> 12);
        return page != null && page.lengths[physical & PAGE - 1] != 0;
    }

    /** Notes an instruction; returns whether it is the first one of its page. */
    boolean put(int physical, int linear, int length) {
        Page page = pages.get(physical >>> 12);
        boolean first = page == null;
        if (first) {
            page = new Page(linear & -PAGE, new byte[PAGE]);
            pages.put(physical >>> 12, page);
        }
        size += page.lengths[physical & PAGE - 1] == 0 ? 1 : 0;
        page.lengths[physical & PAGE - 1] = (byte) length;
        return first;
    }

    /** Returns the physical address of an instruction that has a byte at another one's address and begins before it; -1 for none. */
    int around(int physical) {
        Page page = pages.get(physical >>> 12);
        for (int at = physical - 1;
                page != null && at > physical - Decoder.MAX_LENGTH && at >>> 12 == physical >>> 12;
                at--) {
            if (at + page.lengths[at & PAGE - 1] > physical) {
                return at;
            }
        }
        return -1;
    }

    /** Forgets the instruction that begins at a physical address. */
    void forget(int physical) {
        Page page = pages.get(physical >>> 12);
        if (page != null && page.lengths[physical & PAGE - 1] != 0) {
            page.lengths[physical & PAGE - 1] = 0;
            size--;
        }
    }

    /** Forgets the instructions that have a byte in a range; tells the physical address of each, and where it was seen. */
    void forget(int physical, int bytes, Forgotten told) {
        for (int at = physical - Decoder.MAX_LENGTH + 1; at < physical + bytes; at++) {
            Page page = pages.get(at >>> 12);
            int length = page == null ? 0 : page.lengths[at & PAGE - 1];
            if (length != 0 && at + length > physical) {
                page.lengths[at & PAGE - 1] = 0;
                size--;
                told.forgotten(at, page.linear | at & PAGE - 1);
            }
        }
    }

    /** Hears of an instruction that is not known any more. */
    @FunctionalInterface
    interface Forgotten {
        void forgotten(int physical, int linear);
    }

    /** Tells the frame of each page with code. */
    void frames(IntConsumer told) {
        pages.keySet().forEach(told::accept);
    }

    void clear() {
        pages.clear();
        size = 0;
    }

    @Override
    public void save(StateWriter out) {
        out.int32(size);
        out.int32(pages.size());
        pages.forEach((frame, page) -> {
            out.int32(frame);
            out.int32(page.linear);
            out.bytes(page.lengths);
        });
    }

    @Override
    public void load(StateReader in) {
        clear();
        size = in.int32();
        for (int left = in.int32(); left > 0; left--) {
            int frame = in.int32();
            Page page = new Page(in.int32(), new byte[PAGE]);
            in.bytes(page.lengths);
            pages.put(frame, page);
        }
    }
}
