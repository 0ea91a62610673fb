package ringside.exec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import ringside.cpu.Vcpu;
import ringside.isa.Instruction;
import ringside.isa.Mnemonic;

/**
 * What the CPU executed last: a ring of the blocks entered and the events delivered, each with the instruction count then.
 * An entry is one number, so that keeping it all the time costs next to nothing; instructions are told from the blocks
 * themselves, which stay known for as long as the ring names them, whatever has become of their code since. No part of the
 * machine's state. Confined to the machine thread.
 *
 * <p>A monitor under the guest adds what it did for it, and takes back what was meant for itself. So there are two views: what the
 * machine executed, and what the guest believes to have executed.
 */
public final class ExecutionHistory {
    private static final int SIZE = 1 << 13;
    private static final int FIRST_TABLE = 1 << 12;

    /** Marks of entries that are no blocks, in the place of a block's number. */
    private static final int DELIVERY = -1 << 8;

    private static final int FAULT = -2 << 8;

    /** The same where they led to the monitor. */
    private static final int EXIT_DELIVERY = -3 << 8;

    private static final int EXIT_FAULT = -4 << 8;

    /** The same where the monitor made them, through the guest's own tables. */
    private static final int GUEST_DELIVERY = -5 << 8;

    private static final int GUEST_FAULT = -6 << 8;
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
     * @param emulated whether a monitor carried it out, not the machine, so that it retired
     */
    public record Item(
            long icount, int linear, int eip, Instruction instruction, long count, int vector, boolean emulated) {
        /** Whether instructions were executed that are not known one by one, in translated code. */
        public boolean isGap() {
            return instruction == null && vector < 0;
        }
    }

    /** Whose an entry is. */
    enum Source {
        MACHINE,
        /** The machine's, which came to the monitor by it. */
        EXIT,
        /** The guest's, for whom the monitor did it. */
        MONITOR,
        /** A fault of the guest's by what the machine left last. */
        RAISED
    }

    /**
     * An item and what it stands for.
     *
     * @param item null where the CPU was left in the midst of a block, before the instruction with {@code origin}
     * @param origin null for code of the guest's own, and for events
     */
    record Entry(Source source, Item item, CodeOrigin origin) {
        /** Whether it is an item of what the machine executed. */
        private boolean isOfMachine() {
            return item != null && (source == Source.MACHINE || source == Source.EXIT);
        }
    }

    private final CodeOrigins origins;
    private final long[] ring = new long[SIZE];
    private int next;
    private int start;
    private BasicBlock[] blocks = new BasicBlock[FIRST_TABLE];
    private int free;

    /** Numbers of blocks that nothing but the ring leads to. */
    private final BitSet passing = new BitSet();

    /** Makes the history of code without a monitor. */
    public ExecutionHistory() {
        this(linear -> null);
    }

    /** Makes a history; {@code origins} is asked about each block when it is made. */
    public ExecutionHistory(CodeOrigins origins) {
        this.origins = origins;
    }

    /** Notes that a block is entered at its first instruction. */
    public void enter(BasicBlock block, long icount) {
        long[] entries = ring;
        entries[next++ & entries.length - 1] = block.key | icount & 0xFFFF_FFFFL;
    }

    /** Notes that an interrupt or trap was delivered between two instructions. */
    public void delivered(int vector, long icount) {
        note(DELIVERY, vector, icount);
    }

    /** Notes that the instruction at hand raised a fault. */
    public void faulted(int vector, long icount) {
        note(FAULT, vector, icount);
    }

    /** Notes that by what was noted last the CPU came to a monitor, not to the guest's own handler. */
    public void left() {
        int last = next - 1 & SIZE - 1;
        int kind = (int) (ring[last] >> 32) & KIND;
        if (next != start && (kind == DELIVERY || kind == FAULT)) {
            ring[last] += (long) (EXIT_DELIVERY - DELIVERY) << 32;
        }
    }

    /** Notes that the machine came to the monitor by an instruction that stands in the place of the guest's. */
    public void trapped(int vector, long icount) {
        note(EXIT_FAULT, vector, icount);
    }

    /** Notes that the monitor is about to carry out the guest's next instruction; once for all iterations of a repeated one. */
    public void emulates(Instruction instruction, Vcpu guest) {
        CodeMode mode = CodeMode.of(guest);
        int last = (int) (ring[next - 1 & SIZE - 1] >> 32);
        BasicBlock before = next == start || last < 0 ? null : blocks[last];
        boolean goesOn = before != null
                && before.emulated
                && before.eip == guest.eip
                && before.mode.equals(mode)
                && repeats(instruction);
        if (!goesOn) {
            int linear = mode.base() + guest.eip;
            BasicBlock block =
                    new BasicBlock(mode, guest.eip, linear, -1, -1, instruction.length, List.of(instruction));
            block.emulated = true;
            add(block, true);
            enter(block, guest.icount);
        }
    }

    /** Notes that the monitor delivered an interrupt or trap to the guest. */
    public void guestDelivered(int vector, long icount) {
        note(GUEST_DELIVERY, vector, icount);
    }

    /** Notes that the guest's instruction at hand faulted for the guest, too. */
    public void guestFaulted(int vector, long icount) {
        note(GUEST_FAULT, vector, icount);
    }

