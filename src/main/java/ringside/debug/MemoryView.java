package ringside.debug;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import ringside.debug.expr.Address;
import ringside.time.Stimulus;

/** The target's memory without side effects, by linear or physical address, and writes that go to the journal. */
public final class MemoryView {
    private static final int PAGE = 0x1000;

    private final Target target;

    MemoryView(Target target) {
        this.target = target;
    }

    /** Returns the byte at an address, or -1 if it is not mapped or no memory is there. */
    public int peek(Address address) {
        long physical = physical(address);
        return physical < 0 ? -1 : target.peekPhysical(physical);
    }

    /** Returns {@code count} bytes, -1 for those that cannot be read. */
    public int[] read(Address address, int count) {
        int[] octets = new int[count];
        for (int i = 0; i < count; i++) {
            octets[i] = peek(address.plus(i));
        }
        return octets;
    }

    /** Returns a little-endian number of up to 8 bytes, or -1 if any byte cannot be read and {@code size} is below 8. */
    public long readNumber(Address address, int size) {
        long value = 0;
        for (int i = 0; i < size; i++) {
            int octet = peek(address.plus(i));
            if (octet < 0) {
                return -1;
            }
            value |= (long) octet << 8 * i;
        }
        return value;
    }

    /** Returns the physical address of a place, or -1 if it is not mapped. */
    public long physical(Address address) {
        return address.isPhysical() ? address.value() : target.guestCpu().mmu.translatePeek((int) address.value());
    }

    /** Returns how many bytes from here on are readable, at most {@code limit}. */
    public int readable(Address address, int limit) {
        for (int i = 0; i < limit; i++) {
            if (peek(address.plus(i)) < 0) {
                return i;
            }
        }
        return limit;
    }

    /** Writes bytes, whatever the page's rights; nothing is written if any of them is not there. */
    public void write(Address address, byte[] data) {
        for (int i = 0; i < data.length; i++) {
            if (peek(address.plus(i)) < 0) {
                throw new DebugException("cannot write memory at " + address.plus(i) + ": nothing is mapped there");
            }
        }
        // All of it is translated first: what is written may be page tables.
        List<Stimulus> writes = new ArrayList<>();
        int done = 0;
        while (done < data.length) {
            Address place = address.plus(done);
            int piece = (int) Math.min(data.length - done, PAGE - (place.value() & PAGE - 1));
            byte[] part = Arrays.copyOfRange(data, done, done + piece);
            writes.add(new Stimulus.MemoryWrite(physical(place), part));
            done += piece;
        }
        writes.forEach(target::stimulate);
    }
}
