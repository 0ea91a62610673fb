package ringside.dev;

import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;
import ringside.bus.PortDevice;
import ringside.bus.PortSpace;

/** Port 92h, the system control port A of the PS/2: bit 1 is the A20 gate, a rising bit 0 resets. */
public final class Port92 implements PortDevice, Stateful {
    private final A20Gate a20;
    private final ResetLine reset;
    private int written;

    /** Makes the port. */
    public Port92(A20Gate a20, ResetLine reset) {
        this.a20 = a20;
        this.reset = reset;
    }

    /** Takes port 92h. */
    public void register(PortSpace ports) {
        ports.register(0x92, 0x92, this);
    }

    @Override
    public int in(int port, int size) {
        return peek(port, size);
    }

    @Override
    public int peek(int port, int size) {
        return written & ~0x02 | (a20.open() ? 0x02 : 0);
    }

    @Override
    public void out(int port, int size, int value) {
        boolean rising = (value & ~written & 1) != 0;
        written = value & 0xFF;
        a20.set((value & 2) != 0);
        if (rising) {
            reset.pulse("the guest set bit 0 of port 92h");
        }
    }

    @Override
    public void save(StateWriter out) {
        out.int8(written);
    }

    @Override
    public void load(StateReader in) {
        written = in.int8();
    }
}
