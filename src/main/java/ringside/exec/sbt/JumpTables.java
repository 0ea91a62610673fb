package ringside.exec.sbt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ringside.base.LittleEndian;
import ringside.exec.BasicBlock;
import ringside.isa.Instruction;
import ringside.isa.Mnemonic;

/**
 * Recognizes jumps through tables whose size a comparison right before gives away: {@code cmp reg, n}, {@code ja elsewhere},
 * {@code jmp [table + reg * 4]}. Where they are mistaken, code is found that never runs; nothing is done wrongly.
 */
final class JumpTables {
    private static final int MAX_ENTRIES = 1024;

    /** What is known of a register where a block begins. */
    private record Bound(int register, long entries) {}

    private final CodeSpace space;
    private final Map<Integer, Bound> bounds = new HashMap<>();

    JumpTables(CodeSpace space) {
        this.space = space;
    }

    /** Notes what the end of a block tells about where it falls through to. */
    void note(BasicBlock block, Ways ways) {
        int count = block.instructions.size();
        if (count < 2 || ways.fall() == null || ways.taken() == null) {
            return;
        }
        Instruction compare = block.instructions.get(count - 2);
        Mnemonic jump = block.instructions.get(count - 1).mnemonic;
        boolean above = jump == Mnemonic.JA;
        if (compare.mnemonic == Mnemonic.CMP
                && compare.width == 32
                && !compare.memory
                && compare.immediate >= 0
                && isImmediate(compare)
                && (above || jump == Mnemonic.JAE)) {
            bounds.put(ways.fall(), new Bound(register(compare), compare.immediate + (above ? 1L : 0L)));
        }
    }

    private static boolean isImmediate(Instruction compare) {
        return switch (compare.row.operands().get(1)) {
            case Ibs, Iz -> true;
            default -> false;
        };
    }

    private static int register(Instruction compare) {
        return switch (compare.row.operands().get(0)) {
            case Ev -> compare.rm;
            default -> 0;
        };
    }

    /** Returns the linear addresses in the table of the jump that a block consists of; none if that is not known. */
    List<Integer> targets(BasicBlock block) {
        Instruction jump = block.instructions.get(0);
        Bound bound = bounds.get(block.linear);
        if (bound == null
                || block.instructions.size() != 1
                || !jump.memory
                || jump.addressSize != 32
                || jump.operandSize != 32
                || jump.base != Instruction.NO_REGISTER
                || jump.index != bound.register()
                || jump.scale != 2
                || bound.entries() > MAX_ENTRIES) {
            return List.of();
        }
        byte[] table = new byte[(int) bound.entries() * 4];
        int available = space.read(block.mode.base() + jump.displacement, table) / 4;
        List<Integer> targets = new ArrayList<>(available);
        for (int i = 0; i < available; i++) {
            targets.add(block.mode.base() + LittleEndian.get32(table, i * 4));
        }
        return targets;
    }
}
