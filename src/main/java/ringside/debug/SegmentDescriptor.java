package ringside.debug;

/**
 * One descriptor of a GDT, LDT or IDT, decoded. SDM Vol. 3A, 3.4.5 and 6.11.
 *
 * @param low doubleword at offset 0
 * @param high doubleword at offset 4
 */
public record SegmentDescriptor(int low, int high) {
    private static final String[] SYSTEM = {
        "reserved",
        "16-bit TSS (available)",
        "LDT",
        "16-bit TSS (busy)",
        "16-bit call gate",
        "task gate",
        "16-bit interrupt gate",
        "16-bit trap gate",
        "reserved",
        "32-bit TSS (available)",
        "reserved",
        "32-bit TSS (busy)",
        "32-bit call gate",
        "reserved",
        "32-bit interrupt gate",
        "32-bit trap gate"
    };

    public boolean isEmpty() {
        return low == 0 && high == 0;
    }

    public boolean isPresent() {
        return bit(15);
    }

    /** Whether it is a system segment or gate rather than code or data. */
    public boolean isSystem() {
        return !bit(12);
    }

    public boolean isGate() {
        int type = type();
        return isSystem() && (type >= 4 && type <= 7 || type == 12 || type >= 14);
    }

    public int type() {
        return high >>> 8 & 15;
    }

    public int privilege() {
        return high >>> 13 & 3;
    }

    public int base() {
        return high & 0xFF00_0000 | (high & 0xFF) << 16 | low >>> 16;
    }

    /** Returns the last valid offset, granularity applied. */
    public int limit() {
        int units = high & 0xF_0000 | low & 0xFFFF;
        return bit(23) ? units << 12 | 0xFFF : units;
    }

    /** Returns the selector a gate leads to. */
    public int gateSelector() {
        return low >>> 16;
    }

    /** Returns the offset a gate leads to; 16-bit gates have no upper half. */
    public int gateOffset() {
        return (type() & 8) != 0 ? high & 0xFFFF_0000 | low & 0xFFFF : low & 0xFFFF;
    }

    /** Returns type and attributes in words: {@code code 32-bit execute/read conforming}. */
    public String kind() {
        if (isSystem()) {
            return SYSTEM[type()];
        }
        String size = bit(22) ? "32-bit" : "16-bit";
        String accessed = bit(8) ? ", accessed" : "";
        if (bit(11)) {
            return "code " + size + (bit(9) ? " execute/read" : " execute") + (bit(10) ? " conforming" : "") + accessed;
        }
        return "data " + size + (bit(9) ? " read/write" : " read") + (bit(10) ? " expand-down" : "") + accessed;
    }

    private boolean bit(int index) {
        return (high >>> index & 1) != 0;
    }
}
