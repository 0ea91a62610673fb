package ringside.dev;

import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;
import ringside.bus.PortDevice;
import ringside.bus.PortSpace;

/**
 * Port 61h, the system control port B of the AT.
 *
 * <pre>
 *   7 parity error (0)   6 channel check (0)   5 OUT of counter 2   4 refresh toggle
 *   3 channel check off  2 parity check off    1 speaker on         0 gate of counter 2
 * </pre>
 */
public final class SystemControlPort implements PortDevice, Stateful {
    private final Pit8254 pit;
    private int written;

    /** Makes the port for the timer whose counter 2 it gates. */
    public SystemControlPort(Pit8254 pit) {
        this.pit = pit;
    }

    /** Takes port 61h. */
    public void register(PortSpace ports) {
        ports.register(0x61, 0x61, this);
    }

    @Override
    public int in(int port, int size) {
        return peek(port, size);
    }

    @Override
    public int peek(int port, int size) {
        return written & 0x0E | (pit.gate2() ? 0x01 : 0) | (pit.refreshToggle() ? 0x10 : 0) | (pit.out2() ? 0x20 : 0);
    }

    @Override
    public void out(int port, int size, int value) {
        written = value & 0x0F;
        pit.gate2((value & 1) != 0);
    }

    /** Whether the speaker is switched to the timer and sounds. */
    public boolean speakerOn() {
        return (written & 3) == 3;
    }

    @Override
    public void save(StateWriter out) {
        out.int32(written);
    }

    @Override
    public void load(StateReader in) {
        written = in.int32();
    }
}
