package ringside.debug;

import ringside.exec.ExecutionHistory;
import ringside.isa.Disassembler;
import ringside.isa.SymbolLookup;

/**
 * One line of what was executed last.
 *
 * @param icount instructions retired before it
 * @param linear linear address of the instruction; 0 for an event
 * @param symbol nearest symbol and distance, or empty
 * @param text the instruction as it was then, or empty
 * @param count how often it retired: 1, iterations of a repeated one, 0 if it faulted; instructions left out
 * @param note what else happened, or empty
 */
public record HistoryLine(long icount, int linear, String symbol, String text, long count, String note) {
    private static final int EXCEPTIONS = 32;

    static HistoryLine of(Debugger debugger, ExecutionHistory.Item item) {
        if (item.instruction() == null) {
            String note = item.isGap()
                    ? item.count() + " instructions in translated code"
                    : word(item.vector()) + " delivered";
            return new HistoryLine(item.icount(), 0, "", "", item.count(), note);
        }
        int base = item.linear() - item.eip();
        SymbolLookup names = offset -> {
            String name = debugger.symbols().describe(base + offset);
            return name.isEmpty() ? null : name;
        };
        String text = debugger.code().flavor() == Code.Flavor.INTEL
                ? Disassembler.intel(item.instruction(), item.eip(), names)
                : Disassembler.att(item.instruction(), item.eip(), names);
        String note = (item.emulated() ? "emulated " : "")
                + (item.vector() >= 0
                        ? "raises " + word(item.vector())
                        : item.count() > 1 ? item.count() + " times" : "");
        String symbol = debugger.symbols().describe(item.linear());
        return new HistoryLine(item.icount(), item.linear(), symbol, text, item.count(), note.strip());
    }

    private static String word(int vector) {
        return (vector < EXCEPTIONS ? "exception " : "interrupt ") + String.format("0x%02x", vector);
    }

    /** Returns {@code l:00007c00 start  mov ax,1}. */
    @Override
    public String toString() {
        if (text.isEmpty()) {
            return "-- " + note;
        }
        String place = String.format("l:%08x", linear) + (symbol.isEmpty() ? "" : " " + symbol);
        return place + "  " + text + (note.isEmpty() ? "" : "  -- " + note);
    }
}
