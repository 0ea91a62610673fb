package ringside.isa.asm;

import java.util.List;

/** Says what is wrong with a source: one line {@code file:line:column: message} for each error, in source order. */
public final class AssemblyException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<String> errors;

    AssemblyException(List<String> errors) {
        super(String.join("\n", errors));
        this.errors = List.copyOf(errors);
    }

    /** Returns the errors, at least one. */
    public List<String> errors() {
        return errors;
    }
}
