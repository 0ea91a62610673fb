package ringside.dev;

import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;
import ringside.bus.IrqLine;
import ringside.bus.PortDevice;
import ringside.bus.PortSpace;

/**
 * A 16550A UART whose line is infinitely fast: a byte written has left at once, and bytes that arrive wait on the line
 * until the receiver has room, so nothing is ever overrun from outside. Registers as in the National PC16550D data
 * sheet. As on a PC, the interrupt line is connected only while MCR.OUT2 is set.
 */
public final class Uart16550 implements PortDevice, Stateful {
    private static final int FIFO_SIZE = 16;
    private static final int[] TRIGGER = {1, 4, 8, 14};

    private static final int IER_RDA = 1;
    private static final int IER_THRE = 2;
    private static final int IER_LINE = 4;
    private static final int IER_MODEM = 8;
    private static final int LCR_DLAB = 0x80;
    private static final int MCR_OUT2 = 0x08;
    private static final int MCR_LOOP = 0x10;
    private static final int LSR_READY = 0x01;
    private static final int LSR_OVERRUN = 0x02;
    private static final int LSR_EMPTY = 0x60;

    /** So many looks at the receiver in a row, with nothing written between them, are a guest that waits for input. */
    private static final int WAITING_LOOKS = 8;

    private final String name;
    private final IrqLine irq;
    private final SerialOutput output;
    private final ByteQueue wire = new ByteQueue();
    private final ByteQueue received = new ByteQueue();

    private int divisor = 0x0C;
    private int ier;
    private int fcr;
    private int lcr;
    private int mcr;
    private int scratch;
    private int lineErrors;
    private int modemDeltas;
    /** Whether "transmitter empty" is waiting to be told to the guest. */
    private boolean emptyPending;

    /** How the guest uses the port; in no saved state, because only the time of outside input depends on it. */
    private int looks;

    private int settings;

    /**
     * Wires a UART.
     *
     * @param name its name in snapshots and views, such as {@code com1}
     */
    public Uart16550(String name, IrqLine irq, SerialOutput output) {
        this.name = name;
        this.irq = irq;
        this.output = output;
    }

    /** Takes the eight ports from {@code base}. */
    public void register(PortSpace ports, int base) {
        ports.register(base, base + 7, this);
    }

    /** A byte arrives on the line. */
    public void receive(int value) {
        wire.add(value & 0xFF);
        fill();
        update();
    }

    /** Returns the number of bytes that arrived and were not read yet. */
    public int unread() {
        return wire.size() + received.size();
    }

    /** Whether the guest waits for input now: by an interrupt that it has enabled, or by looking again and again. */
    public boolean listens() {
        boolean byInterrupt = (ier & IER_RDA) != 0 && (mcr & MCR_OUT2) != 0;
        return (mcr & MCR_LOOP) == 0 && (byInterrupt || looks >= WAITING_LOOKS);
    }

    /** Returns how often the guest has set the port up, which may throw input away; another number means again. */
    public int settings() {
        return settings;
    }

    @Override
    public int in(int port, int size) {
        int register = port & 7;
        if (register == 5 || register == 0 && !dlab()) {
            looks = Math.min(looks + 1, WAITING_LOOKS);
        }
        int value = peek(port, size);
        switch (port & 7) {
            case 0 -> {
                if (!dlab() && received.size() > 0) {
                    received.remove();
                    fill();
                }
            }
            case 2 -> {
                if (interruptId() == 0x02) {
                    emptyPending = false;
                }
            }
            case 5 -> lineErrors = 0;
            case 6 -> modemDeltas = 0;
            default -> {
                return value;
            }
        }
        update();
        return value;
    }

    @Override
    public int peek(int port, int size) {
        return switch (port & 7) {
            case 0 -> dlab() ? divisor & 0xFF : received.size() > 0 ? received.first() : 0;
            case 1 -> dlab() ? divisor >>> 8 : ier;
            case 2 -> interruptId() | (fifos() ? 0xC0 : 0);
            case 3 -> lcr;
            case 4 -> mcr;
            case 5 -> LSR_EMPTY | lineErrors | (received.size() > 0 ? LSR_READY : 0);
            case 6 -> modemLines() | modemDeltas;
            default -> scratch;
        };
    }

