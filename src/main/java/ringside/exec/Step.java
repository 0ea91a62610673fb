package ringside.exec;

import ringside.cpu.Vcpu;

/** The interpreter's way to do one instruction, for units that leave it to it. */
public abstract class Step {
    /** For the interpreter. */
    protected Step() {}

    /**
     * Executes the instruction, with all state in the CPU and the instruction count at the head of its block. Returns
     * whether the instruction behind it in the block may follow at once; if not, the unit returns the exit that says so.
     */
    public abstract boolean step(Vcpu cpu);
}