    private void note(int kind, int vector, long icount) {
        ring[next++ & SIZE - 1] = (long) (kind | vector & 0xFF) << 32 | icount & 0xFFFF_FFFFL;
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
        block.origins = origins(block);
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
            before.origins = block.origins;
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

    /** Returns what the instructions of a block stand for, or null if it is code of the guest's own. */
    private CodeOrigin[] origins(BasicBlock block) {
        if (origins.at(block.linear) == null) {
            return null;
        }
        CodeOrigin[] all = new CodeOrigin[block.instructions.size()];
        int linear = block.linear;
        for (int i = 0; i < all.length; i++) {
            all[i] = origins.at(linear);
            linear += block.instructions.get(i).length;
        }
        return all;
    }

    /**
     * Returns the last {@code count} instructions and events of the machine, oldest first; fewer if no more are kept.
     *
     * @param icount instructions retired now
     */
    public List<Item> last(int count, long icount) {
        List<Item> items = entries(count, icount).stream()
                .filter(Entry::isOfMachine)
                .map(Entry::item)
                .toList();
        return items.subList(Math.max(0, items.size() - count), items.size());
    }

    /** Does the same for what the guest executed and what was delivered to it, whatever a monitor under it did for that. */
    public List<Item> guest(int count, long icount) {
        // How much of what the machine did was the guest's cannot be told before it is read.
        List<Item> items = new GuestView().of(entries(Integer.MAX_VALUE, icount));
        return items.subList(Math.max(0, items.size() - count), items.size());
    }

    /** Returns all that happened, oldest first, with at least {@code count} items of the machine if they are kept. */
    private List<Entry> entries(int count, long icount) {
        int oldest = next - start > SIZE || next - start < 0 ? next - SIZE : start;
        long after = icount;
        List<List<Entry>> groups = new ArrayList<>();
        int found = 0;
        int fault = -1;
        Source source = Source.MACHINE;
        for (int position = next - 1; position - oldest >= 0 && found < count; position--) {
            long entry = ring[position & SIZE - 1];
            int number = (int) (entry >> 32);
            long begin = after - (after - entry & 0xFFFF_FFFFL);
            List<Entry> group = new ArrayList<>();
            boolean attached = number >= 0 && executed(group, blocks[number], begin, after - begin, fault, source);
            if (fault >= 0 && !attached) {
                // It was raised by the fetch, or by the monitor: no block was entered.
                group.add(new Entry(source == Source.MONITOR ? Source.RAISED : source, event(after, fault), null));
            }
            int kind = number & KIND;
            fault = number < 0 && (kind == FAULT || kind == EXIT_FAULT || kind == GUEST_FAULT) ? number & 0xFF : -1;
            source = number >= 0 ? Source.MACHINE : source(kind);
            if (number < 0 && fault < 0) {
                group.add(0, new Entry(source, event(begin, number & 0xFF), null));
            }
            groups.add(group);
            found += (int) group.stream().filter(Entry::isOfMachine).count();
            after = begin;
        }
        List<Entry> all = new ArrayList<>();
        groups.reversed().forEach(all::addAll);
        return all;
    }

    private static Source source(int kind) {
        return switch (kind) {
            case EXIT_DELIVERY, EXIT_FAULT -> Source.EXIT;
            case GUEST_DELIVERY, GUEST_FAULT -> Source.MONITOR;
            default -> Source.MACHINE;
        };
    }

    private static Item event(long icount, int vector) {
        return new Item(icount, 0, 0, null, 0, vector, false);
    }

    /** Adds what was executed of a block. Returns whether {@code fault} was raised by one of its instructions. */
    private static boolean executed(
            List<Entry> entries, BasicBlock block, long begin, long retired, int fault, Source faults) {
        int size = block.instructions.size();
        int eip = block.eip;
        long done = 0;
        Source source = block.emulated ? Source.MONITOR : Source.MACHINE;
        for (int i = 0; i < size; i++) {
            Instruction instruction = block.instructions.get(i);
            CodeOrigin origin = block.origins == null ? null : block.origins[i];
            int linear = block.mode.base() + eip;
            if (done == retired) {
                Item item = new Item(begin + done, linear, eip, instruction, 0, fault, false);
                entries.add(fault >= 0 ? new Entry(faults, item, origin) : new Entry(source, null, origin));
                return fault >= 0;
            }
            boolean repeats = i == size - 1 && repeats(instruction);
            long count = repeats ? retired - done : 1;
            boolean faulted = repeats && fault >= 0;
            int vector = faulted ? fault : -1;
            Item item = new Item(begin + done, linear, eip, instruction, count, vector, block.emulated);
            entries.add(new Entry(faulted ? faults : source, item, origin));
            if (faulted) {
                return true;
            }
            done += count;
            eip += instruction.length;
        }
        if (done < retired) {
            Item gap = new Item(begin + done, block.mode.base() + eip, eip, null, retired - done, -1, false);
            entries.add(new Entry(Source.MACHINE, gap, null));
        }
        return false;
    }

    static boolean repeats(Instruction instruction) {
        return instruction.mnemonic != Mnemonic.INVALID
                && instruction.hasPrefix(Instruction.REP | Instruction.REPNE)
                && BlockBuilder.endsBlock(instruction);
    }
}
