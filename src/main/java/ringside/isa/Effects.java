package ringside.isa;

/**
 * What an instruction does, as far as its encoding tells: the facts that block builders, translators, tests and the
 * console ask for. Flag masks use the bit positions of EFLAGS.
 *
 * @param flagsRead status flags, and DF, that the result depends on
 * @param flagsWritten status and control flags that get a defined value; a shift by zero and a repetition of zero times
 *     leave them as they were
 * @param flagsUndefined status flags that the manual leaves undefined; for shifts and rotates by CL or an immediate, of
 *     which only a count of 1 defines OF, OF is among them
 * @param endsBlock whether no instruction may follow in the same basic block
 * @param lockable whether LOCK is allowed on a memory destination
 * @param readsTime whether the result depends on the instruction count (RDTSC, IN)
 */
public record Effects(
        int flagsRead, int flagsWritten, int flagsUndefined, boolean endsBlock, boolean lockable, boolean readsTime) {
    /** Carry flag. */
    public static final int CF = 1;

    /** Parity flag. */
    public static final int PF = 1 << 2;

    /** Auxiliary carry flag. */
    public static final int AF = 1 << 4;

    /** Zero flag. */
    public static final int ZF = 1 << 6;

    /** Sign flag. */
    public static final int SF = 1 << 7;

    /** Trap flag. */
    public static final int TF = 1 << 8;

    /** Interrupt flag. */
    public static final int IF = 1 << 9;

    /** Direction flag. */
    public static final int DF = 1 << 10;

    /** Overflow flag. */
    public static final int OF = 1 << 11;

    /** Nested task flag. */
    public static final int NT = 1 << 14;

    /** The six status flags. */
    public static final int STATUS = CF | PF | AF | ZF | SF | OF;

    /** Every flag that POPF or IRET can load. SDM Vol. 1, 3.4.3. */
    public static final int ALL = 0x003F_7FD5;
}