    @Override
    public void out(int port, int size, int value) {
        int low = value & 0xFF;
        looks = 0;
        // All but characters, the interrupts a driver masks while it prints, and the scratch register.
        if ((port & 7) >= 2 && (port & 7) <= 4 || dlab() && (port & 7) <= 1) {
            settings++;
        }
        switch (port & 7) {
            case 0 -> {
                if (dlab()) {
                    divisor = divisor & 0xFF00 | low;
                } else {
                    transmit(low);
                }
            }
            case 1 -> {
                if (dlab()) {
                    divisor = divisor & 0xFF | low << 8;
                } else {
                    // Enabling the interrupt while the transmitter is empty raises it again.
                    if ((low & IER_THRE) != 0 && (ier & IER_THRE) == 0) {
                        emptyPending = true;
                    }
                    ier = low & 0x0F;
                }
            }
            case 2 -> fifoControl(low);
            case 3 -> lcr = low;
            case 4 -> modemControl(low & 0x1F);
            case 7 -> scratch = low;
            default -> {
                // LSR and MSR are read-only here; their write function is for the factory.
            }
        }
        update();
    }

    /** Returns the registers for a debugger. */
    public UartView view() {
        return new UartView(
                name,
                divisor,
                ier,
                interruptId(),
                fcr,
                lcr,
                mcr,
                peek(5, 1),
                peek(6, 1),
                scratch,
                received.size(),
                wire.size());
    }

    private void transmit(int value) {
        emptyPending = true;
        if ((mcr & MCR_LOOP) == 0) {
            output.accept(value);
        } else if (received.size() < capacity()) {
            received.add(value);
        } else {
            lineErrors |= LSR_OVERRUN;
        }
    }

    private void fifoControl(int value) {
        boolean enable = (value & 1) != 0;
        // Changing the enable bit clears both FIFOs, as bit 1 does for the receiver.
        if (enable != fifos() || (value & 2) != 0) {
            received.clear();
        }
        fcr = enable ? value & 0xC9 : 0;
        fill();
    }

    private void modemControl(int value) {
        int before = modemLines();
        mcr = value;
        int after = modemLines();
        int changed = (before ^ after) >>> 4;
        // RI counts only when it goes away (trailing edge).
        int trailingRing = before & ~after & 0x40;
        modemDeltas |= changed & 0x0B | trailingRing >>> 4;
        fill();
    }

    /** MSR bits 4 to 7: CTS DSR RI DCD; a connected terminal, or the outputs while looped back. */
    private int modemLines() {
        if ((mcr & MCR_LOOP) == 0) {
            return 0xB0;
        }
        int dtr = mcr & 1;
        int rts = mcr >>> 1 & 1;
        int out1 = mcr >>> 2 & 1;
        int out2 = mcr >>> 3 & 1;
        return rts << 4 | dtr << 5 | out1 << 6 | out2 << 7;
    }

    /** Moves waiting bytes from the line into the receiver, which is disconnected while looped back. */
    private void fill() {
        while (wire.size() > 0 && received.size() < capacity() && (mcr & MCR_LOOP) == 0) {
            received.add(wire.remove());
        }
    }

    private int interruptId() {
        if ((ier & IER_LINE) != 0 && lineErrors != 0) {
            return 0x06;
        }
        if ((ier & IER_RDA) != 0 && received.size() > 0) {
            // With an infinitely fast line the time-out of a half-full FIFO is immediate.
            return received.size() >= trigger() ? 0x04 : 0x0C;
        }
        if ((ier & IER_THRE) != 0 && emptyPending) {
            return 0x02;
        }
        return (ier & IER_MODEM) != 0 && modemDeltas != 0 ? 0x00 : 0x01;
    }

    private void update() {
        irq.set((mcr & MCR_OUT2) != 0 && (mcr & MCR_LOOP) == 0 && interruptId() != 0x01);
    }

    private int capacity() {
        return fifos() ? FIFO_SIZE : 1;
    }

    private int trigger() {
        return fifos() ? TRIGGER[fcr >>> 6] : 1;
    }

    private boolean fifos() {
        return (fcr & 1) != 0;
    }

    private boolean dlab() {
        return (lcr & LCR_DLAB) != 0;
    }

    @Override
    public void save(StateWriter out) {
        out.int32(divisor);
        out.int32(ier);
        out.int32(fcr);
        out.int32(lcr);
        out.int32(mcr);
        out.int32(scratch);
        out.int32(lineErrors);
        out.int32(modemDeltas);
        out.bool(emptyPending);
        wire.save(out);
        received.save(out);
    }

    @Override
    public void load(StateReader in) {
        divisor = in.int32();
        ier = in.int32();
        fcr = in.int32();
        lcr = in.int32();
        mcr = in.int32();
        scratch = in.int32();
        lineErrors = in.int32();
        modemDeltas = in.int32();
        emptyPending = in.bool();
        wire.load(in);
        received.load(in);
    }
}
