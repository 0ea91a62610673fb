package ringside.machine;

import java.util.Arrays;
import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;
import ringside.bus.IrqLine;
import ringside.dev.PicPair;

/**
 * The interrupt request lines of the board. Several devices may drive one line, and so may the user: it is high while any
 * of them holds it high.
 */
final class InterruptLines implements Stateful {
    private static final int LINES = 16;
    private static final int CASCADE = 2;
    private static final int USER = 1;

    private final PicPair pic;
    private final int[] inputs = new int[LINES];
    private final int[] high = new int[LINES];

    InterruptLines(PicPair pic) {
        this.pic = pic;
        Arrays.fill(inputs, 1);
    }

    /** Returns a new input of line {@code irq} for one device. */
    IrqLine input(int irq) {
        int bit = 1 << inputs[irq]++;
        return level -> drive(irq, bit, level);
    }

    /**
     * The user raises line {@code irq}, or lets it go. Raising makes an edge even while a device holds the line high, and
     * lasts only as long as the controller remembers the request, so that the device's own edges are not hidden.
     */
    void user(int irq, boolean level) {
        high[irq] &= ~USER;
        if (level) {
            pic.line(irq).set(false);
            high[irq] |= USER;
        }
        pic.line(irq).set(high[irq] != 0);
        letGoUnlessRequested(irq);
    }

    /** Whether {@code irq} is a line that can be driven. */
    static boolean exists(int irq) {
        return irq >= 0 && irq < LINES && irq != CASCADE;
    }

    /** Lets the user's request go once it has been acknowledged with {@code vector}. */
    void acknowledged(int vector) {
        for (int irq = 0; irq < LINES; irq++) {
            if ((high[irq] & USER) != 0 && pic.vector(irq) == vector) {
                user(irq, false);
            }
        }
    }

    private void letGoUnlessRequested(int irq) {
        if ((high[irq] & USER) != 0 && !pic.requested(irq)) {
            high[irq] &= ~USER;
            pic.line(irq).set(high[irq] != 0);
        }
    }

    private void drive(int irq, int bit, boolean level) {
        letGoUnlessRequested(irq);
        high[irq] = level ? high[irq] | bit : high[irq] & ~bit;
        pic.line(irq).set(high[irq] != 0);
    }

    @Override
    public void save(StateWriter out) {
        out.ints(high);
    }

    @Override
    public void load(StateReader in) {
        in.ints(high);
    }
}
