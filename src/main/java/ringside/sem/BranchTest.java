package ringside.sem;

import java.io.Serializable;
import ringside.cpu.Vcpu;
import ringside.isa.Instruction;

/** Decides a relative branch that is more than a condition code (LOOP and kin, JCXZ), its counter updated. */
@FunctionalInterface
public interface BranchTest extends Serializable {
    boolean test(Vcpu cpu, Instruction instruction);
}
