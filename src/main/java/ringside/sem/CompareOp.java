package ringside.sem;

import java.io.Serializable;
import ringside.cpu.Vcpu;

/** Sets flags from two operands and writes neither. */
@FunctionalInterface
public interface CompareOp extends Serializable {
    void apply(Vcpu cpu, int left, int right);
}
