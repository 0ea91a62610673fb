package ringside.isa.asm;

import java.util.ArrayList;
import java.util.List;

/** Collects errors of one file. */
final class Errors {
    private static final int MOST = 50;

    private final String file;
    private final List<String> messages = new ArrayList<>();

    Errors(String file) {
        this.file = file;
    }

    void add(int line, SourceError error) {
        if (messages.size() < MOST) {
            messages.add("%s:%d:%d: %s".formatted(file, line, error.column, error.getMessage()));
        }
    }

    void clear() {
        messages.clear();
    }

    /** Throws all errors collected, if there are any. */
    void raise() {
        if (!messages.isEmpty()) {
            throw raised();
        }
    }

    /** Returns all errors collected, to be thrown. */
    AssemblyException raised() {
        return new AssemblyException(messages);
    }
}
