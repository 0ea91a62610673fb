package ringside.oracle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * One case of {@code cases.asm}: control registers, the instruction's bytes, the task that runs it and dwords of memory to
 * set before it.
 */
final class SystemCase {
    static final int BYTES = 320;

    /** Words of a task state from CR3 (offset 1Ch) to the I/O map base. */
    static final int IMAGE_WORDS = 19;

    static final int EIP = 1;
    static final int EFLAGS = 2;
    static final int EAX = 3;
    static final int ES = 11;
    static final int LDT = 17;
    static final int MAP_BASE = 18;

    private static final int CODE_BYTES = 32;
    private static final int IMAGE = 0x3C;
    private static final int PATCHES = 0x88;
    private static final int MAX_PATCHES = 22;
    private static final byte INT3 = (byte) 0xCC;

    private final ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);

    /** Has all memory laid out anew before the case, so that nothing is left of those before it. */
    void fresh() {
        bytes.putInt(0, 1);
    }

    void control(int cr0, int cr4, int sysenterCs) {
        bytes.putInt(4, cr0).putInt(8, cr4).putInt(0xC, sysenterCs);
    }

    /** Lays {@code code} at a linear address, INT3 behind it. */
    void code(int linear, byte[] code) {
        byte[] padded = new byte[CODE_BYTES];
        Arrays.fill(padded, INT3);
        System.arraycopy(code, 0, padded, 0, code.length);
        bytes.putInt(0x14, linear);
        bytes.put(0x1C, padded);
    }

    int image(int word) {
        return bytes.getInt(IMAGE + 4 * word);
    }

    void image(int word, int value) {
        bytes.putInt(IMAGE + 4 * word, value);
    }

    /** Sets general register {@code number}, as encodings count. */
    void gpr(int number, int value) {
        image(EAX + number, value);
    }

    int gpr(int number) {
        return image(EAX + number);
    }

    /** Sets a dword of memory before the case runs; what comes too late is dropped. */
    void patch(int linear, int value) {
        int count = bytes.getInt(PATCHES);
        if (count < MAX_PATCHES) {
            bytes.putInt(PATCHES + 4 + 8 * count, linear).putInt(PATCHES + 8 + 8 * count, value);
            bytes.putInt(PATCHES, count + 1);
        }
    }

    byte[] bytes() {
        return bytes.array();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(String.format(
                "cr0 %08x cr4 %08x sysenter_cs %x at %x: %s%n   ",
                bytes.getInt(4),
                bytes.getInt(8),
                bytes.getInt(0xC),
                bytes.getInt(0x14),
                HexFormat.of().formatHex(bytes.array(), 0x1C, 0x1C + CODE_BYTES)));
        for (int i = 0; i < IMAGE_WORDS; i++) {
            text.append(String.format(" %s %x", SystemResult.IMAGE_NAMES[i], image(i)));
        }
        text.append("\n    patches");
        for (int i = 0; i < bytes.getInt(PATCHES); i++) {
            text.append(
                    String.format(" [%x]=%08x", bytes.getInt(PATCHES + 4 + 8 * i), bytes.getInt(PATCHES + 8 + 8 * i)));
        }
        return text.toString();
    }
}
