package ringside.exec.sbt;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import ringside.exec.BasicBlock;
import ringside.exec.CodeMode;
import ringside.exec.sbt.CodeSpace.Range;
import ringside.isa.Instruction;

/**
 * What recursive descent has found in a {@link CodeSpace}. Addresses are linear; blocks overlap where a branch leads into the
 * middle of one, as they do in engines.
 */
public final class ControlFlow {
    /**
     * A branch whose targets the code does not tell.
     *
     * @param at its address
     * @param kind {@code jump}, {@code call} or {@code far}
     */
    public record IndirectBranch(int at, String kind) {}

    /**
     * A jump table that was recognized.
     *
     * @param at address of the jump
     * @param targets how many targets were taken from it
     */
    public record JumpTable(int at, int targets) {}

    private final CodeSpace space;
    private final CodeMode mode;
    private final Map<Range, BitSet> covered = new LinkedHashMap<>();
    private final Map<Range, BitSet> instructions = new LinkedHashMap<>();
    private final TreeSet<Integer> starts = new TreeSet<>(Integer::compareUnsigned);
    private final TreeMap<Integer, String> indirect = new TreeMap<>(Integer::compareUnsigned);
    private final TreeMap<Integer, Integer> tables = new TreeMap<>(Integer::compareUnsigned);

    ControlFlow(CodeSpace space, CodeMode mode) {
        this.space = space;
        this.mode = mode;
        for (Range range : space.ranges()) {
            covered.put(range, new BitSet());
            instructions.put(range, new BitSet());
        }
    }

    void block(BasicBlock block) {
        starts.add(block.linear);
        covered.forEach((range, bits) -> {
            if (range.contains(block.linear)) {
                int from = block.linear - range.start();
                bits.set(from, (int) Math.min(range.length(), (long) from + block.size));
                for (Instruction instruction : block.instructions) {
                    instructions.get(range).set(from);
                    from += instruction.length;
                }
            }
        });
    }

    void indirect(int at, Ways.Unknown kind) {
        indirect.put(at, kind.name().toLowerCase(Locale.ROOT));
    }

    void table(int at, int count) {
        tables.put(at, count);
    }

    CodeSpace space() {
        return space;
    }

    /** Returns the mode under which the code was decoded. */
    public CodeMode mode() {
        return mode;
    }

    /** Returns where blocks begin, ascending. */
    public List<Integer> starts() {
        return List.copyOf(starts);
    }

    /** Returns the basic blocks: what is entered only at its start, ascending. They overlap only where instructions do. */
    public List<Range> basicBlocks() {
        CodeReader reader = new CodeReader(space, mode);
        Map<Integer, Range> blocks = new TreeMap<>(Integer::compareUnsigned);
        for (int start : starts) {
            BasicBlock block = reader.block(start);
            int size = 0;
            for (Instruction instruction : block.instructions) {
                if (size > 0 && starts.contains(start + size)) {
                    break;
                }
                size += instruction.length;
            }
            blocks.put(start, new Range(start, size));
        }
        return List.copyOf(blocks.values());
    }

    /** Returns where instructions were discovered. */
    List<StaticTranslation.Discovered> discovered() {
        return instructions.entrySet().stream()
                .map(entry -> new StaticTranslation.Discovered(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** Returns the branches whose targets are unknown, ascending. */
    public List<IndirectBranch> indirectBranches() {
        return indirect.entrySet().stream()
                .map(entry -> new IndirectBranch(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** Returns the jump tables that were recognized, ascending. */
    public List<JumpTable> jumpTables() {
        return tables.entrySet().stream()
                .map(entry -> new JumpTable(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** Returns how many bytes of the ranges are code that was discovered. */
    public long discoveredBytes() {
        return covered.values().stream().mapToLong(BitSet::cardinality).sum();
    }

    /** Returns how many bytes the ranges have. */
    public long bytes() {
        return space.ranges().stream().mapToLong(Range::length).sum();
    }

    /** Returns where no code was discovered, ascending. */
    public List<Range> undiscovered() {
        List<Range> found = new ArrayList<>();
        covered.forEach((range, bits) -> {
            int at = bits.nextClearBit(0);
            while (at < range.length()) {
                int next = bits.nextSetBit(at);
                long end = next < 0 ? range.length() : next;
                found.add(new Range(range.start() + at, end - at));
                at = next < 0 ? (int) Math.min(range.length(), Integer.MAX_VALUE) : bits.nextClearBit(next);
            }
        });
        return found;
    }
}
