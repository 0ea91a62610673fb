package ringside.debug;

/**
 * A place in code in every way the user may think of it.
 *
 * @param selector CS
 * @param offset EIP
 * @param linear the linear address
 * @param physical the physical address, or -1 if the page is not mapped
 * @param symbol nearest symbol and distance ({@code start+0x10}), or empty
 */
public record Location(int selector, int offset, int linear, long physical, String symbol) {
    /** Returns {@code cs:eip} with four or eight digits of offset. */
    public String segmented() {
        return (offset & 0xFFFF_0000) == 0
                ? String.format("%04x:%04x", selector, offset)
                : String.format("%04x:%08x", selector, offset);
    }

    /** Returns {@code cs:eip = linear (phys) symbol+off}. */
    @Override
    public String toString() {
        String translated = physical < 0 ? "unmapped" : String.format("p:%08x", physical);
        String text = String.format("%s = l:%08x (%s)", segmented(), linear, translated);
        return symbol.isEmpty() ? text : text + " " + symbol;
    }
}
