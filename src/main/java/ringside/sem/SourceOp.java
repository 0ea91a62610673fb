package ringside.sem;

import java.io.Serializable;
import ringside.cpu.Vcpu;

/** Works on the accumulator with one explicit source (MUL, IMUL, DIV, IDIV of one operand); sets flags. */
@FunctionalInterface
public interface SourceOp extends Serializable {
    void apply(Vcpu cpu, int source);
}
