package ringside.dev;

import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;

/**
 * One 8259A interrupt controller; {@link PicPair} wires two of them as in a PC. Names of command words and bits are
 * those of the Intel 8259A data sheet (231468).
 *
 * <p>Until the first initialisation (ICW1 up to the last command word) the INT output stays low, whatever the inputs
 * do: nothing interrupts before the guest asks for it.
 */
final class Pic8259 implements Stateful {
    private static final int SPURIOUS = 7;

    /** Which command word port 1 expects: 2, 3 or 4 while initialising, else 0. */
    private int expected;

    private boolean initialised;
    private int icw1;
    private int vectorBase;
    private int icw3;
    private int icw4;

    private int lines;
    private int irr;
    private int isr;
    private int imr = 0xFF;
    /** Inputs that are level-triggered by the ELCR of the board. */
    private int elcr;

    private int lowestPriority = 7;
    private boolean rotateOnAutoEoi;
    private boolean specialMask;
    private boolean readIsr;
    private boolean poll;

    /** Drives input {@code index} (0 to 7). */
    void line(int index, boolean high) {
        int bit = 1 << index;
        boolean was = (lines & bit) != 0;
        if (high == was) {
            return;
        }
        lines ^= bit;
        if (high) {
            irr |= bit;
        } else {
            // The request must stay until the acknowledge cycle, or that ends in a spurious level 7.
            irr &= ~bit;
        }
    }

    /** Whether INT is asserted. */
    boolean output() {
        return initialised && expected == 0 && selected() >= 0;
    }

    /** Runs the acknowledge cycle and returns the level, or -1 if the request is gone (spurious level 7). */
    int acknowledge() {
        int level = initialised ? selected() : -1;
        if (level < 0) {
            return -1;
        }
        int bit = 1 << level;
        if ((levelTriggered() & bit) == 0) {
            irr &= ~bit;
        }
        if (autoEoi()) {
            if (rotateOnAutoEoi) {
                lowestPriority = level;
            }
        } else {
            isr |= bit;
        }
        return level;
    }

    /** Returns the vector of {@code level}, where -1 is the spurious one. */
    int vector(int level) {
        return vectorBase | (level < 0 ? SPURIOUS : level);
    }

    int read(int address) {
        if (poll) {
            poll = false;
            int level = acknowledge();
            return level < 0 ? 0 : 0x80 | level;
        }
        return peek(address);
    }

    int peek(int address) {
        if (poll) {
            int level = selected();
            return level < 0 ? 0 : 0x80 | level;
        }
        if (address == 1) {
            return imr;
        }
        return readIsr ? isr : irr;
    }

    void write(int address, int value) {
        if (address == 0) {
            if ((value & 0x10) != 0) {
                icw1(value);
            } else if ((value & 0x08) != 0) {
                ocw3(value);
            } else {
                ocw2(value);
            }
        } else {
            data(value);
        }
    }

    void elcr(int mask) {
        elcr = mask;
        irr = irr & ~levelTriggered() | lines & levelTriggered();
    }

    int elcr() {
        return elcr;
    }

    PicView view() {
        return new PicView(
                initialised,
                vectorBase,
                lines,
                irr,
                isr,
                imr,
                elcr,
                lowestPriority,
                autoEoi(),
                rotateOnAutoEoi,
                specialMask,
                (icw4 & 0x10) != 0);
    }

    private void icw1(int value) {
        icw1 = value;
        icw3 = 0;
        icw4 = 0;
        imr = 0;
        isr = 0;
        // The edge sense circuit is reset: an input that is high needs a new edge.
        irr = lines & levelTriggered();
        lowestPriority = 7;
        specialMask = false;
        rotateOnAutoEoi = false;
        readIsr = false;
        poll = false;
        expected = 2;
    }

