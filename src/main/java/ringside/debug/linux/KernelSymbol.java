package ringside.debug.linux;

/**
 * A symbol of the kernel.
 *
 * @param name as the kernel spells it
 * @param type the letter of {@code nm}: T and t text, D data, and so on; upper case is global
 * @param address linear address
 */
public record KernelSymbol(String name, char type, long address) {}
