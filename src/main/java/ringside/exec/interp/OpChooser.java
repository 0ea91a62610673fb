package ringside.exec.interp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import ringside.cpu.FaultCause;
import ringside.cpu.Vcpu;
import ringside.exec.BasicBlock;
import ringside.exec.BlockBuilder;
import ringside.exec.CodeBreakpoints;
import ringside.exec.NearTarget;
import ringside.isa.Decoder;
import ringside.isa.Instruction;
import ringside.isa.OperandCode;
import ringside.sem.Binding;
import ringside.sem.BranchTest;
import ringside.sem.Condition;
import ringside.sem.Routine;
import ringside.sem.Semantics;

/** Makes a block's ops: the special one where there is one, else one around the instruction's binding. */
final class OpChooser {
    /** Decodes into ops. */
    Block prepare(Vcpu cpu, BasicBlock decoded, Interpreter interpreter) {
        Block block = new Block(decoded, interpreter);
        List<Instruction> instructions = decoded.instructions;
        List<Op> ops = new ArrayList<>(instructions.size() + 1);
        int eip = decoded.eip;
        for (int i = 0; i < instructions.size(); i++) {
            Site site = new Site(block, i, eip, instructions.get(i));
            eip += site.instruction().length;
            Op pair = i == instructions.size() - 2
                    ? pair(site, new Site(block, i + 1, eip, instructions.get(i + 1)))
                    : null;
            if (pair != null) {
                ops.add(pair);
                break;
            }
            ops.add(op(cpu, site));
        }
        Instruction last = instructions.get(instructions.size() - 1);
        if (!BlockBuilder.endsBlock(last)) {
            ops.add(RoutineOps.fallThrough(new Site(block, instructions.size(), eip, last)));
        }
        for (int i = 1; i < ops.size(); i++) {
            ops.get(i - 1).next = ops.get(i);
        }
        block.ops = ops.toArray(Op[]::new);
        block.begin();
        if (block.offset >= 0 && block.secondPage < 0) {
            block.code = Arrays.copyOfRange(cpu.mmu.bytes, block.offset, block.offset + block.size);
        }
        return block;
    }

    /**
     * Brings a stale block up to date by new ops for instructions that have changed, if lengths and the end stay. Returns
     * whether that was possible.
     */
    boolean repair(Vcpu cpu, Block block, CodeBreakpoints breakpoints) {
        if (block.code == null) {
            return false;
        }
        int position = 0;
        for (int i = 0; i < block.instructions.size(); i++) {
            int length = block.instructions.get(i).length;
            if (changed(cpu, block, position, length) && !replace(cpu, block, i, position, breakpoints)) {
                return false;
            }
            position += length;
        }
        System.arraycopy(cpu.mmu.bytes, block.offset, block.code, 0, block.size);
        block.repaired();
        block.begin();
        return true;
    }

    private static boolean changed(Vcpu cpu, Block block, int position, int length) {
        int offset = block.offset + position;
        return !Arrays.equals(cpu.mmu.bytes, offset, offset + length, block.code, position, position + length);
    }

    private static boolean replace(Vcpu cpu, Block block, int index, int position, CodeBreakpoints breakpoints) {
        Instruction old = block.instructions.get(index);
        int offset = block.offset + position;
        int available = 0x1000 - (offset & 0xFFF);
        Instruction changed = Decoder.decode(cpu.mmu.bytes, offset, available, block.mode.code32());
        int place = place(block, index);
        if (changed == Decoder.TRUNCATED
                || changed.length != old.length
                || breakpoints.catches(changed)
                || BlockBuilder.endsBlock(changed) != BlockBuilder.endsBlock(old)
                || place < 0) {
            return false;
        }
        Op op = op(cpu, new Site(block, index, block.eip + position, changed));
        op.next = block.ops[place].next;
        block.ops[place] = op;
        if (place > 0) {
            block.ops[place - 1].next = op;
        }
        block.instructions.set(index, changed);
        return true;
    }

