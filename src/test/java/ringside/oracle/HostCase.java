package ringside.oracle;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * One instruction to run on the host's CPU and on ours: {@code struct testcase} of {@code scripts/oracles/hostcpu.c}.
 *
 * @param gpr EAX ECX EDX EBX ESP EBP ESI EDI
 * @param eflags status flags, DF and AC; TF and IF are always set
 * @param seed what fills the data and the stack page
 * @param code the instruction's bytes
 * @param bits16 whether it runs on 16-bit segments
 */
record HostCase(int[] gpr, int eflags, int seed, byte[] code, boolean bits16) {
    static final int BYTES = 168;
    static final int CODE_PAGE = 0x0052_0000;
    static final int START = CODE_PAGE + 0x800;
    static final int DATA_PAGE = 0x0054_0000;
    static final int STACK_PAGE = 0x0056_0000;
    static final int PAGE = 4096;

    void write(ByteBuffer out) {
        int end = out.position() + BYTES;
        for (int value : gpr) {
            out.putInt(value);
        }
        out.putInt(eflags).putInt(seed);
        out.put(Arrays.copyOf(code, 16));
        out.put((byte) code.length).put((byte) (bits16 ? 1 : 0));
        out.position(end);
    }

    HostCase withSeed(int other) {
        return new HostCase(gpr, eflags, other, code, bits16);
    }

    HostCase withEflags(int other) {
        return new HostCase(gpr, other, seed, code, bits16);
    }

    static HostCase read(ByteBuffer in) {
        int end = in.position() + BYTES;
        int[] gpr = new int[8];
        for (int i = 0; i < 8; i++) {
            gpr[i] = in.getInt();
        }
        int eflags = in.getInt();
        int seed = in.getInt();
        byte[] code = new byte[16];
        in.get(code);
        int length = in.get();
        boolean bits16 = in.get() != 0;
        in.position(end);
        return new HostCase(gpr, eflags, seed, Arrays.copyOf(code, length), bits16);
    }

    /** Fills one page as the oracle does. */
    static void fill(ByteBuffer page, int seed) {
        int x = seed | 1;
        for (int i = 0; i < PAGE; i += 4) {
            x ^= x << 13;
            x ^= x >>> 17;
            x ^= x << 5;
            page.putInt(i, x);
        }
    }

    /** What the stack page is filled by. */
    static int stackSeed(int seed) {
        return seed ^ 0x5A5A_5A5A;
    }

    /** Hashes one page as the oracle does. */
    static int hash(ByteBuffer page) {
        int h = 0x811C_9DC5;
        for (int i = 0; i < PAGE; i += 4) {
            h = (h ^ page.getInt(i)) * 0x0100_0193;
        }
        return h;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(bits16 ? "16-bit " : "32-bit ");
        text.append(HexFormat.of().formatHex(code));
        String[] names = {"eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi"};
        for (int i = 0; i < 8; i++) {
            text.append(String.format(" %s=%08x", names[i], gpr[i]));
        }
        return text.append(String.format(" eflags=%03x seed=%08x", eflags, seed))
                .toString();
    }
}
