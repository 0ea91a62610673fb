package ringside.debug;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import ringside.cpu.Register;
import ringside.cpu.Registers;
import ringside.debug.event.Event;
import ringside.debug.expr.Address;
import ringside.debug.expr.ExpressionException;
import ringside.debug.expr.Scope;
import ringside.debug.expr.Value;
import ringside.time.Stimulus;

/** Names and memory of one target, as expressions see them. */
final class DebugScope implements Scope {
    private static final List<String> SEGMENTS = List.of("es", "cs", "ss", "ds", "fs", "gs", "ldtr", "tr");

    private final Target target;
    private final Symbols symbols;
    private final MemoryView memory;
    private final Map<String, Value> variables = new HashMap<>();
    private Event event;
    private Runnable seeker = () -> {};
    private int historyLength;
    private int radix = 10;

    DebugScope(Target target, Symbols symbols, MemoryView memory) {
        this.target = target;
        this.symbols = symbols;
        this.memory = memory;
    }

    /** Adds a printed value to the history and returns its number. */
    int remember(Value value) {
        historyLength++;
        variables.put(Integer.toString(historyLength), value);
        return historyLength;
    }

    /** Gives expressions the variables of an event; null takes them away. */
    void event(Event newEvent) {
        event = newEvent;
    }

    void radix(int newRadix) {
        radix = newRadix;
    }

    @Override
    public Value register(String name) {
        Register register = Registers.find(name.toLowerCase(Locale.ROOT));
        return register == null
                ? null
                : Value.unsigned(register.read(target.cpu()), Math.max(8, (register.width() + 7) & ~7));
    }

    @Override
    public void register(String name, long value) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!Registers.find(lower).isWritable()) {
            throw new ExpressionException("'" + lower + "' cannot be changed");
        }
        target.stimulate(new Stimulus.RegisterWrite(lower, value));
    }

    @Override
    public Value variable(String name) {
        Long told = event == null ? null : event.variables().get(name);
        if (told != null) {
            return Value.unsigned(told, event.width());
        }
        return switch (name) {
            case "" -> variables.get(Integer.toString(historyLength));
            case "$" -> variables.get(Integer.toString(historyLength - 1));
            default -> variables.get(name);
        };
    }

    @Override
    public void variable(String name, Value value) {
        variables.put(name, value);
    }

    @Override
    public OptionalLong symbol(String name) {
        return symbols.address(name);
    }

    /** Sets who looks for more symbols when a name is unknown. */
    void seeker(Runnable newSeeker) {
        seeker = newSeeker;
    }

    @Override
    public OptionalLong seekSymbol(String name) {
        seeker.run();
        return symbols.address(name);
    }

    @Override
    public Collection<String> suggestions(String name) {
        List<String> known = new ArrayList<>(variables.keySet());
        if (event != null) {
            known.addAll(event.variables().keySet());
        }
        Registers.all().forEach(register -> known.add(register.name()));
        known.addAll(symbols.names());
        return Suggestions.near(name, known);
    }

    @Override
    public int segmentBase(int selector) {
        if (!target.cpu().protectedMode() || target.cpu().virtual8086()) {
            return selector << 4;
        }
        SegmentDescriptor descriptor = DescriptorTables.find(target.cpu(), memory, selector);
        if (descriptor == null) {
            throw new ExpressionException(String.format("selector %04x is outside of its descriptor table", selector));
        }
        return descriptor.base();
    }

    @Override
    public OptionalInt segmentRegisterBase(String name) {
        int number = SEGMENTS.indexOf(name.toLowerCase(Locale.ROOT));
        return number < 0 ? OptionalInt.empty() : OptionalInt.of(target.cpu().segmentBase[number]);
    }

    @Override
    public int peek(Address address, int offset) {
        return memory.peek(address.plus(offset));
    }

    @Override
    public void poke(Address address, int size, long value) {
        byte[] data = new byte[size];
        for (int i = 0; i < size; i++) {
            data[i] = (byte) (value >>> 8 * i);
        }
        memory.write(address, data);
    }

    @Override
    public int radix() {
        return radix;
    }
}
