package ringside.exec.interp;

import ringside.cpu.Vcpu;
import ringside.exec.Step;
import ringside.isa.Decoder;
import ringside.isa.Instruction;

/**
 * One decoded instruction, ready to run. Fields are flat, because subclasses read them in the innermost loop, and narrow,
 * because a kernel has a hundred thousand of these in use.
 */
abstract class Op extends Step {
    /** The op behind this one. */
    Op next;

    final Block block;
    final Instruction instruction;

    /** Offset of the instruction in CS. */
    final int eip;

    /** How many instructions of the block come before. */
    final byte index;

    /** See {@link Form#first}. */
    final byte reg;

    /** See {@link Form#second}. */
    final byte rm;

    final byte base;
    final byte indexRegister;
    final byte scale;
    final int displacement;
    final int immediate;
    final byte segment;

    /** Makes the op of one place. */
    Op(Site site) {
        block = site.block();
        instruction = site.instruction();
        eip = site.eip();
        index = (byte) site.index();
        reg = (byte) site.form().first();
        rm = (byte) site.form().second();
        base = (byte) instruction.base;
        indexRegister = (byte) instruction.index;
        scale = (byte) instruction.scale;
        displacement = instruction.displacement;
        immediate = site.form().immediate();
        segment = (byte) instruction.segment;
    }

    /** Makes an op that is no instruction. */
    Op() {
        block = null;
        instruction = Decoder.TRUNCATED;
        eip = 0;
        index = 0;
        reg = 0;
        rm = 0;
        base = Instruction.NO_REGISTER;
        indexRegister = Instruction.NO_REGISTER;
        scale = 0;
        displacement = 0;
        immediate = 0;
        segment = 0;
    }

    /** Returns the offset in CS of what is executed next when control comes here. */
    int at() {
        return eip;
    }

    /** Executes the instruction and returns the op to go on with; {@link Exit} ends the run of ops. */
    abstract Op execute(Vcpu cpu);

    /** Returns the op of the guest's code that stands here, whatever stands in for it. */
    Op plain() {
        return this;
    }

    @Override
    public final boolean step(Vcpu cpu) {
        Interpreter interpreter = block.interpreter;
        int removals = interpreter.removals;
        // Not what it is afterwards: an op that has to be left behind at once has another successor then.
        Op successor = next;
        Op after = execute(cpu);
        if (after == successor && interpreter.removals == removals) {
            return true;
        }
        interpreter.stepped = after;
        return false;
    }

    /** How many instructions this op retires if it ends as usual. */
    int instructions() {
        return 1;
    }

    /** Offset of the instruction behind this op. */
    int following() {
        return eip + instruction.length;
    }

    /** The effective address; its linear address too, as segments that fast ops use are flat. */
    final int address(Vcpu cpu) {
        long[] gpr = cpu.gpr;
        return (int) gpr[base] + ((int) gpr[indexRegister] << scale) + displacement;
    }

    /** Makes EIP and time exact for whoever may look while the instruction runs. */
    final void expose(Vcpu cpu) {
        cpu.eip = eip;
        cpu.icount += index;
    }

    /** Goes back to implicit time after {@link #expose}, and sees to it that the block is left behind this op if need be. */
    final void conceal(Vcpu cpu) {
        cpu.icount -= index;
        if (cpu.deviceAccess || cpu.pendingDebug != 0 || block.invalid()) {
            block.interpreter.leaveAfter(this, cpu);
        }
    }
}
