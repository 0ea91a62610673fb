package ringside.dev;

import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;
import ringside.bus.PortDevice;
import ringside.bus.PortSpace;

/**
 * Port 80h, where firmware leaves the number of its present step and everybody else writes to pass time; reading gives the
 * last byte, as the DMA page register there does. 84h to 86h are such bytes too.
 */
public final class PostPort implements PortDevice, Stateful {
    private final byte[] values = new byte[7];

    /** Takes the ports. */
    public void register(PortSpace ports) {
        ports.register(0x80, 0x80, this);
        ports.register(0x84, 0x86, this);
    }

    /** Returns the last byte written to port 80h. */
    public int code() {
        return values[0] & 0xFF;
    }

    @Override
    public int in(int port, int size) {
        return peek(port, size);
    }

    @Override
    public int peek(int port, int size) {
        return values[port - 0x80] & 0xFF;
    }

    @Override
    public void out(int port, int size, int value) {
        values[port - 0x80] = (byte) value;
    }

    @Override
    public void save(StateWriter out) {
        out.bytes(values);
    }

    @Override
    public void load(StateReader in) {
        in.bytes(values);
    }
}
