package ringside.dev;

import ringside.bus.PortDevice;
import ringside.bus.PortSpace;

/**
 * The debug output ports of Bochs (E9h) and SeaBIOS (402h): bytes written go to the user, reading gives E9h, by which
 * guests recognise the port.
 */
public final class DebugPort implements PortDevice {
    private static final int SIGNATURE = 0xE9;

    private final SerialOutput output;

    /** Makes the ports. */
    public DebugPort(SerialOutput output) {
        this.output = output;
    }

    /** Takes ports E9h and 402h. */
    public void register(PortSpace ports) {
        ports.register(0xE9, 0xE9, this);
        ports.register(0x402, 0x402, this);
    }

    @Override
    public int in(int port, int size) {
        return SIGNATURE;
    }

    @Override
    public int peek(int port, int size) {
        return SIGNATURE;
    }

    @Override
    public void out(int port, int size, int value) {
        output.accept(value & 0xFF);
    }
}
