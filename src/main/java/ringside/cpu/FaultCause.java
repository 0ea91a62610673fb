package ringside.cpu;

/**
 * Why event delivery, a segment load or a system instruction raised a fault: one sentence each, for people. {@code %s}
 * stands for the subject (see {@link GuestFault#subject}) in the form that {@link #unit} says.
 */
public enum FaultCause {
    // Interrupt descriptor table: SDM Vol. 3A, 6.11 and 6.12.
    IDT_LIMIT(Unit.VECTOR, "the IDT limit does not reach the entry of vector %s"),
    IDT_NOT_A_GATE(Unit.VECTOR, "the IDT entry of vector %s is neither an interrupt, trap nor task gate"),
    IDT_PRIVILEGE(Unit.VECTOR, "the gate of vector %s has a DPL below CPL, so INT n may not use it"),
    IDT_NOT_PRESENT(Unit.VECTOR, "the gate of vector %s is not present"),
    V86_INT_IOPL(Unit.VECTOR, "INT %s in virtual-8086 mode needs IOPL 3"),
    V86_HANDLER_LEVEL(
            Unit.SELECTOR, "code segment %s of the handler must have DPL 0 to be entered from virtual-8086 mode"),
    // Code segments: SDM Vol. 3A, 5.8.
    CODE_NULL(Unit.SELECTOR, "the code segment selector %s is null"),
    CODE_TYPE(Unit.SELECTOR, "%s is not a code segment"),
    CODE_PRIVILEGE(Unit.SELECTOR, "DPL and RPL of code segment %s do not admit this CPL"),
    CODE_NOT_PRESENT(Unit.SELECTOR, "code segment %s is not present"),
    CODE_LIMIT(Unit.SELECTOR, "the target offset lies beyond the limit of code segment %s"),
    RETURN_INWARD(Unit.SELECTOR, "a return to %s would go to an inner level"),
    // Data and stack segments: SDM Vol. 3A, 5.6 and 5.7.
    TABLE_LIMIT(Unit.SELECTOR, "the limit of the descriptor table does not reach selector %s"),
    DATA_TYPE(Unit.SELECTOR, "%s is not a readable segment"),
    DATA_PRIVILEGE(Unit.SELECTOR, "the DPL of segment %s is below CPL or RPL"),
    DATA_NOT_PRESENT(Unit.SELECTOR, "segment %s is not present"),
    STACK_NULL(Unit.SELECTOR, "the stack selector %s is null"),
    STACK_TYPE(Unit.SELECTOR, "%s is not a writable data segment, as a stack must be"),
    STACK_PRIVILEGE(Unit.SELECTOR, "RPL and DPL of stack segment %s must equal the level of the code it serves"),
    STACK_NOT_PRESENT(Unit.SELECTOR, "stack segment %s is not present"),
    STACK_ROOM(Unit.SELECTOR, "the stack in segment %s has no room for what must be pushed or popped"),
    // Gates and tasks: SDM Vol. 3A, 5.8.3 and 7.
    GATE_TYPE(Unit.SELECTOR, "%s is neither a code segment, a call gate, a task gate nor a TSS"),
    GATE_PRIVILEGE(Unit.SELECTOR, "the DPL of gate or TSS %s is below CPL or RPL"),
    GATE_NOT_PRESENT(Unit.SELECTOR, "gate %s is not present"),
    TSS_LOCAL(Unit.SELECTOR, "the TSS selector %s points into the LDT"),
    TSS_TYPE(Unit.SELECTOR, "%s is not an available TSS"),
    TSS_NOT_BUSY(Unit.SELECTOR, "the TSS %s to return to is not busy"),
    TSS_NOT_PRESENT(Unit.SELECTOR, "TSS %s is not present"),
    TSS_LIMIT(Unit.SELECTOR, "TSS %s is too short"),
    LDT_INVALID(Unit.SELECTOR, "the LDT selector %s is not that of a present LDT"),
    // Accesses to data: SDM Vol. 3A, 4.7, 5.3 to 5.5.
    SEGMENT_UNUSABLE(Unit.NUMBER, "the segment of the access at offset %s is null or not present"),
    SEGMENT_TYPE(Unit.NUMBER, "the type of its segment does not allow the access at offset %s"),
    SEGMENT_LIMIT(Unit.NUMBER, "the access at offset %s lies beyond the limit of its segment"),
    PAGE_NOT_PRESENT(Unit.NUMBER, "the page at %s is not present"),
    PAGE_RESERVED(Unit.NUMBER, "a paging-structure entry for %s has a reserved bit set"),
    PAGE_USER(Unit.NUMBER, "the page at %s belongs to the supervisor"),
    PAGE_WRITE(Unit.NUMBER, "the page at %s is read-only"),
    PAGE_FETCH(Unit.NUMBER, "the page at %s holds no code: its NX bit is set"),
    MISALIGNED(Unit.NUMBER, "the address %s is not aligned, and CR0.AM and EFLAGS.AC demand it at CPL 3"),
    PAGE_POINTERS(Unit.NUMBER, "a page-directory-pointer entry at physical %s has reserved bits set"),
    // Privilege and modes.
    PRIVILEGED(Unit.NONE, "the instruction needs CPL 0"),
    IO_PRIVILEGE(Unit.NONE, "the instruction needs CPL <= IOPL"),
    IO_BITMAP(Unit.PORT, "the I/O permission bitmap of the TSS denies port %s"),
    V86_IOPL(Unit.NONE, "the instruction needs IOPL 3 in virtual-8086 mode"),
    VIRTUAL_INTERRUPT_PENDING(Unit.NONE, "the image sets TF, or would set VIF while VIP is set"),
    UMIP(Unit.NONE, "CR4.UMIP reserves the instruction to CPL 0"),
    NOT_IN_REAL_MODE(Unit.NONE, "the instruction needs protected mode"),
    MISSING_FEATURE(Unit.NONE, "this CPU model does not have the instruction"),
    UNDEFINED(Unit.NONE, "the bytes are no instruction"),
    RESERVED_BITS(Unit.NONE, "a reserved or unsupported bit was set"),
    NO_SUCH_MSR(Unit.NUMBER, "this CPU model has no MSR %s"),
    CR0_COMBINATION(Unit.NONE, "CR0.PG needs PE, and CR0.NW needs CD"),
    SYSENTER_DISABLED(Unit.NONE, "IA32_SYSENTER_CS is null"),
    DEBUG_REGISTER_GUARDED(Unit.NONE, "DR7.GD guards the debug registers");

    /** How {@link GuestFault#subject} is to be shown. */
    public enum Unit {
        NONE,
        SELECTOR,
        VECTOR,
        PORT,
        NUMBER
    }

    private final Unit unit;
    private final String sentence;

    FaultCause(Unit unit, String sentence) {
        this.unit = unit;
        this.sentence = sentence;
    }

    /** What the subject of the sentence is. */
    public Unit unit() {
        return unit;
    }

    /** Returns the sentence about {@code subject}, without a full stop. */
    public String explain(int subject) {
        String shown =
                switch (unit) {
                    case NONE -> "";
                    case SELECTOR, PORT -> String.format("%04Xh", subject & 0xFFFF);
                    case VECTOR -> String.format("%02Xh", subject & 0xFF);
                    case NUMBER -> String.format("%Xh", subject);
                };
        return sentence.replace("%s", shown);
    }
}
