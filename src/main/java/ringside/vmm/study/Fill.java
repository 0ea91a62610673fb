package ringside.vmm.study;

import java.util.List;

/**
 * What the instruction under test finds in registers, memory and on the stack.
 *
 * @param value what every general register but ESP holds, every doubleword of the operand in memory and, without a frame,
 *     of the stack
 * @param frame what is on the stack, top first; empty for the value
 */
record Fill(int value, List<Integer> frame) {
    private static final int FLAGS = 0x3202;

    /** Values that mean something to one instruction or another: flags, selectors of all kinds, an MSR, a port. */
    static final List<Fill> ALL = List.of(
            plain(0),
            plain(FLAGS),
            plain(Laboratory.DATA),
            plain(Laboratory.DATA | 1),
            plain(Laboratory.PRIVATE),
            plain(Laboratory.CODE2),
            plain(Laboratory.LDT),
            plain(Laboratory.FREE_TSS),
            plain(Laboratory.GATE),
            plain(0x174),
            plain(0x3FF),
            new Fill(0x100, List.of(0x100, Laboratory.CODE2, FLAGS, 0x3000, Laboratory.DATA)),
            new Fill(0x100, List.of(0x100, Laboratory.USER_CODE, FLAGS, 0x3000, Laboratory.USER_DATA)),
            new Fill(0x100, List.of(0x100, Laboratory.CODE2 | 1, FLAGS, 0x3000, Laboratory.DATA | 1)));

    private static Fill plain(int value) {
        return new Fill(value, List.of());
    }

    /** Says what is there. */
    String describe() {
        return frame.isEmpty()
                ? String.format("%04x", value)
                : String.format("frame %x:%x flags %x", frame.get(1), frame.get(0), frame.get(2));
    }
}
