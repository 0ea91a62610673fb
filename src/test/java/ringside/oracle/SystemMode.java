package ringside.oracle;

/** The situations that generated system instructions run in. */
enum SystemMode {
    REAL(false, 0),
    VIRTUAL_8086(false, 3),
    PROTECTED_16(false, 0),
    PROTECTED_32(true, 0),
    /** CPL 3, now and then 1 or 2. */
    OUTER_16(false, 3),
    OUTER_32(true, 3);

    final boolean code32;
    final int cpl;

    SystemMode(boolean code32, int cpl) {
        this.code32 = code32;
        this.cpl = cpl;
    }

    /** Whether segments are paragraphs. */
    boolean paragraphs() {
        return this == REAL || this == VIRTUAL_8086;
    }
}
