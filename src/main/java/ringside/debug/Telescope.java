package ringside.debug;

import java.util.ArrayList;
import java.util.List;
import ringside.debug.expr.Address;
import ringside.isa.Instruction;

/** Reads words and says what each may mean: a symbol, a return address, a pointer to something readable, text. */
public final class Telescope {
    private static final int SHORTEST_TEXT = 4;
    private static final int LONGEST_TEXT = 32;

    /** Addresses below are more likely numbers than pointers. */
    private static final long LOWEST_POINTER = 0x1000;

    private final Debugger debugger;
    private final CallSites calls;

    Telescope(Debugger debugger) {
        this.debugger = debugger;
        this.calls = new CallSites(debugger);
    }

    /**
     * One word.
     *
     * @param place where it is
     * @param value the word, or -1 if it cannot be read
     * @param meaning what it may mean, or empty
     */
    public record Slot(Address place, long value, String meaning) {}

    /** Reads {@code count} words of {@code size} bytes, 2 or 4. */
    public List<Slot> read(Address start, int count, int size) {
        List<Slot> slots = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Address place = start.plus((long) i * size);
            long value = debugger.memory().readNumber(place, size);
            slots.add(new Slot(place, value, value < 0 ? "" : meaning(value, size)));
        }
        return slots;
    }

    private String meaning(long value, int size) {
        UnwindState state = UnwindState.of(debugger.cpu());
        int linear = state.codeBase() + (int) value;
        Instruction call = value < LOWEST_POINTER && size == 4 ? null : calls.before(state, (int) value);
        String code = debugger.symbols().describe(linear);
        if (call != null && (size == 4 || !code.isEmpty())) {
            return (code.isEmpty() ? "" : code + ", ") + calls.describe(state, call, (int) value);
        }
        if (size == 2) {
            // Nearly every small number is behind some symbol: only its own address counts.
            String exact = debugger.symbols().at(linear);
            return exact == null ? "" : exact;
        }
        String name = debugger.symbols().describe((int) value);
        return name.isEmpty() ? pointed(value) : name;
    }

    private String pointed(long value) {
        Address target = Address.linear((int) value);
        if (value < LOWEST_POINTER || debugger.memory().peek(target) < 0) {
            return "";
        }
        String text = text(target);
        if (!text.isEmpty()) {
            return "-> \"" + text + "\"";
        }
        long content = debugger.memory().readNumber(target, 4);
        String name = content < LOWEST_POINTER ? "" : debugger.symbols().describe((int) content);
        return content < 0 || value % 4 != 0
                ? ""
                : String.format("-> %08x", content) + (name.isEmpty() ? "" : " " + name);
    }

    private String text(Address place) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < LONGEST_TEXT; i++) {
            int octet = debugger.memory().peek(place.plus(i));
            if (octet < ' ' || octet > '~') {
                return octet == 0 && text.length() >= SHORTEST_TEXT ? text.toString() : "";
            }
            text.append((char) octet);
        }
        return text + "...";
    }
}
