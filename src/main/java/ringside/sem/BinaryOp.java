package ringside.sem;

import java.io.Serializable;
import ringside.cpu.Vcpu;

/** Computes the new destination from destination and source; sets flags. */
@FunctionalInterface
public interface BinaryOp extends Serializable {
    int apply(Vcpu cpu, int destination, int source);
}
