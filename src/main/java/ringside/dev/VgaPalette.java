package ringside.dev;

import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;

/** The colour registers of a VGA: 256 entries of three 6-bit values, reached one byte at a time. */
final class VgaPalette implements Stateful {
    private static final int EGA_COLOURS = 64;

    private final byte[] values = new byte[3 * 256];
    private int mask = 0xFF;
    private int writePosition;
    private int readPosition;
    private boolean reading;

    VgaPalette() {
        for (int i = 0; i < EGA_COLOURS; i++) {
            // An EGA colour is rgbRGB: the capital is two thirds of the intensity.
            for (int gun = 0; gun < 3; gun++) {
                int bits = 0x2A * (i >>> 2 - gun & 1) + 0x15 * (i >>> 5 - gun & 1);
                values[3 * i + gun] = (byte) bits;
            }
        }
    }

    int mask() {
        return mask;
    }

    void mask(int value) {
        mask = value;
    }

    /** What port 3C7h reads: 3 after a read index was set, 0 after a write index. */
    int state() {
        return reading ? 3 : 0;
    }

    int writeIndex() {
        return writePosition / 3;
    }

    void readFrom(int index) {
        readPosition = 3 * index;
        reading = true;
    }

    void writeFrom(int index) {
        writePosition = 3 * index;
        reading = false;
    }

    void write(int value) {
        values[writePosition] = (byte) (value & 0x3F);
        writePosition = (writePosition + 1) % values.length;
    }

    int peek() {
        return values[readPosition];
    }

    void advanceRead() {
        readPosition = (readPosition + 1) % values.length;
    }

    @Override
    public void save(StateWriter out) {
        out.bytes(values);
        out.int8(mask);
        out.int32(writePosition);
        out.int32(readPosition);
        out.bool(reading);
    }

    @Override
    public void load(StateReader in) {
        in.bytes(values);
        mask = in.int8();
        writePosition = in.int32();
        readPosition = in.int32();
        reading = in.bool();
    }
}
