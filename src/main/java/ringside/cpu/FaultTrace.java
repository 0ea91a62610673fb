package ringside.cpu;

import java.util.ArrayList;
import java.util.List;
import ringside.isa.SegmentRegister;

/**
 * Remembers the last faults, each with its cause and with the event whose delivery it broke, so that a triple fault can be
 * explained. No part of the machine's state: nothing in the guest can read it.
 */
public final class FaultTrace {
    private static final int CAPACITY = 16;

    /** {@link Entry#delivering} of a fault raised by an instruction. */
    public static final int INSTRUCTION = -1;

    /**
     * One fault.
     *
     * @param icount instructions retired before it
     * @param vector 0 to 31
     * @param hasErrorCode whether {@code errorCode} means something
     * @param errorCode as pushed
     * @param cs selector of the interrupted code
     * @param eip offset of the interrupted code
     * @param address linear address of a page fault, else 0
     * @param delivering vector of the event that was being delivered, or {@link #INSTRUCTION}
     * @param cause why, or null if the access itself says it
     * @param subject what the cause speaks of
     */
    public record Entry(
            long icount,
            int vector,
            boolean hasErrorCode,
            int errorCode,
            int cs,
            int eip,
            int address,
            int delivering,
            FaultCause cause,
            int subject) {

        private static final String[] NAMES = {
            "#DE",
            "#DB",
            "NMI",
            "#BP",
            "#OF",
            "#BR",
            "#UD",
            "#NM",
            "#DF",
            "vector 9",
            "#TS",
            "#NP",
            "#SS",
            "#GP",
            "#PF",
            "vector 15",
            "#MF",
            "#AC"
        };

        /** Returns one line such as {@code #GP(0010) at 0008:00001234 while delivering #PF: ...}. */
        public String explain() {
            StringBuilder line = new StringBuilder(name(vector));
            if (hasErrorCode) {
                line.append(String.format("(%04X)", errorCode & 0xFFFF));
            }
            if (vector == 14) {
                line.append(String.format(" for %08X (%s)", address, pageFaultWords()));
            }
            line.append(String.format(" at %04X:%08X", cs, eip));
            if (delivering != INSTRUCTION) {
                line.append(" while delivering ").append(name(delivering));
            }
            if (cause != null) {
                line.append(": ").append(cause.explain(subject));
            }
            return line.toString();
        }

        private String pageFaultWords() {
            String access = (errorCode & 16) != 0 ? "fetch" : (errorCode & 2) != 0 ? "write" : "read";
            String who = (errorCode & 4) != 0 ? "user" : "supervisor";
            String why = (errorCode & 8) != 0
                    ? "reserved bit set in a table entry"
                    : (errorCode & 1) != 0 ? "page protection" : "page not present";
            return who + " " + access + ", " + why;
        }

        private static String name(int vector) {
            return vector < NAMES.length ? NAMES[vector] : String.format("vector %02Xh", vector);
        }
    }

    private final Entry[] ring = new Entry[CAPACITY];
    private int count;

    FaultTrace() {}

    void record(Vcpu cpu, int delivering) {
        GuestFault fault = cpu.fault;
        ring[count++ % CAPACITY] = new Entry(
                cpu.icount,
                fault.vector,
                fault.hasErrorCode,
                fault.errorCode,
                cpu.selector[SegmentRegister.CS],
                cpu.eip,
                fault.vector == 14 ? fault.address : 0,
                delivering,
                fault.cause,
                fault.subject);
        if (count == 2 * CAPACITY) {
            count = CAPACITY;
        }
    }

    /** Returns the remembered faults, oldest first. */
    public List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        for (int i = Math.max(0, count - CAPACITY); i < count; i++) {
            entries.add(ring[i % CAPACITY]);
        }
        return entries;
    }

    /**
     * Returns the faults that led to the last one: it, the fault whose delivery it broke, and so on back to the first,
     * oldest first. After a triple fault this is the whole story.
     */
    public List<Entry> chain() {
        List<Entry> entries = entries();
        int first = entries.size() - 1;
        while (first > 0 && entries.get(first).delivering != INSTRUCTION) {
            first--;
        }
        return first < 0 ? List.of() : List.copyOf(entries.subList(first, entries.size()));
    }

    /** Forgets everything, as for a reset. */
    public void clear() {
        count = 0;
    }
}
