package ringside.isa;

/** Names addresses in disassembly. */
@FunctionalInterface
public interface SymbolLookup {
    /** Knows no names. */
    SymbolLookup NONE = address -> null;

    /** Returns a name like {@code start_kernel+0x12} for an offset in CS, or null. */
    String nameOf(int address);
}
