package ringside.exec.interp;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import ringside.bus.PhysicalMemory;
import ringside.cpu.Boundary;
import ringside.cpu.GuestFault;
import ringside.cpu.InterruptDelivery;
import ringside.cpu.Vcpu;
import ringside.exec.BasicBlock;
import ringside.exec.BlockBuilder;
import ringside.exec.CodeBreakpoints;
import ringside.exec.CodeIndex;
import ringside.exec.CodeMode;
import ringside.exec.ExecutionEngine;
import ringside.exec.ExecutionHistory;
import ringside.exec.StopReason;
import ringside.isa.Instruction;
import ringside.isa.SegmentRegister;

/**
 * Runs guest code from decoded blocks.
 *
 * <p>Ops follow each other, blocks follow blocks through links, and control comes back here only when something may have to
 * be looked at: a way taken for the first time, the deadline, or an instruction after which mode, interrupts or time may be
 * other than before. The one test at the head of a block compares its length with the deadline; whoever wants the CPU to
 * come back lowers that. Confined to the machine thread.
 */
public final class Interpreter implements ExecutionEngine {
    /** Ends a run of ops. */
    final Op exit = new Exit();

    /** A block that is nowhere: the successor of ways not taken yet. */
    final Block nowhere;

    /** Where indirect branches look for their targets. */
    final JumpCache jumps;

    private final PhysicalMemory memory;
    private final CodeBreakpoints breakpoints;
    private final BlockBuilder builder;
    /** Deliveries in a row, without an instruction between them, that are taken for a run without end. */
    private static final int MAX_DELIVERIES = 1 << 14;

    /** Blocks made since they were last counted, beyond which all code is forgotten if half of them are alive. */
    private static final int MAX_BLOCKS = 1 << 20;

    private static final int MAX_MODES = 1 << 16;

    /** Who takes over hot blocks, or null. */
    final Tier tier;

    /** Where to go on after an op that ran as a {@link ringside.exec.Step}. */
    Op stepped;

    /** Counts translations removed, so that a unit notices its own end. */
    int removals;

    /** Whether units know at which instruction they are left, not only in which block. */
    boolean precise = true;

    /** Host time in nanoseconds for what is measured of units, or null. */
    LongSupplier stopwatch;

    /** What was executed last. */
    final ExecutionHistory history;

    private final OpChooser chooser = new OpChooser();
    private final CodeIndex<Block> index;
    private final Map<CodeMode, CodeMode> modes = new HashMap<>();
    private final Leave leave = new Leave(exit);
    private final Leave stop = new Leave(exit);
    private final Observed observed = new Observed(exit);
    private CodeMode mode;
    private CodeMode previousMode;
    private long deliveredAt = -1;
    private int deliveries;
    private boolean refused;
    private int known;
    private Branch pendingLink;
    private boolean pendingWay;

    /** Makes an interpreter for code in {@code memory} that stops at {@code breakpoints}. */
    public Interpreter(PhysicalMemory memory, CodeBreakpoints breakpoints) {
        this(memory, breakpoints, null);
    }

    /** Makes an interpreter that lets {@code tier} take over blocks that run often; null for none. */
    public Interpreter(PhysicalMemory memory, CodeBreakpoints breakpoints, Tier tier) {
        this.tier = tier;
        this.memory = memory;
        this.breakpoints = breakpoints;
        history = new ExecutionHistory(breakpoints::origin);
        builder = new BlockBuilder(breakpoints);
        index = new CodeIndex<>(memory.traces(), memory.bytes.length);
        mode = new CodeMode(0, 0, 0);
        previousMode = mode;
        nowhere = Block.nowhere(mode, this, exit);
        jumps = new JumpCache(nowhere);
        breakpoints.addListener(new CodeBreakpoints.Listener() {
            @Override
            public void changed(int address, boolean physical) {
                breakpointChanged(address, physical);
            }

            @Override
            public void allChanged() {
                index.kill(block -> true);
            }
        });
    }

    @Override
    public ExecutionHistory history() {
        return history;
    }

    @Override
    public StopReason run(Vcpu cpu, long untilIcount) {
        // The CPU may have been moved elsewhere since.
        pendingLink = null;
        while (true) {
            cpu.deviceAccess = false;
            if (cpu.shutdown) {
                return StopReason.SHUTDOWN;
            }
            if (cpu.stopRequest != null) {
                return StopReason.REQUESTED;
            }
            long until = Math.min(untilIcount, cpu.horizon);
            if (cpu.icount >= until) {
                return StopReason.LIMIT;
            }
            int pendingDebug = cpu.pendingDebug;
            int systemFlags = cpu.systemFlags;
            if (Boundary.attention(cpu)) {
                pendingLink = null;
                if (Boundary.poll(cpu)) {
                    history.delivered(cpu.delivered, cpu.icount);
                    watchProgress(cpu);
                    continue;
                }
                if (Boundary.attention(cpu)) {
                    until = cpu.icount + 1;
                }
            }
            if (cpu.halted) {
                return StopReason.HALTED;
            }
            cpu.deadline = Math.min(until, Block.NEVER / 2);
            refused = false;
            boolean stopped = execute(cpu);
            if (stopped || refused) {
                // The instruction that this boundary was prepared for is not executed yet; it will be prepared for
                // again.
                cpu.pendingDebug = pendingDebug;
                cpu.systemFlags = systemFlags;
            }
            if (stopped) {
                return StopReason.BREAKPOINT;
            }
        }
    }

