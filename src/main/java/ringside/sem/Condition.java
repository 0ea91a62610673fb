package ringside.sem;

import java.io.Serializable;
import ringside.cpu.Vcpu;

/** Tells whether a condition code holds. */
@FunctionalInterface
public interface Condition extends Serializable {
    boolean test(Vcpu cpu);
}
