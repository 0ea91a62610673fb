package ringside.exec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import ringside.isa.Instruction;
import ringside.isa.Mnemonic;

/**
 * What the CPU executed last: a ring of the blocks entered and the events delivered, each with the instruction count then.
 * An entry is one number, so that keeping it all the time costs next to nothing; instructions are told from the blocks
 * themselves, which stay known for as long as the ring names them, whatever has become of their code since. No part of the
 * machine's state. Confined to the machine thread.
 */
public final class ExecutionHistory {
    private static final int SIZE = 1 << 13;
    private static final int FIRST_TABLE = 1 << 12;

    /** Marks of entries that are no blocks, in the place of a block's number. */
    private static final int DELIVERY = -1 << 8;

    private static final int FAULT = -2 << 8;
    private static final int KIND = -1 << 8;

    /**
     * One instruction that was executed, or what happened between two of them.
     *
     * @param icount instructions retired before it
     * @param linear linear address of the instruction; of the interrupted one
     * @param eip its offset in CS
     * @param instruction the instruction as it was then; null for an event or a gap
     * @param count how often it retired: 1, iterations of a repeated one, 0 if it faulted; instructions in a gap
     * @param vector of the event that was delivered, or of the fault that the instruction raised; else -1
     */
    public record Item(long icount, int linear, int eip, Instruction instruction, long count, int vector) {
        /** Whether instructions were executed that are not known one by one, in translated code. */
        public boolean isGap() {
            return instruction == null && vector < 0;
        }
    }

    private final long[] ring = new long[SIZE];
    private int next;
    private int start;
    private BasicBlock[] blocks = new BasicBlock[FIRST_TABLE];
    private int free;

    /** Numbers of blocks that nothing but the ring leads to. */
    private final BitSet passing = new BitSet();

    /** Notes that a block is entered at its first instruction. */
    public void enter(BasicBlock block, long icount) {
        long[] entries = ring;
        entries[next++ & entries.length - 1] = block.key | icount & 0xFFFF_FFFFL;
    }

    /** Notes that an interrupt or trap was delivered between two instructions. */
    public void delivered(int vector, long icount) {
        ring[next++ & SIZE - 1] = (long) (DELIVERY | vector & 0xFF) << 32 | icount & 0xFFFF_FFFFL;
    }

    /** Notes that the instruction at hand raised a fault. */
    public void faulted(int vector, long icount) {
        ring[next++ & SIZE - 1] = (long) (FAULT | vector & 0xFF) << 32 | icount & 0xFFFF_FFFFL;
    }

    /** Forgets everything: the CPU was taken elsewhere. */
    public void clear() {
        start = next;
    }

    /** Makes a block known; {@code once} tells that it will not be entered again. */
    public void add(BasicBlock block, boolean once) {
        if (free == blocks.length) {
            sweep();
        }
        block.key = (long) free << 32;
        blocks[free] = block;
        passing.set(free, once);
        do {
            free++;
        } while (free < blocks.length && blocks[free] != null);
    }

    /** Tells that the instructions of a block are about to change: what was executed stays what it was. */
    public void changing(BasicBlock block) {
        if (block.key >= 0) {
            BasicBlock before = new BasicBlock(
                    block.mode,
                    block.eip,
                    block.linear,
                    block.offset,
                    block.secondPage,
                    block.size,
                    List.copyOf(block.instructions));
            int number = (int) (block.key >> 32);
            before.key = block.key;
            blocks[number] = before;
            passing.set(number);
            add(block, false);
        }
    }

    /** Frees the numbers of blocks that are gone and not in the ring; makes the table larger if that is not much. */
    private void sweep() {
        BitSet named = new BitSet(blocks.length);
        for (long entry : ring) {
            int number = (int) (entry >> 32);
            if (number >= 0) {
                named.set(number);
            }
        }
        int kept = 0;
        for (int i = 0; i < blocks.length; i++) {
            boolean gone = blocks[i] == null || blocks[i].dead() || passing.get(i);
            if (gone && !named.get(i)) {
                blocks[i] = null;
            } else {
                kept++;
            }
        }
        if (kept > blocks.length / 2) {
            blocks = Arrays.copyOf(blocks, blocks.length * 2);
        }
        free = 0;
        while (blocks[free] != null) {
            free++;
        }
    }

    /**
     * Returns the last {@code count} instructions and events, oldest first; fewer if no more are kept.
     *
     * @param icount instructions retired now
     */
    public List<Item> last(int count, long icount) {
        List<Item> items = new ArrayList<>();
        int oldest = next - start > SIZE || next - start < 0 ? next - SIZE : start;
        long after = icount;
        List<List<Item>> groups = new ArrayList<>();
        int found = 0;
        int fault = -1;
        for (int position = next - 1; position - oldest >= 0 && found < count; position--) {
            long entry = ring[position & SIZE - 1];
            int number = (int) (entry >> 32);
            long begin = after - (after - entry & 0xFFFF_FFFFL);
            List<Item> group = new ArrayList<>();
            boolean attached = number >= 0 && executed(group, blocks[number], begin, after - begin, fault);
            if (fault >= 0 && !attached) {
                // It was raised by the fetch: no block was entered.
                group.add(new Item(after, 0, 0, null, 0, fault));
            }
            fault = number < 0 && (number & KIND) == FAULT ? number & 0xFF : -1;
            if (number < 0 && fault < 0) {
                group.add(0, new Item(begin, 0, 0, null, 0, number & 0xFF));
            }
            groups.add(group);
            found += group.size();
            after = begin;
        }
        for (int i = groups.size() - 1; i >= 0; i--) {
            items.addAll(groups.get(i));
        }
        return items.subList(Math.max(0, items.size() - count), items.size());
    }

    /** Adds what was executed of a block. Returns whether {@code fault} was raised by one of its instructions. */
    private static boolean executed(List<Item> items, BasicBlock block, long begin, long retired, int fault) {
        int size = block.instructions.size();
        int eip = block.eip;
        long done = 0;
        for (int i = 0; i < size; i++) {
            Instruction instruction = block.instructions.get(i);
            int linear = block.mode.base() + eip;
            if (done == retired) {
                if (fault >= 0) {
                    items.add(new Item(begin + done, linear, eip, instruction, 0, fault));
                }
                return fault >= 0;
            }
            boolean repeats = i == size - 1 && repeats(instruction);
            long count = repeats ? retired - done : 1;
            boolean faulted = repeats && fault >= 0;
            items.add(new Item(begin + done, linear, eip, instruction, count, faulted ? fault : -1));
            if (faulted) {
                return true;
            }
            done += count;
            eip += instruction.length;
        }
        if (done < retired) {
            items.add(new Item(begin + done, block.mode.base() + eip, eip, null, retired - done, -1));
        }
        return false;
    }

    private static boolean repeats(Instruction instruction) {
        return instruction.mnemonic != Mnemonic.INVALID
                && instruction.hasPrefix(Instruction.REP | Instruction.REPNE)
                && BlockBuilder.endsBlock(instruction);
    }
}
