package ringside.dev;

import java.nio.charset.StandardCharsets;
import ringside.base.LittleEndian;
import ringside.base.StateFormatException;
import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;

/** One hard disk at an ATA channel: its medium, its geometry, and what it says about itself. */
final class AtaDrive implements Stateful {
    static final int MAX_MULTIPLE = 16;
    private static final int DEFAULT_HEADS = 16;
    private static final int DEFAULT_SECTORS = 63;
    private static final int MAX_CYLINDERS = 16383;
    private static final long MAX_LBA28 = 0x0FFF_FFFF;

    final DiskMedium medium;
    /** Geometry by which cylinder addresses are translated; the host may change it. */
    private int heads = DEFAULT_HEADS;

    private int sectorsPerTrack = DEFAULT_SECTORS;
    /** Sectors in a block of READ MULTIPLE and WRITE MULTIPLE; 0 if the host has not set it. */
    private int multiple;

    AtaDrive(DiskMedium medium) {
        this.medium = medium;
    }

    int multiple() {
        return multiple;
    }

    /** Sets the block of READ MULTIPLE; false if this drive cannot. */
    boolean multiple(int sectors) {
        if (sectors > MAX_MULTIPLE || Integer.bitCount(sectors) > 1) {
            return false;
        }
        multiple = sectors;
        return true;
    }

    /** Sets the translation (INITIALIZE DEVICE PARAMETERS); false if it is none. */
    boolean geometry(int newHeads, int newSectors) {
        if (newSectors == 0) {
            return false;
        }
        heads = newHeads;
        sectorsPerTrack = newSectors;
        return true;
    }

    /** Returns the sector with an address in cylinders, or -1 if there is none. */
    long sector(int cylinder, int head, int sector) {
        if (head >= heads || sector == 0 || sector > sectorsPerTrack) {
            return -1;
        }
        return ((long) cylinder * heads + head) * sectorsPerTrack + sector - 1;
    }

    private static int cylinders(long sectors, int heads, int perTrack) {
        return (int) Math.min(MAX_CYLINDERS, Math.max(1, sectors / ((long) heads * perTrack)));
    }

    /** Returns the 512 bytes of IDENTIFY DEVICE. ATA/ATAPI-6, 8.15. */
    byte[] identity() {
        byte[] words = new byte[DiskMedium.SECTOR];
        long sectors = medium.sectors();
        int now = cylinders(sectors, heads, sectorsPerTrack);
        set(words, 0, 0x0040);
        set(words, 1, cylinders(sectors, DEFAULT_HEADS, DEFAULT_SECTORS));
        set(words, 3, DEFAULT_HEADS);
        set(words, 6, DEFAULT_SECTORS);
        text(words, 10, 10, "RD0001");
        text(words, 23, 4, "1.0");
        text(words, 27, 20, "Ringside disk");
        set(words, 47, 0x8000 | MAX_MULTIPLE);
        set(words, 48, 1);
        // LBA, no DMA.
        set(words, 49, 0x0200);
        set(words, 51, 0x0200);
        set(words, 53, 1);
        set(words, 54, now);
        set(words, 55, heads);
        set(words, 56, sectorsPerTrack);
        LittleEndian.set32(words, 57 * 2, now * heads * sectorsPerTrack);
        set(words, 59, multiple == 0 ? 0 : 0x100 | multiple);
        LittleEndian.set32(words, 60 * 2, (int) Math.min(sectors, MAX_LBA28));
        set(words, 80, 0x0070);
        // 48-bit addresses and FLUSH CACHE.
        set(words, 82, 0x0000);
        set(words, 83, 0x7400);
        set(words, 84, 0x4000);
        set(words, 86, 0x3400);
        set(words, 87, 0x4000);
        LittleEndian.set64(words, 100 * 2, sectors);
        return words;
    }

    private static void set(byte[] words, int index, int value) {
        words[2 * index] = (byte) value;
        words[2 * index + 1] = (byte) (value >>> 8);
    }

    /** Writes a text padded with blanks; its first character is the high byte of the first word. */
    private static void text(byte[] words, int index, int count, String text) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 2 * count; i++) {
            words[2 * index + (i ^ 1)] = i < ascii.length ? ascii[i] : (byte) ' ';
        }
    }

    @Override
    public void save(StateWriter out) {
        out.int8(heads);
        out.int8(sectorsPerTrack);
        out.int8(multiple);
    }

    @Override
    public void load(StateReader in) {
        heads = in.int8();
        sectorsPerTrack = in.int8();
        multiple = in.int8();
        if (heads == 0 || heads > DEFAULT_HEADS || sectorsPerTrack == 0 || multiple > MAX_MULTIPLE) {
            throw new StateFormatException("the state of an ATA drive makes no sense");
        }
    }
}
