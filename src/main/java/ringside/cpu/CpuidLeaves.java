package ringside.cpu;

import java.nio.charset.StandardCharsets;
import ringside.cpu.CpuFeature.Leaf;

/** The answers of CPUID. SDM Vol. 2A, "CPUID". */
public final class CpuidLeaves {
    /** Brand string of leaves 8000_0002h to 8000_0004h, filled up with NUL to 48 bytes. */
    private static final String BRAND = "Ringside virtual CPU";

    private static final int EXTENDED = 0x8000_0000;

    /** Cache and TLB descriptors of leaf 2: those of a Pentium Pro with 256 KiB of L2. SDM Vol. 2A, table 3-12. */
    private static final Answer CACHES = new Answer(0x0302_0101, 0, 0, 0x0604_0A42);

    private static final Answer NOTHING = new Answer(0, 0, 0, 0);

    /** What one leaf returns. */
    public record Answer(int eax, int ebx, int ecx, int edx) {}

    private CpuidLeaves() {}

    /** Returns the answer for {@code leaf} in EAX; leaves beyond the last basic one answer as that one does. */
    public static Answer of(CpuModel model, int leaf) {
        int last = lastBasic(model);
        if (leaf < 0 && Integer.compareUnsigned(leaf, EXTENDED + 8) <= 0 && hasExtended(model)) {
            return extended(model, leaf);
        }
        return basic(model, leaf < 0 || leaf > last ? last : leaf, last);
    }

    private static int lastBasic(CpuModel model) {
        if (model.has(CpuFeature.UMIP)) {
            return 7;
        }
        return model.generation() >= 6 ? 2 : 1;
    }

    private static boolean hasExtended(CpuModel model) {
        return model.generation() >= 6;
    }

    private static Answer basic(CpuModel model, int leaf, int last) {
        return switch (leaf) {
            case 0 -> new Answer(last, text(model.vendor(), 0), text(model.vendor(), 8), text(model.vendor(), 4));
            case 1 -> new Answer(model.signature(), 0, 0, flags(model, Leaf.STANDARD_EDX));
            case 2 -> CACHES;
            case 7 -> new Answer(0, 0, flags(model, Leaf.STRUCTURED_ECX), 0);
            default -> NOTHING;
        };
    }

    private static Answer extended(CpuModel model, int leaf) {
        int index = leaf - EXTENDED;
        return switch (index) {
            case 0 -> new Answer(EXTENDED + 8, 0, 0, 0);
            case 1 -> new Answer(0, 0, 0, flags(model, Leaf.EXTENDED_EDX));
            case 2, 3, 4 -> {
                int at = (index - 2) * 16;
                yield new Answer(text(BRAND, at), text(BRAND, at + 4), text(BRAND, at + 8), text(BRAND, at + 12));
            }
            case 8 -> new Answer(32 << 8 | model.physicalBits(), 0, 0, 0);
            default -> NOTHING;
        };
    }

    private static int flags(CpuModel model, Leaf leaf) {
        int flags = 0;
        for (CpuFeature feature : model.features()) {
            if (feature.leaf == leaf) {
                flags |= 1 << feature.bit;
            }
        }
        return flags;
    }

    /** Returns four characters from {@code from} on, the first in the lowest byte. */
    private static int text(String string, int from) {
        byte[] bytes = string.getBytes(StandardCharsets.US_ASCII);
        int word = 0;
        for (int i = 3; i >= 0; i--) {
            word = word << 8 | (from + i < bytes.length ? bytes[from + i] : 0);
        }
        return word;
    }
}
