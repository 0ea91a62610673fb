package ringside.sem;

import java.io.Serializable;
import ringside.cpu.Vcpu;
import ringside.isa.Instruction;

/** Runs a whole instruction that is not value to value; EIP is that of the instruction while it runs. */
@FunctionalInterface
public interface Routine extends Serializable {
    void execute(Vcpu cpu, Instruction instruction);
}