    /**
     * Asks for a stop when event after event is delivered and no instruction retires in between: neither count nor time would
     * ever move again, and nobody could stop the run.
     */
    private void watchProgress(Vcpu cpu) {
        if (cpu.icount != deliveredAt) {
            deliveredAt = cpu.icount;
            deliveries = 0;
        } else if (++deliveries == MAX_DELIVERIES) {
            deliveries = 0;
            cpu.stopRequest = "the guest is stuck: each handler faults at its first instruction, without end";
        }
    }

    /** Runs ops up to an exit. Returns whether a breakpoint forbade it. */
    private boolean execute(Vcpu cpu) {
        try {
            Op op;
            boolean here = breakpoints.here(cpu, memory);
            if (here && !breakpoints.resumes(cpu.icount, linear(cpu))) {
                return true;
            }
            if (cpu.lastBranch.active) {
                recorded(cpu);
                return false;
            }
            op = here ? once(cpu, null).ops[0] : enter(cpu);
            if (breakpoints.probe() != null) {
                observed.run(cpu, op, breakpoints.probe());
                return false;
            }
            do {
                op = op.execute(cpu);
            } while (op != exit);
        } catch (GuestFault fault) {
            pendingLink = null;
            if (fault.vector != GuestFault.WAIT) {
                history.faulted(fault.vector, cpu.icount);
            }
            cpu.lastBranch.faulted();
            InterruptDelivery.fault(cpu);
            watchProgress(cpu);
        } finally {
            leave.disarm();
            stop.disarm();
        }
        return false;
    }

    /** Runs one instruction and tells the CPU whether it was a branch. */
    private void recorded(Vcpu cpu) {
        int from = cpu.eip;
        Block block = once(cpu, null);
        Op op = block.ops[0];
        if (breakpoints.probe() != null) {
            observed.run(cpu, op, breakpoints.probe());
        } else {
            do {
                op = op.execute(cpu);
            } while (op != exit);
        }
        Instruction instruction = block.instructions.get(0);
        int next = from + block.size & (instruction.code32 ? -1 : 0xFFFF);
        cpu.lastBranch.retired(cpu, instruction.mnemonic, from, next);
    }

    /**
     * Runs exactly one instruction, or one iteration of a repeated one, and nothing else: no event is delivered, and a fault is
     * thrown with CS:EIP at the instruction.
     */
    public void single(Vcpu cpu) {
        cpu.deviceAccess = false;
        cpu.deadline = cpu.icount + 1;
        try {
            Op op = once(cpu, null).ops[0];
            do {
                op = op.execute(cpu);
            } while (op != exit);
        } finally {
            leave.disarm();
            stop.disarm();
        }
    }

    /** Lets the instruction at CS:EIP, which has begun, pass breakpoints. */
    void goesOn(Vcpu cpu) {
        breakpoints.resume(cpu.icount, linear(cpu));
    }

    private static int linear(Vcpu cpu) {
        return cpu.segmentBase[SegmentRegister.CS] + cpu.eip;
    }

    /** Makes a block of one instruction, the first one of {@code of} or null, that nothing will find again. */
    private Block once(Vcpu cpu, Block of) {
        pendingLink = null;
        establishMode(cpu);
        Block block = chooser.prepare(cpu, builder.build(cpu, mode, 1), this);
        observed.alone(block, of);
        history.add(block, true);
        history.enter(block, cpu.icount);
        return block;
    }

    private void establishMode(Vcpu cpu) {
        if (mode.current(cpu)) {
            return;
        }
        pendingLink = null;
        CodeMode old = mode;
        if (previousMode.current(cpu)) {
            mode = previousMode;
        } else {
            mode = modes.computeIfAbsent(CodeMode.of(cpu), key -> key);
        }
        previousMode = old;
    }

    /** Returns the first op to execute at CS:EIP, with a way out no later than the deadline. */
    private Op enter(Vcpu cpu) {
        establishMode(cpu);
        Block block = block(cpu);
        if (tier != null) {
            if (!tier.admits(cpu, block)) {
                pendingLink = null;
                refused = true;
                return exit;
            }
            tier.dispatched(block.translation != null);
        }
        long left = cpu.deadline - cpu.icount;
        if (block.count > left) {
            pendingLink = null;
            return part(cpu, block, (int) left);
        }
        if (pendingLink != null) {
            // Ways into blocks on two pages are looked up each time, because both mappings have to hold.
            if (block.secondPage < 0 && block.offset >= 0 && (tier == null || tier.links(pendingLink.block, block))) {
                pendingLink.link(pendingWay, block);
            }
            pendingLink = null;
        }
        history.enter(block, cpu.icount);
        return block.first;
    }

