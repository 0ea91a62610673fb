package ringside.exec.emit;

import java.util.List;

/**
 * What became of guest code in a unit.
 *
 * @param ways per block and instruction, how it is done
 * @param instructions guest instructions
 * @param accesses memory accesses written out
 * @param bytecodes size of the method in bytes
 * @param registers general registers that have a local, by encoding number
 * @param spills stores of general registers to the CPU in the class file
 * @param reloads loads of general registers from the CPU in the class file
 */
public record UnitFacts(
        List<List<Way>> ways,
        int instructions,
        int accesses,
        int bytecodes,
        List<Integer> registers,
        int spills,
        int reloads) {
    /** The JVM never compiles a longer method unless it is told to. */
    private static final int JVM_LIMIT = 8_000;

    /** Whether the JVM will only ever interpret the method. */
    public boolean beyondJvm() {
        return bytecodes > JVM_LIMIT;
    }

    /** How an instruction is done. */
    public enum Way {
        /** Written out. */
        EMITTED,
        /** By a call of its semantic method. */
        CALLED,
        /** By the interpreter's op, inside the unit. */
        STEPPED,
        /** By the interpreter, outside the unit. */
        LEFT
    }
}
