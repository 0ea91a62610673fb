package ringside.dev;

import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;

/** The registers by which a host says what it wants of an ATA device, each with the value it had before for 48-bit commands. */
final class AtaTaskFile implements Stateful {
    static final int FEATURES = 1;
    static final int COUNT = 2;
    static final int LBA_LOW = 3;
    static final int LBA_MID = 4;
    static final int LBA_HIGH = 5;
    static final int DEVICE = 6;

    private static final int DEVICE_LBA = 0x40;
    private static final int DEVICE_SECOND = 0x10;

    private final byte[] current = new byte[7];
    private final byte[] previous = new byte[7];

    void write(int register, int value) {
        previous[register] = current[register];
        current[register] = (byte) value;
    }

    int read(int register) {
        return current[register] & 0xFF;
    }

    int previous(int register) {
        return previous[register] & 0xFF;
    }

    /** Number of the device that is selected, 0 or 1. */
    int selected() {
        return (read(DEVICE) & DEVICE_SECOND) != 0 ? 1 : 0;
    }

    /** Sectors to transfer; 0 stands for the largest number. */
    int count(boolean wide) {
        int count = wide ? previous(COUNT) << 8 | read(COUNT) : read(COUNT);
        return count != 0 ? count : wide ? 0x10000 : 0x100;
    }

    /** The address as a sector number, or -1 if it is none in the drive's geometry. */
    long sector(AtaDrive drive, boolean wide) {
        int low = read(LBA_HIGH) << 16 | read(LBA_MID) << 8 | read(LBA_LOW);
        if (wide) {
            long high = (long) previous(LBA_HIGH) << 16 | previous(LBA_MID) << 8 | previous(LBA_LOW);
            return high << 24 | low;
        }
        int head = read(DEVICE) & 0x0F;
        return (read(DEVICE) & DEVICE_LBA) != 0
                ? (long) head << 24 | low
                : drive.sector(read(LBA_HIGH) << 8 | read(LBA_MID), head, read(LBA_LOW));
    }

    /** Puts the signature of a disk there, as after a reset. */
    void signature() {
        write(COUNT, 1);
        write(LBA_LOW, 1);
        write(LBA_MID, 0);
        write(LBA_HIGH, 0);
        write(DEVICE, 0);
    }

    @Override
    public void save(StateWriter out) {
        out.bytes(current);
        out.bytes(previous);
    }

    @Override
    public void load(StateReader in) {
        in.bytes(current);
        in.bytes(previous);
    }
}
