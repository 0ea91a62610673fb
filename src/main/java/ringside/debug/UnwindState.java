package ringside.debug;

import ringside.cpu.Vcpu;
import ringside.debug.expr.Address;
import ringside.isa.SegmentRegister;

/**
 * What is known of the registers in one frame.
 *
 * @param mode how selectors become bases
 * @param cpl privilege level
 * @param cs selector of the code
 * @param codeBase linear base of the code
 * @param code32 whether the code is 32-bit
 * @param eip offset of the instruction that is next
 * @param stackBase linear base of the stack
 * @param stack32 whether ESP and EBP count, not SP and BP
 * @param sp stack pointer
 * @param bp frame pointer
 * @param fresh whether {@code bp} is still the innermost frame's register, which its prologue may not have set yet
 */
record UnwindState(
        Mode mode,
        int cpl,
        int cs,
        int codeBase,
        boolean code32,
        int eip,
        int stackBase,
        boolean stack32,
        int sp,
        int bp,
        boolean fresh) {
    /** What a selector is. */
    enum Mode {
        /** Real and virtual-8086 mode: a paragraph. */
        REAL,
        PROTECTED
    }

    static UnwindState of(Vcpu cpu) {
        boolean wide = cpu.stack32();
        return new UnwindState(
                cpu.protectedMode() && !cpu.virtual8086() ? Mode.PROTECTED : Mode.REAL,
                cpu.cpl,
                cpu.selector[SegmentRegister.CS],
                cpu.segmentBase[SegmentRegister.CS],
                cpu.code32(),
                cpu.eip,
                cpu.segmentBase[SegmentRegister.SS],
                wide,
                wide ? cpu.r32(4) : cpu.r16(4),
                wide ? cpu.r32(5) : cpu.r16(5),
                true);
    }

    /** Returns the place of the next instruction. */
    Address pc() {
        return Address.segmented(cs, codeBase, eip);
    }

    int linearPc() {
        return codeBase + eip;
    }

    /** Returns the linear address of the stack's top. */
    int linearStack() {
        return stackBase + sp;
    }

    /** Returns bytes in a near return address and a saved register: 2 or 4. */
    int word() {
        return code32 ? 4 : 2;
    }

    /** Returns the state behind a near return. */
    UnwindState returned(int newEip, int newSp, int newBp, boolean stillFresh) {
        return new UnwindState(
                mode, cpl, cs, codeBase, code32, newEip, stackBase, stack32, wrap(newSp), wrap(newBp), stillFresh);
    }

    /** Returns the state behind a far return to a segment of the same privilege level. */
    UnwindState returnedFar(int newCs, int newCodeBase, int newEip, int newSp, int newBp) {
        return new UnwindState(
                mode, cpl, newCs, newCodeBase, code32, newEip, stackBase, stack32, wrap(newSp), wrap(newBp), false);
    }

    private int wrap(int pointer) {
        return stack32 ? pointer : pointer & 0xFFFF;
    }
}
