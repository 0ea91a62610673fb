package ringside.exec.interp;

import java.util.ArrayList;
import java.util.List;
import ringside.cpu.Vcpu;
import ringside.exec.Unit;
import ringside.exec.UnitExit;

/** A unit in the place of blocks. It lives as long as all of them do. */
public final class Translation {
    final Unit unit;

    /** The read map that the unit has built in; another is in force while alignment is checked. */
    final int[] readMap;

    /** Where its exits lead. */
    final Op[] exits;

    /** Exits by one way after which the tier is told. */
    final int hotExits;

    /** How often it has been entered from outside. */
    long entries;

    /** Instructions retired in it, those included that the op at an exit counts. */
    long retired;

    /** Per exit, how many instructions of the last block are done but not yet counted. */
    final int[] completes;

    /** How fast it is, or null if nobody gave a clock. */
    final Pace pace;

    private final List<Block> blocks;
    private final Interpreter interpreter;
    private final List<Block> entered = new ArrayList<>();

    /**
     * Prepares to put a unit in the place of blocks.
     *
     * @param cpu the CPU that runs it
     * @param blocks its blocks in the order of their numbers
     * @param hotExits exits by one way after which {@link Tier#hotExit} is told
     */
    public Translation(
            Vcpu cpu, Interpreter interpreter, Unit unit, List<Block> blocks, List<UnitExit> exits, int hotExits) {
        this.interpreter = interpreter;
        this.hotExits = hotExits;
        this.unit = unit;
        pace = interpreter.stopwatch == null ? null : new Pace(interpreter.stopwatch);
        this.blocks = List.copyOf(blocks);
        readMap = blocks.get(0).mode.user() ? cpu.mmu.guest.readUser() : cpu.mmu.guest.readSuper();
        this.exits = new Op[exits.size()];
        completes = new int[exits.size()];
        for (int i = 0; i < exits.size(); i++) {
            completes[i] = completes(exits.get(i));
            this.exits[i] = leave(exits.get(i));
        }
    }

    /** Returns the blocks in the order of their numbers. */
    public List<Block> blocks() {
        return blocks;
    }

    /** Returns how often it has been entered from outside. */
    public long entries() {
        return entries;
    }

    /** Returns how many instructions it has retired, about: those before a fault are not among them. */
    public long retired() {
        return retired;
    }

    /** Returns how fast it is, or null if nobody measures. */
    public Pace pace() {
        return pace;
    }

    /** Whether nothing leads into it any more. */
    public boolean removed() {
        return entered.isEmpty();
    }

    /** Returns the blocks by way of which it is entered. */
    public List<Block> heads() {
        return List.copyOf(entered);
    }

    /** Lets some of the blocks be entered by way of this unit from now on. */
    public void install(List<Block> heads) {
        for (Block block : blocks) {
            block.users.add(this);
        }
        for (Block head : heads) {
            if (head.translation != null) {
                head.translation.yield(head);
            }
            head.translation = this;
            head.first = new Entry(this, head, blocks.indexOf(head));
            entered.add(head);
        }
    }

    /** Lets the interpreter run its blocks again. */
    public void remove() {
        interpreter.removals++;
        for (Block block : blocks) {
            block.users.remove(this);
        }
        for (Block head : entered) {
            head.translation = null;
            head.begin();
        }
        entered.clear();
    }

    /** Gives a block up to another translation. */
    private void yield(Block head) {
        entered.remove(head);
        if (entered.isEmpty()) {
            blocks.forEach(block -> block.users.remove(this));
        }
    }

    private int completes(UnitExit exit) {
        return switch (exit.kind()) {
            case HEAD, STEPPED -> 0;
            case AT -> reached(exit);
            case TAKEN, FALL, BOUNDARY, INDIRECT ->
                blocks.get(exit.block()).instructions.size();
        };
    }

    private int reached(UnitExit exit) {
        return interpreter.precise ? exit.instruction() : 0;
    }

    private Op leave(UnitExit exit) {
        Block block = blocks.get(exit.block());
        return switch (exit.kind()) {
            case HEAD -> new LeaveUnit.AtHead(block);
            case AT -> block.op(reached(exit));
            case TAKEN -> new LeaveUnit.ByBranch(this, (Branch) block.last(), true);
            case FALL -> new LeaveUnit.ByBranch(this, (Branch) block.last(), false);
            case BOUNDARY -> new LeaveUnit.AtBoundary(block);
            case INDIRECT -> new LeaveUnit.Indirectly(this, (Indirect) block.last());
            case STEPPED -> new LeaveUnit.Stepped(interpreter);
        };
    }
}
