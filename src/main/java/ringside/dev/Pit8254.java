package ringside.dev;

import java.util.List;
import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;
import ringside.bus.IrqLine;
import ringside.bus.PortDevice;
import ringside.bus.PortSpace;
import ringside.time.EventQueue;
import ringside.time.Rate;
import ringside.time.Timer;
import ringside.time.VirtualClock;

/**
 * The programmable interval timer of a PC at ports 40h to 43h, driven with 1.193182 MHz (a twelfth of 14.31818 MHz).
 * Counter 0 drives IRQ 0, counter 1 the memory refresh, counter 2 the speaker.
 *
 * <p>At power-on counters 0 and 1 run as firmware leaves them (65536 in mode 3, 18 in mode 2), because loaders start
 * guests without firmware; but counter 0 is not heard until the guest programs it: its line stays high, and the
 * interrupt controller wants an edge.
 */
public final class Pit8254 implements PortDevice, Stateful {
    /** Numerator of the input clock in hertz. */
    public static final long CLOCK_NUMERATOR = 14_318_180;

    /** Denominator of the input clock in hertz. */
    public static final long CLOCK_DENOMINATOR = 12;

    private static final int CONTROL = 0x43;
    private static final int REFRESH_COUNT = 18;

    private final VirtualClock clock;
    private final Rate rate;
    private final IrqLine irq0;
    private final Timer edge;
    private final PitCounter[] counters = {new PitCounter(true), new PitCounter(true), new PitCounter(false)};
    private boolean programmed;

    /** Wires a timer whose counter 0 drives {@code irq0}. */
    public Pit8254(VirtualClock clock, EventQueue events, IrqLine irq0) {
        this.clock = clock;
        this.irq0 = irq0;
        rate = clock.rate(CLOCK_NUMERATOR, CLOCK_DENOMINATOR);
        edge = events.timer("pit0", due -> drive(rate.ticksAt(due)));
        counters[0].preset(3, 0x10000);
        counters[1].preset(2, REFRESH_COUNT);
        irq0.set(true);
    }

    /** Takes the timer's ports. */
    public void register(PortSpace ports) {
        ports.register(0x40, CONTROL, this);
    }

    @Override
    public int in(int port, int size) {
        return port == CONTROL ? 0xFF : counters[port & 3].read(tick());
    }

    @Override
    public int peek(int port, int size) {
        return port == CONTROL ? 0xFF : counters[port & 3].peek(tick());
    }

    @Override
    public void out(int port, int size, int value) {
        int low = value & 0xFF;
        long now = tick();
        if (port == CONTROL) {
            control(low, now);
        } else {
            counters[port & 3].write(low, now);
            if (port == 0x40) {
                drive(now);
            }
        }
    }

    /** Drives GATE of counter 2, bit 0 of port 61h. */
    void gate2(boolean high) {
        counters[2].gate(high, tick());
    }

    boolean gate2() {
        return counters[2].gate();
    }

    /** Returns OUT of counter 2, bit 5 of port 61h. */
    boolean out2() {
        return counters[2].out(tick());
    }

    /** Returns the refresh flip-flop, bit 4 of port 61h, which changes with every period of counter 1. */
    boolean refreshToggle() {
        return (tick() / REFRESH_COUNT & 1) != 0;
    }

    /** Returns the state of the three counters. */
    public List<PitView> view() {
        long now = tick();
        return List.of(counters[0].view(0, now), counters[1].view(1, now), counters[2].view(2, now));
    }

    private void control(int value, long now) {
        int select = value >>> 6;
        if (select == 3) {
            readBack(value, now);
            return;
        }
        int access = value >>> 4 & 3;
        if (access == 0) {
            counters[select].latchCount(now);
            return;
        }
        counters[select].control(access, value >>> 1 & 7, (value & 1) != 0, now);
        if (select == 0) {
            programmed = true;
            drive(now);
        }
    }

    private void readBack(int value, long now) {
        for (int i = 0; i < 3; i++) {
            if ((value & 2 << i) != 0) {
                if ((value & 0x20) == 0) {
                    counters[i].latchCount(now);
                }
                if ((value & 0x10) == 0) {
                    counters[i].latchStatus(now);
                }
            }
        }
    }

    /** Drives IRQ 0 as OUT is at pulse {@code now} and asks to be called at the next edge. */
    private void drive(long now) {
        if (!programmed) {
            return;
        }
        irq0.set(counters[0].out(now));
        long next = counters[0].nextEdge(now);
        edge.set(next == PitCounter.NEVER ? Timer.NEVER : rate.timeOf(next));
    }

    private long tick() {
        return rate.ticksAt(clock.now());
    }

    @Override
    public void save(StateWriter out) {
        out.bool(programmed);
        for (PitCounter counter : counters) {
            counter.settle(tick());
            counter.save(out);
        }
    }

    @Override
    public void load(StateReader in) {
        programmed = in.bool();
        for (PitCounter counter : counters) {
            counter.load(in);
        }
    }
}