    private void data(int value) {
        switch (expected) {
            case 2 -> {
                vectorBase = value & 0xF8;
                boolean single = (icw1 & 2) != 0;
                advance(single ? 4 : 3);
            }
            case 3 -> {
                icw3 = value;
                advance(4);
            }
            case 4 -> {
                icw4 = value;
                advance(0);
            }
            default -> imr = value;
        }
    }

    private void advance(int next) {
        boolean needsIcw4 = (icw1 & 1) != 0;
        expected = next == 4 && !needsIcw4 ? 0 : next;
        if (expected == 0) {
            initialised = true;
        }
    }

    private void ocw2(int value) {
        int level = value & 7;
        switch (value >>> 5) {
            case 0b001 -> endOfInterrupt(highestInService(), false);
            case 0b101 -> endOfInterrupt(highestInService(), true);
            case 0b011 -> endOfInterrupt(level, false);
            case 0b111 -> endOfInterrupt(level, true);
            case 0b100 -> rotateOnAutoEoi = true;
            case 0b000 -> rotateOnAutoEoi = false;
            case 0b110 -> lowestPriority = level;
            default -> {
                // 010: no operation.
            }
        }
    }

    private void ocw3(int value) {
        if ((value & 0x40) != 0) {
            specialMask = (value & 0x20) != 0;
        }
        poll = (value & 0x04) != 0;
        if ((value & 0x02) != 0) {
            readIsr = (value & 0x01) != 0;
        }
    }

    private void endOfInterrupt(int level, boolean rotate) {
        if (level < 0) {
            return;
        }
        isr &= ~(1 << level);
        if (rotate) {
            lowestPriority = level;
        }
    }

    /** Returns the level an acknowledge cycle would take now, or -1. */
    private int selected() {
        int requests = irr & ~imr;
        if (requests == 0) {
            return -1;
        }
        // In special mask mode a level in service holds off others only while it is unmasked.
        int blocking = specialMask ? isr & ~imr : isr;
        boolean fullyNestedSpecially = (icw4 & 0x10) != 0;
        for (int i = 1; i <= 8; i++) {
            int level = (lowestPriority + i) & 7;
            int bit = 1 << level;
            boolean blocked = (blocking & bit) != 0;
            if (blocked && fullyNestedSpecially && (icw3 & bit) != 0 && (requests & bit) != 0) {
                // A slave in service may interrupt again: its own logic knows the priorities.
                return level;
            }
            if (blocked) {
                return -1;
            }
            if ((requests & bit) != 0) {
                return level;
            }
        }
        return -1;
    }

    private int highestInService() {
        int candidates = specialMask ? isr & ~imr : isr;
        for (int i = 1; i <= 8; i++) {
            int level = (lowestPriority + i) & 7;
            if ((candidates & 1 << level) != 0) {
                return level;
            }
        }
        return -1;
    }

    private int levelTriggered() {
        return (icw1 & 0x08) != 0 ? 0xFF : elcr;
    }

    private boolean autoEoi() {
        return (icw4 & 0x02) != 0;
    }

    @Override
    public void save(StateWriter out) {
        out.int32(expected);
        out.bool(initialised);
        out.int32(icw1);
        out.int32(vectorBase);
        out.int32(icw3);
        out.int32(icw4);
        out.int32(lines);
        out.int32(irr);
        out.int32(isr);
        out.int32(imr);
        out.int32(elcr);
        out.int32(lowestPriority);
        out.bool(rotateOnAutoEoi);
        out.bool(specialMask);
        out.bool(readIsr);
        out.bool(poll);
    }

    @Override
    public void load(StateReader in) {
        expected = in.int32();
        initialised = in.bool();
        icw1 = in.int32();
        vectorBase = in.int32();
        icw3 = in.int32();
        icw4 = in.int32();
        lines = in.int32();
        irr = in.int32();
        isr = in.int32();
        imr = in.int32();
        elcr = in.int32();
        lowestPriority = in.int32();
        rotateOnAutoEoi = in.bool();
        specialMask = in.bool();
        readIsr = in.bool();
        poll = in.bool();
    }
}
