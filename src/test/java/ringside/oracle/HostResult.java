package ringside.oracle;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What an instruction did: {@code struct result} of {@code scripts/oracles/hostcpu.c}.
 *
 * @param eip relative to the instruction
 * @param trap vector, or {@link #NO_TRAP} if the instruction retired
 * @param error error code of the trap, 0 if it has none
 * @param cr2 address of a page fault
 * @param data hash of the data page
 * @param stack hash of the stack page
 */
record HostResult(int[] gpr, int eflags, int eip, int trap, int error, int cr2, int data, int stack) {
    static final int BYTES = 168;
    static final int NO_TRAP = 0xFF;

    private static final int PAGE_FAULT = 14;

    static HostResult read(ByteBuffer in) {
        int end = in.position() + BYTES;
        int[] gpr = new int[8];
        for (int i = 0; i < 8; i++) {
            gpr[i] = in.getInt();
        }
        HostResult result = new HostResult(
                gpr, in.getInt(), in.getInt(), in.getInt(), in.getInt(), in.getInt(), in.getInt(), in.getInt());
        in.position(end);
        return result;
    }

    void write(ByteBuffer out) {
        int end = out.position() + BYTES;
        for (int value : gpr) {
            out.putInt(value);
        }
        out.putInt(eflags)
                .putInt(eip)
                .putInt(trap)
                .putInt(error)
                .putInt(cr2)
                .putInt(data)
                .putInt(stack);
        out.position(end);
    }

    HostResult withError(int other) {
        return new HostResult(gpr, eflags, eip, trap, other, cr2, data, stack);
    }

    /** Returns one line per difference; flags outside {@code flagMask} do not count. */
    List<String> differences(HostResult other, int flagMask) {
        List<String> found = new ArrayList<>();
        String[] names = {"eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi"};
        for (int i = 0; i < 8; i++) {
            differ(found, names[i], gpr[i], other.gpr[i]);
        }
        differ(found, "eflags", eflags & flagMask, other.eflags & flagMask);
        differ(found, "eip", eip, other.eip);
        differ(found, "trap", trap, other.trap);
        if (trap == other.trap && trap != NO_TRAP) {
            differ(found, "error", error, other.error);
        }
        if (trap == PAGE_FAULT && other.trap == PAGE_FAULT) {
            differ(found, "cr2", cr2, other.cr2);
        }
        differ(found, "data", data, other.data);
        differ(found, "stack", stack, other.stack);
        return found;
    }

    private static void differ(List<String> found, String what, int expected, int actual) {
        if (expected != actual) {
            found.add(String.format("%s: host %08x, ours %08x", what, expected, actual));
        }
    }
}
