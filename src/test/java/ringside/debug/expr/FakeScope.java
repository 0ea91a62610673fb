package ringside.debug.expr;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Registers, symbols and 64 KiB of memory in maps. */
final class FakeScope implements Scope {
    final Map<String, Value> registers = new HashMap<>();
    final Map<String, Value> variables = new HashMap<>();
    final Map<String, Long> symbols = new HashMap<>();
    final byte[] memory = new byte[0x10000];
    int radix = 10;

    @Override
    public Value register(String name) {
        return registers.get(name);
    }

    @Override
    public void register(String name, long value) {
        registers.put(name, Value.unsigned(value, registers.get(name).width()));
    }

    @Override
    public Value variable(String name) {
        return variables.get(name);
    }

    @Override
    public void variable(String name, Value value) {
        variables.put(name, value);
    }

    @Override
    public OptionalLong symbol(String name) {
        return symbols.containsKey(name) ? OptionalLong.of(symbols.get(name)) : OptionalLong.empty();
    }

    @Override
    public Collection<String> suggestions(String name) {
        return name.equals("eqx") ? List.of("eax") : List.of();
    }

    @Override
    public int segmentBase(int selector) {
        return selector << 4;
    }

    @Override
    public OptionalInt segmentRegisterBase(String name) {
        return name.equals("gs") ? OptionalInt.of(0x9000) : OptionalInt.empty();
    }

    @Override
    public int peek(Address address, int offset) {
        long at = address.value() + offset;
        return at < memory.length ? memory[(int) at] & 0xFF : -1;
    }

    @Override
    public void poke(Address address, int size, long value) {
        for (int i = 0; i < size; i++) {
            memory[(int) address.value() + i] = (byte) (value >> 8 * i);
        }
    }

    @Override
    public int radix() {
        return radix;
    }
}