    /** Finds or makes the block at CS:EIP. */
    private Block block(Vcpu cpu) {
        int eip = cpu.eip;
        int linear = mode.base() + eip;
        Block block = jumps.at(eip);
        if (block.eip == eip
                && block.mode == mode
                && !block.invalid()
                && cpu.mmu.fetchMap[linear >>> 12] == block.page) {
            return block;
        }
        int offset = cpu.mmu.fetchOffset(linear);
        block = offset < 0 ? null : index.find(offset, eip, mode);
        if (block != null && block.secondPage >= 0) {
            // Its second page has to be the one that is there now; code written over may not reach it any more.
            if (block.invalid() || cpu.mmu.fetchOffset((linear | 0xFFF) + 1) != block.secondPage) {
                block.invalidate(true);
                block = null;
            }
        }
        if (block != null && block.invalid() && !repair(cpu, block)) {
            block.invalidate(true);
            block = null;
        }
        if (block == null) {
            block = chooser.prepare(cpu, builder.build(cpu, mode, Integer.MAX_VALUE), this);
            history.add(block, block.offset < 0);
            if (block.offset >= 0) {
                makeRoom();
                index.put(block);
            }
        }
        if (block.secondPage < 0 && block.offset >= 0) {
            jumps.put(block);
        }
        return block;
    }

    /** A guest that makes code and modes without end must not fill the host's memory. */
    private void makeRoom() {
        if (++known > MAX_BLOCKS || modes.size() > MAX_MODES) {
            int alive = index.live().size();
            known = alive;
            if (alive > MAX_BLOCKS / 2 || modes.size() > MAX_MODES) {
                forget();
            }
        }
    }

    private boolean repair(Vcpu cpu, Block block) {
        history.changing(block);
        return chooser.repair(cpu, block, breakpoints);
    }

    /** Prepares to run the first {@code wanted} instructions of a block that has more. */
    private Op part(Vcpu cpu, Block block, int wanted) {
        Op last = null;
        for (Op op : block.ops) {
            if (op.index + op.instructions() > wanted) {
                break;
            }
            last = op;
        }
        if (last == null) {
            // The block begins with a fused pair: its first instruction alone.
            return once(cpu, block).ops[0];
        }
        history.enter(block, cpu.icount);
        stop.arm(last);
        return block.ops[0];
    }

    /** Returns the live block at an offset in memory and an EIP, or null. */
    public Block find(int offset, int eip, CodeMode blockMode) {
        Block block = index.find(offset, eip, blockMode);
        return block == null || block.invalid() ? null : block;
    }

    /** Returns the live block at an offset in memory, of which it needs no more than one page; decodes it if need be. */
    public Block decode(Vcpu cpu, int offset, int eip, CodeMode blockMode) {
        Block block = index.find(offset, eip, blockMode);
        if (block != null && block.invalid() && !repair(cpu, block)) {
            block.invalidate(true);
            block = null;
        }
        if (block == null) {
            BasicBlock decoded = builder.onOnePage(memory.bytes, offset, blockMode, eip);
            if (decoded == null) {
                return null;
            }
            block = chooser.prepare(cpu, decoded, this);
            history.add(block, false);
            index.put(block);
        }
        return block;
    }

    /** Returns all decoded blocks that are live. */
    public List<Block> blocks() {
        return index.live();
    }

    /** Forgets all links between blocks. */
    public void unlinkAll() {
        pendingLink = null;
        index.kill(block -> {
            if (((Block) block).last() instanceof Branch branch) {
                branch.unlink();
            }
            return false;
        });
    }

    /** Forgets all decoded code. */
    public void forget() {
        pendingLink = null;
        index.kill(block -> true);
        known = 0;
        modes.clear();
        modes.put(mode, mode);
        modes.put(previousMode, previousMode);
    }

    /** Gives units made from now on a clock of the host, in nanoseconds, to be measured with; null for none. */
    public void stopwatch(LongSupplier nanos) {
        stopwatch = nanos;
    }

    /** Sets whether writes to code are noticed. If not, the guest goes on with what it has written over, as no processor does. */
    public void noticeWrites(boolean on) {
        index.deaf(!on);
    }

    /** Sets whether units made from now on know at which instruction they are left; without, what came before it is done twice. */
    public void preciseExits(boolean on) {
        precise = on;
    }

    /** Remembers the branch whose way led to nothing known, to link it to what is found. */
    void missed(Branch branch, boolean way) {
        pendingLink = branch;
        pendingWay = way;
    }

    /** Makes the block that runs end behind {@code op}. */
    void leaveAfter(Op op, Vcpu cpu) {
        cpu.deadline = -1;
        leave.arm(op);
    }

    private void breakpointChanged(int address, boolean physical) {
        index.kill(block -> physical ? touches(block, block.offset, address) : touches(block, block.linear, address));
    }

    private static boolean touches(BasicBlock block, int start, int address) {
        int distance = address - start;
        return distance >= 0 && distance <= block.size;
    }
}
