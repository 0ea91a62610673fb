package ringside.sem;

import java.io.Serializable;
import ringside.cpu.Vcpu;

/** Computes the new destination from three operands (SHLD, three-operand IMUL); sets flags. */
@FunctionalInterface
public interface TernaryOp extends Serializable {
    int apply(Vcpu cpu, int destination, int source, int third);
}
