package ringside.machine;

import ringside.bus.IrqLine;

/** An interrupt line that several devices drive: high while any of them is. */
final class SharedLine {
    private final IrqLine line;
    private int inputs;
    private int high;

    SharedLine(IrqLine line) {
        this.line = line;
    }

    /** Returns a new input for one device. */
    IrqLine input() {
        int bit = 1 << inputs++;
        return level -> {
            high = level ? high | bit : high & ~bit;
            line.set(high != 0);
        };
    }
}
