package ringside.exec.emit;

import static org.objectweb.asm.Opcodes.*;

import org.objectweb.asm.Label;

/**
 * Writes PUSHF, POPF, CLI and STI, of which kernels are full: as calls of their semantics, without the way through the
 * interpreter. POPF and STI may make an interrupt deliverable; only if one is, or something else is due, the unit ends there.
 */
final class SystemFlagEmitter {
    private static final String SYSTEM_FLAGS = "ringside/sem/SystemFlags";
    private static final String ON_CPU = "(L" + UnitCode.VCPU + ";)";

    private final UnitCode code;
    private final FlagCode flags;
    private final StackEmitter stack;

    SystemFlagEmitter(UnitCode code, FlagCode flags, StackEmitter stack) {
        this.code = code;
        this.flags = flags;
        this.stack = stack;
    }

    /** Writes PUSHFD on a flat stack. Returns whether it did, as the other instructions here do. */
    boolean pushf(Label missing) {
        code.flagsOut();
        onCpu("pushed", "I");
        code.store(UnitCode.RESULT);
        stack.pushResult(missing);
        return true;
    }

    /** Writes CLI, and returns that it did; where it may not change IF, it is left to the interpreter. */
    boolean cli(Label missing) {
        requireInterruptFlag(missing);
        onCpu("mask", "V");
        return true;
    }

    /** Writes STI, the last instruction of a block; the count of instructions, which it needs, is exact when it has run. */
    void sti(Label missing) {
        requireInterruptFlag(missing);
        UnitConstants.countOut(code, 1);
        onCpu("unmask", "V");
    }

    /** Writes POPFD on a flat stack. */
    void popf(Label missing) {
        stack.peek(missing);
        stack.moveStackPointer(4);
        code.cpu();
        code.load(UnitCode.RESULT);
        code.constant(32);
        code.call(SYSTEM_FLAGS, "popped", "(L" + UnitCode.VCPU + ";II)V");
        code.flagsIn();
        flags.forget();
    }

    /** Goes to {@code boundary} if something is due before the next instruction, or memory is not reached as before. */
    void unlessQuiet(Label boundary) {
        code.cpu();
        code.call("ringside/cpu/Boundary", "quiet", ON_CPU + "Z");
        code.jump(IFEQ, boundary);
        code.cpuField("mmu", "L" + UnitCode.MMU + ";");
        code.method.visitFieldInsn(GETFIELD, UnitCode.MMU, "readMap", "[I");
        code.field("read", "[I");
        code.jump(IF_ACMPNE, boundary);
    }

    private void requireInterruptFlag(Label missing) {
        onCpu("ownsInterruptFlag", "Z");
        code.jump(IFEQ, missing);
    }

    private void onCpu(String method, String result) {
        code.cpu();
        code.call(SYSTEM_FLAGS, method, ON_CPU + result);
    }
}
