package ringside.sem;

import java.io.Serializable;
import ringside.cpu.Vcpu;

/** Computes the new destination from the old one; sets flags. */
@FunctionalInterface
public interface UnaryOp extends Serializable {
    int apply(Vcpu cpu, int value);
}
