package ringside.script;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import org.graalvm.polyglot.Value;
import ringside.debug.DebugException;
import ringside.debug.Debugger;
import ringside.debug.expr.Address;

/** Arguments of a call from the prelude, as the types a host function wants. */
final class Arguments {
    private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(64);

    private final Debugger debugger;
    private final Value[] values;

    Arguments(Debugger debugger, Value[] values) {
        this.debugger = debugger;
        this.values = values;
    }

    boolean has(int index) {
        return index < values.length && !values[index].isNull();
    }

    Value value(int index) {
        return values[index];
    }

    String text(int index) {
        if (!has(index)) {
            return "";
        }
        return values[index].isString() ? values[index].asString() : values[index].toString();
    }

    boolean flag(int index) {
        return has(index) && values[index].isBoolean() && values[index].asBoolean();
    }

    /** Returns an integer, a JavaScript number or BigInt, as its low 64 bits. */
    long number(int index) {
        Value value = has(index) ? values[index] : null;
        if (value == null || !value.isNumber()) {
            throw new DebugException("expected a number, not " + (value == null ? "nothing" : "'" + value + "'"));
        }
        if (value.fitsInLong()) {
            return value.asLong();
        }
        if (value.fitsInBigInteger()) {
            return value.asBigInteger().mod(MODULUS).longValue();
        }
        throw new DebugException(value + " is no integer");
    }

    /** Returns a place: a number is an address in the space named by {@code space}, a string is an expression. */
    Address address(int index, String space) {
        boolean physical = space.equals("physical");
        if (has(index) && values[index].isString()) {
            Address address = debugger.address(values[index].asString());
            return physical ? Address.physical(address.value()) : address;
        }
        long value = number(index);
        if (value < 0 || value > 0xFFFF_FFFFL) {
            throw new DebugException("0x" + Long.toHexString(value) + " is no address of 32 bits");
        }
        return physical ? Address.physical(value) : Address.linear((int) value);
    }

    /** Returns an array of names and values in turn as a map of texts; what is given twice is in lines. */
    Map<String, String> pairs(int index) {
        Map<String, String> pairs = new LinkedHashMap<>();
        long size = values[index].getArraySize();
        for (long i = 0; i + 1 < size; i += 2) {
            String name = values[index].getArrayElement(i).asString();
            pairs.merge(
                    name, values[index].getArrayElement(i + 1).asString(), (first, second) -> first + "\n" + second);
        }
        return pairs;
    }

    /** Returns the bytes of an array of numbers. */
    byte[] bytes(int index) {
        if (!has(index) || !values[index].hasArrayElements()) {
            throw new DebugException("expected an array of bytes");
        }
        byte[] bytes = new byte[Math.toIntExact(values[index].getArraySize())];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values[index].getArrayElement(i).asInt();
        }
        return bytes;
    }
}
