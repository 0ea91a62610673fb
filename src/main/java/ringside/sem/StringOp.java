package ringside.sem;

import java.io.Serializable;
import ringside.cpu.Vcpu;
import ringside.isa.Instruction;

/** Runs iterations of a string instruction, each of which is one instruction to time. */
@FunctionalInterface
public interface StringOp extends Serializable {
    /**
     * Runs at least one iteration and goes on until the instruction is complete, the instruction count reaches {@code
     * until}, or a boundary that somebody may want to use. Every completed iteration has been added to {@code cpu.icount},
     * and registers are exact, also when a fault is thrown. EIP stays.
     *
     * @return whether the instruction is complete
     */
    boolean run(Vcpu cpu, Instruction instruction, long until);
}
