package ringside.sem;

import java.util.EnumMap;
import java.util.Map;
import ringside.isa.Mnemonic;

/** Collects bindings while the table is built; each mnemonic is bound once. */
public final class Bindings {
    private final Map<Mnemonic, Binding> table = new EnumMap<>(Mnemonic.class);

    Bindings() {}

    /** Binds a routine after which the engine goes on behind the instruction. */
    public void routine(Mnemonic mnemonic, Routine routine) {
        bind(mnemonic, new Binding.Run(routine));
    }

    /** Binds a control transfer, which sets EIP itself. */
    public void flow(Mnemonic mnemonic, Routine routine) {
        bind(mnemonic, new Binding.Flow(routine));
    }

    /** Binds a string instruction. */
    public void string(Mnemonic mnemonic, StringOp op) {
        bind(mnemonic, new Binding.Iterate(op));
    }

    /** Binds any shape. */
    void bind(Mnemonic mnemonic, Binding binding) {
        if (table.putIfAbsent(mnemonic, binding) != null) {
            throw new IllegalStateException(mnemonic + " is bound twice");
        }
    }

    /** Returns the binding or {@code null}. */
    Binding get(Mnemonic mnemonic) {
        return table.get(mnemonic);
    }
}
