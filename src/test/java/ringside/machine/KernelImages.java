package ringside.machine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Small but whole kernel images in the formats the loaders know. */
public final class KernelImages {
    public static final int ENTRY = 0x100000;
    static final byte[] CODE = {(byte) 0x90, (byte) 0x90, (byte) 0xF4};

    private KernelImages() {}

    /** A bzImage of protocol 2.12 with one sector of setup code behind the first. */
    public static byte[] linux() {
        ByteBuffer file = ByteBuffer.allocate(1024 + CODE.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put(0x1F1, (byte) 1);
        file.putShort(0x1FE, (short) 0xAA55);
        file.putShort(0x200, (short) 0x66EB);
        file.put(0x202, "HdrS".getBytes(StandardCharsets.ISO_8859_1));
        file.putShort(0x206, (short) 0x020C);
        file.putShort(0x20E, (short) 0x0080);
        file.put(0x211, (byte) 1);
        file.putInt(0x214, ENTRY);
        file.putInt(0x22C, 0x7FFF_FFFF);
        file.putInt(0x238, 64);
        file.putInt(0x258, ENTRY);
        file.putInt(0x260, 0x10000);
        file.put(0x280, "6.6.6 (someone)\0".getBytes(StandardCharsets.ISO_8859_1));
        file.put(1024, CODE);
        return file.array();
    }

    /** An ELF executable with one segment of {@link #CODE} and 16 more bytes, linked for C0000000h, and one symbol. */
    public static byte[] elf() {
        ByteBuffer file = ByteBuffer.allocate(0x200).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {0x7F, 'E', 'L', 'F', 1, 1, 1});
        file.putShort(16, (short) 2).putShort(18, (short) 3).putInt(20, 1).putInt(24, 0xC000_0001);
        file.putInt(28, 52).putInt(32, 0x100);
        file.putShort(42, (short) 32)
                .putShort(44, (short) 1)
                .putShort(46, (short) 40)
                .putShort(48, (short) 3);
        program(file, 52, 0x80, 0xC000_0000, ENTRY, CODE.length, CODE.length + 16);
        file.put(0x80, CODE);
        section(file, 0x100 + 40, 2, 0xA0, 32, 2);
        section(file, 0x100 + 80, 3, 0xC0, 7, 0);
        file.putInt(0xA0 + 16, 1).putInt(0xA0 + 20, 0xC000_0002).putInt(0xA0 + 24, 1);
        file.put(0xA0 + 28, (byte) 2).putShort(0xA0 + 30, (short) 1);
        file.put(0xC1, "start\0".getBytes(StandardCharsets.ISO_8859_1));
        return file.array();
    }

    /** A file with a Multiboot header that gives all addresses; the code follows it. */
    public static byte[] multiboot(int flags) {
        ByteBuffer file = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(4, 0x1BADB002).putInt(8, flags).putInt(12, -(0x1BADB002 + flags));
        file.putInt(16, ENTRY + 4)
                .putInt(20, ENTRY)
                .putInt(24, ENTRY + 64)
                .putInt(28, ENTRY + 128)
                .putInt(32, ENTRY + 36);
        file.put(36, CODE);
        return file.array();
    }

    private static void program(ByteBuffer file, int at, int offset, int virtual, int physical, int inFile, int size) {
        file.putInt(at, 1).putInt(at + 4, offset).putInt(at + 8, virtual).putInt(at + 12, physical);
        file.putInt(at + 16, inFile).putInt(at + 20, size);
    }

    private static void section(ByteBuffer file, int at, int type, int offset, int size, int link) {
        file.putInt(at + 4, type).putInt(at + 16, offset).putInt(at + 20, size).putInt(at + 24, link);
    }
}
