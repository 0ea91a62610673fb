package ringside.machine;

import java.util.List;
import ringside.exec.sbt.CodeSpace;

/** A guest that was read and found good, and can be put into a machine. */
public interface GuestImage {
    /** Returns one line such as {@code Linux bzImage 6.1.0, protocol 2.15}. */
    String description();

    /** Returns the image's symbols; none if it has no table. */
    List<Symbol> symbols();

    /** Returns the linear addresses at which the image puts code for the mode it starts in; none if it does not tell. */
    default List<CodeSpace.Range> code() {
        return List.of();
    }

    /** Puts what belongs to the guest besides memory into the machine: a disk. Called once, before it starts first. */
    default void install(Machine machine) {
        // Most guests are in memory only.
    }

    /**
     * Writes the guest into memory and gives the CPU its entry state. The CPU has just been reset; called again after every
     * reset of the machine.
     *
     * @throws ImageException if the machine is too small for it
     */
    void start(Machine machine);
}
