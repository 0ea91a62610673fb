package ringside.exec.sbt;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import ringside.exec.BasicBlock;
import ringside.exec.CodeMode;
import ringside.isa.Mnemonic;

/**
 * Finds code by recursive descent: from entry points along branches, calls, and what follows both, through jump tables of known
 * size. What only computed branches, returns to other places or interrupts lead to stays undiscovered.
 */
public final class ControlFlowRecovery {
    private final CodeReader reader;
    private final ControlFlow found;
    private final JumpTables tables;
    private final ArrayDeque<Integer> open = new ArrayDeque<>();
    private final Set<Integer> seen = new HashSet<>();

    private ControlFlowRecovery(CodeSpace space, CodeMode mode) {
        reader = new CodeReader(space, mode);
        found = new ControlFlow(space, mode);
        tables = new JumpTables(space);
    }

    /**
     * Follows code from its entry points.
     *
     * @param mode the mode that the code runs in
     * @param entries linear addresses; those outside of the space count for nothing
     */
    public static ControlFlow recover(CodeSpace space, CodeMode mode, Collection<Integer> entries) {
        return recover(space, mode, entries, () -> false);
    }

    /** Does the same; throws {@link TranslationException} soon after {@code cancelled} says so. */
    public static ControlFlow recover(
            CodeSpace space, CodeMode mode, Collection<Integer> entries, BooleanSupplier cancelled) {
        ControlFlowRecovery recovery = new ControlFlowRecovery(space, mode.general());
        entries.forEach(recovery::lead);
        recovery.descend(cancelled);
        return recovery.found;
    }

    private void lead(Integer address) {
        if (address != null && seen.add(address)) {
            open.add(address);
        }
    }

    private void descend(BooleanSupplier cancelled) {
        while (!open.isEmpty()) {
            if (cancelled.getAsBoolean()) {
                throw new TranslationException("interrupted");
            }
            BasicBlock block = reader.block(open.poll());
            if (block != null && block.instructions.get(0).mnemonic != Mnemonic.INVALID) {
                found.block(block);
                follow(block);
            }
        }
    }

    private void follow(BasicBlock block) {
        Ways ways = Ways.of(block);
        tables.note(block, ways);
        lead(ways.fall());
        lead(ways.taken());
        if (ways.unknown() == null) {
            return;
        }
        List<Integer> targets = ways.unknown() == Ways.Unknown.JUMP ? tables.targets(block) : List.<Integer>of();
        if (targets.isEmpty()) {
            found.indirect(ways.at(), ways.unknown());
        } else {
            found.table(ways.at(), targets.size());
            targets.forEach(this::lead);
        }
    }
}
