package ringside.dev;

import ringside.bus.PortDevice;
import ringside.bus.PortSpace;

/**
 * Port F0h: a write lets the CPU ignore a pending x87 error (IGNNE#) and takes the request on IRQ 13 back. F1h, which
 * reset a 287, swallows writes.
 */
public final class FerrPort implements PortDevice {
    private final Runnable ignoreError;

    /** Makes the port; {@code ignoreError} asserts IGNNE# and lowers IRQ 13. */
    public FerrPort(Runnable ignoreError) {
        this.ignoreError = ignoreError;
    }

    /** Takes ports F0h and F1h. */
    public void register(PortSpace ports) {
        ports.register(0xF0, 0xF1, this);
    }

    @Override
    public int in(int port, int size) {
        return 0xFF;
    }

    @Override
    public int peek(int port, int size) {
        return 0xFF;
    }

    @Override
    public void out(int port, int size, int value) {
        if (port == 0xF0) {
            ignoreError.run();
        }
    }
}
