package ringside.debug.expr;

import java.util.Collection;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What names in an expression mean, and where memory comes from. Reads have no side effects on the guest. All methods are
 * called on the machine thread.
 */
public interface Scope {
    /** Returns the value of a register, flag or field ({@code eax}, {@code zf}, {@code cs.base}), or null. */
    Value register(String name);

    /** Sets a register, flag or field; the name is known, a read-only one throws {@link ExpressionException}. */
    void register(String name, long value);

    /** Returns the value of {@code $name}: history and convenience variables; null if there is none. */
    Value variable(String name);

    /** Sets a convenience variable. */
    void variable(String name, Value value);

    /** Returns the linear address of a symbol. */
    OptionalLong symbol(String name);

    /** Looks for symbols where there may be more of them, then returns the address of one that was unknown so far. */
    default OptionalLong seekSymbol(String name) {
        return symbol(name);
    }

    /** Returns the names that {@code name} may have been meant to be, best first. */
    Collection<String> suggestions(String name);

    /** Returns the linear base of the segment that {@code selector} names; throws if there is none. */
    int segmentBase(int selector);

    /** Returns the segment register that is called {@code name}, as its base; empty if it is none. */
    OptionalInt segmentRegisterBase(String name);

    /** Returns the byte at an address, or -1 if nothing is there. */
    int peek(Address address, int offset);

    /** Writes {@code size} bytes, least significant first; throws if the memory is not there. */
    void poke(Address address, int size, long value);

    /** Returns the base of numbers without a prefix: 10 or 16. */
    int radix();
}
