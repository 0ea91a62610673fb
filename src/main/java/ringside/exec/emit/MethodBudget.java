package ringside.exec.emit;

import java.util.List;
import ringside.isa.Instruction;
import ringside.isa.OperandCode;
import ringside.sem.Binding;
import ringside.sem.Semantics;

/**
 * Estimates how much code the JVM would have to compile at once, what it inlines included. Beyond its limits it compiles
 * badly or not at all, so a unit has to stay below.
 */
public final class MethodBudget {
    /** The JVM never compiles a method of more than 8,000 bytes. */
    private static final int MAX_BYTES = 6_000;

    private static final int MAX_ACCESSES = 60;

    private int bytes;
    private int accesses;

    /** Whether a block still fits. */
    public boolean allows(List<Instruction> block) {
        return bytes + bytes(block) <= MAX_BYTES && accesses + accesses(block) <= MAX_ACCESSES;
    }

    /** Whether what was counted is within the limits. */
    public boolean kept() {
        return bytes <= MAX_BYTES && accesses <= MAX_ACCESSES;
    }

    /** Counts a block. */
    public void add(List<Instruction> block) {
        bytes += bytes(block);
        accesses += accesses(block);
    }

    private static int bytes(List<Instruction> block) {
        int sum = 50;
        for (Instruction instruction : block) {
            sum += bytes(instruction);
        }
        return sum;
    }

    /** Bytes of one instruction in a unit's method, measured and rounded up. */
    private static int bytes(Instruction instruction) {
        int access = accesses(instruction) * 34;
        return switch (Semantics.of(instruction.row)) {
            case Binding.Move move -> 12 + access;
            case Binding.Run run -> instruction.row.operands().contains(OperandCode.STi) ? 60 : 40 + access;
            default -> 40 + access;
        };
    }

    private static int accesses(List<Instruction> block) {
        return block.stream().mapToInt(MethodBudget::accesses).sum();
    }

    private static int accesses(Instruction instruction) {
        int stack =
                switch (instruction.mnemonic) {
                    case PUSH, POP, CALL, RET, LEAVE -> 1;
                    default -> 0;
                };
        return stack + (instruction.memory ? 1 : 0);
    }
}
