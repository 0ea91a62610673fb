package ringside.dev;

import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;
import ringside.bus.InterruptController;
import ringside.bus.IrqLine;
import ringside.bus.PortDevice;
import ringside.bus.PortSpace;

/**
 * The two interrupt controllers of a PC: the master at ports 20h and 21h, the slave at A0h and A1h on the master's input
 * 2, and the edge/level registers at 4D0h and 4D1h.
 */
public final class PicPair implements InterruptController, PortDevice, Stateful {
    private static final int CASCADE = 2;
    /** Inputs that cannot be level-triggered: timer, keyboard, cascade; clock, coprocessor. */
    private static final int[] ALWAYS_EDGE = {0x07, 0x21};

    private final Pic8259 master = new Pic8259();
    private final Pic8259 slave = new Pic8259();
    private final IrqLine[] lines = new IrqLine[16];
    private boolean intr;
    private Runnable listener = () -> {};

    /** Makes two controllers that the guest has not initialised. */
    public PicPair() {
        for (int i = 0; i < lines.length; i++) {
            int irq = i;
            lines[i] = high -> drive(irq, high);
        }
    }

    /** Lets {@code newListener} hear whenever INTR is asserted that was not. */
    public void onAsserted(Runnable newListener) {
        listener = newListener;
    }

    /** Takes the controllers' ports. */
    public void register(PortSpace ports) {
        ports.register(0x20, 0x21, this);
        ports.register(0xA0, 0xA1, this);
        ports.register(0x4D0, 0x4D1, this);
    }

    /** Returns the request line {@code irq}, 0 to 15 without 2. */
    public IrqLine line(int irq) {
        if (irq < 0 || irq > 15 || irq == CASCADE) {
            throw new IllegalArgumentException("there is no interrupt request line " + irq);
        }
        return lines[irq];
    }

    @Override
    public boolean asserted() {
        return intr;
    }

    @Override
    public int acknowledge() {
        int level = master.acknowledge();
        int vector;
        if (level == CASCADE) {
            int inner = slave.acknowledge();
            vector = slave.vector(inner);
            // The slave's INT goes low during the cycle, so that a further request makes a new edge.
            master.line(CASCADE, false);
        } else {
            vector = master.vector(level);
        }
        update();
        return vector;
    }

    @Override
    public int in(int port, int size) {
        int value = port >= 0x4D0 ? chip(port).elcr() : chip(port).read(port & 1);
        update();
        return value;
    }

    @Override
    public void out(int port, int size, int value) {
        int low = value & 0xFF;
        if (port >= 0x4D0) {
            chip(port).elcr(low & ~ALWAYS_EDGE[port & 1]);
        } else {
            chip(port).write(port & 1, low);
        }
        update();
    }

    @Override
    public int peek(int port, int size) {
        return port >= 0x4D0 ? chip(port).elcr() : chip(port).peek(port & 1);
    }

    /** Returns the master's state. */
    public PicView master() {
        return master.view();
    }

    /** Returns the slave's state. */
    public PicView slave() {
        return slave.view();
    }

    /** Whether a request of {@code irq} is remembered: its bit in IRR. */
    public boolean requested(int irq) {
        return ((irq < 8 ? master : slave).view().irr() & 1 << (irq & 7)) != 0;
    }

    /** Returns the vector that {@code irq} interrupts with. */
    public int vector(int irq) {
        return (irq < 8 ? master : slave).vector(irq & 7);
    }

    /** Says in one sentence what raising {@code irq} does or did, for the user who injects it. */
    public String prospect(int irq) {
        PicView view = irq < 8 ? master.view() : slave.view();
        int bit = 1 << (irq & 7);
        if (!view.initialised()) {
            return "the controller is not initialised, and initialising it drops the request: nothing will happen";
        }
        if ((view.imr() & bit) != 0) {
            return "masked by IMR bit " + (irq & 7) + (irq < 8 ? "" : " of the slave") + ", pending";
        }
        if (irq >= 8 && (master.view().imr() & 1 << CASCADE) != 0) {
            return "the cascade is masked by IMR bit 2 of the master, pending";
        }
        int vector = view.vectorBase() | irq & 7;
        if ((view.isr() & bit) != 0) {
            return "vector %02Xh is in service, pending until its EOI".formatted(vector);
        }
        if (!intr) {
            return "an interrupt of higher priority is in service, pending; vector %02Xh".formatted(vector);
        }
        return "INTR asserted, vector %02Xh".formatted(vector);
    }

    private void drive(int irq, boolean high) {
        (irq < 8 ? master : slave).line(irq & 7, high);
        update();
    }

    private void update() {
        master.line(CASCADE, slave.output());
        boolean before = intr;
        intr = master.output();
        if (intr && !before) {
            listener.run();
        }
    }

    private Pic8259 chip(int port) {
        return switch (port) {
            case 0x20, 0x21, 0x4D0 -> master;
            default -> slave;
        };
    }

    @Override
    public void save(StateWriter out) {
        master.save(out);
        slave.save(out);
    }

    @Override
    public void load(StateReader in) {
        master.load(in);
        slave.load(in);
        update();
    }
}