    /** Returns where the op of an instruction is, or -1 if it is part of a pair. */
    private static int place(Block block, int index) {
        Op op = block.ops[Math.min(index, block.ops.length - 1)];
        return op.index == index && op.instructions() == 1 ? Math.min(index, block.ops.length - 1) : -1;
    }

    private static Op pair(Site site, Site jump) {
        if (!(Semantics.of(jump.instruction().row) instanceof Binding.Jump)) {
            return null;
        }
        int target = target(jump);
        return beyondLimit(jump, target) ? null : ConditionOps.pair(site, jump, target);
    }

    private static Op op(Vcpu cpu, Site site) {
        Instruction instruction = site.instruction();
        if (!cpu.model.has(instruction.row.since())) {
            return RoutineOps.far(site, (state, ignored) -> {
                throw state.fault.ud().because(FaultCause.MISSING_FEATURE, 0);
            });
        }
        Op fast = FastOps.of(site);
        return fast != null ? fast : bound(site, Semantics.of(instruction.row));
    }

    private static Op bound(Site site, Binding binding) {
        Instruction instruction = site.instruction();
        int width = instruction.width;
        return switch (binding) {
            case Binding.Binary binary -> FormOps.binary(site, binary.of(width));
            case Binding.Compare compare -> FormOps.compare(site, compare.of(width));
            case Binding.Single single -> FormOps.single(site, single.of(width));
            case Binding.Accumulate accumulate -> FormOps.accumulate(site, accumulate.of(width));
            case Binding.Triple triple -> FormOps.triple(site, triple.of(width));
            case Binding.Move move -> FormOps.move(site);
            case Binding.Set set -> FormOps.set(site, set.condition());
            case Binding.MoveIf moveIf -> FormOps.moveIf(site, moveIf.condition());
            case Binding.Jump jump -> conditional(site, jump.condition());
            case Binding.Loop loop -> relative(site, loop.test());
            case Binding.Iterate iterate ->
                BlockBuilder.endsBlock(instruction)
                        ? RoutineOps.repeated(site, iterate.op())
                        : RoutineOps.string(site, iterate.op());
            case Binding.Run run ->
                BlockBuilder.endsBlock(instruction)
                        ? last(site, run.routine())
                        : RoutineOps.inside(site, run.routine());
            case Binding.Flow flow ->
                switch (instruction.mnemonic) {
                    case JMP -> jump(site, flow.routine());
                    case CALL, RET -> RoutineOps.near(site, flow.routine());
                    default -> RoutineOps.far(site, flow.routine());
                };
        };
    }

    private static Op last(Site site, Routine routine) {
        return switch (site.instruction().mnemonic) {
            case STI, POPF -> RoutineOps.quiet(site, routine);
            default -> RoutineOps.last(site, routine);
        };
    }

    private static Op jump(Site site, Routine routine) {
        if (site.instruction().row.operands().get(0) == OperandCode.Ev || beyondLimit(site, target(site))) {
            return RoutineOps.near(site, routine);
        }
        return ConditionOps.always(site, target(site));
    }

    private static Op conditional(Site site, Condition condition) {
        int target = target(site);
        return beyondLimit(site, target)
                ? RoutineOps.beyondLimit(site, (cpu, ignored) -> condition.test(cpu))
                : ConditionOps.jump(site, target);
    }

    private static Op relative(Site site, BranchTest test) {
        int target = target(site);
        return beyondLimit(site, target) ? RoutineOps.beyondLimit(site, test) : RoutineOps.loop(site, test, target);
    }

    /** Returns the target of a relative branch. */
    static int target(Site site) {
        return NearTarget.of(site.instruction(), site.eip());
    }

    /** Whether a branch to {@code target} faults. */
    static boolean beyondLimit(Site site, int target) {
        return NearTarget.beyondLimit(site.mode(), target);
    }
}
