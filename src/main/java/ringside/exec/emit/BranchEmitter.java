package ringside.exec.emit;

import static org.objectweb.asm.Opcodes.*;

import java.util.Arrays;
import java.util.function.Consumer;
import org.objectweb.asm.Label;
import ringside.exec.BasicBlock;
import ringside.exec.NearTarget;
import ringside.exec.UnitExit.Kind;
import ringside.isa.Instruction;
import ringside.isa.OperandCode;
import ringside.sem.Binding;
import ringside.sem.Semantics;

/** Writes the instructions that end blocks, and the ways to other blocks. */
final class BranchEmitter {
    private static final int ECX = 1;
    private static final int ESP = 4;

    private final UnitEmitter unit;
    private final UnitCode code;
    private final FlagCode flags;
    private final InstructionEmitter instructions;
    private final StackEmitter stack;
    private final SystemFlagEmitter systemFlags;
    private BasicBlock block;
    private int number;
    private int index;

    BranchEmitter(
            UnitEmitter unit,
            UnitCode code,
            FlagCode flags,
            InstructionEmitter instructions,
            StackEmitter stack,
            SystemFlagEmitter systemFlags) {
        this.systemFlags = systemFlags;
        this.unit = unit;
        this.code = code;
        this.flags = flags;
        this.instructions = instructions;
        this.stack = stack;
    }

    /** Writes the last instruction of a block. */
    UnitFacts.Way emit(BasicBlock of, int blockNumber, int instructionIndex, int eip) {
        block = of;
        number = blockNumber;
        index = instructionIndex;
        Instruction last = of.instructions.get(instructionIndex);
        boolean emitted =
                switch (Semantics.of(last.row)) {
                    case Binding.Jump jump -> within(last, eip) && conditional(last);
                    case Binding.Loop loop -> within(last, eip) && counted(last);
                    case Binding.Flow flow ->
                        switch (last.mnemonic) {
                            case JMP -> jump(last, eip);
                            case CALL -> Places.flatStack(last, of.mode) && call(last, eip);
                            case RET -> Places.flatStack(last, of.mode) && ret(last);
                            default -> false;
                        };
                    case Binding.Run run ->
                        switch (last.mnemonic) {
                            case STI -> unlessDue(systemFlags::sti);
                            case POPF -> Places.flatStack(last, of.mode) && unlessDue(systemFlags::popf);
                            default -> false;
                        };
                    default -> false;
                };
        if (!emitted) {
            code.jump(GOTO, unit.exit(Kind.AT, instructionIndex));
            return UnitFacts.Way.LEFT;
        }
        return UnitFacts.Way.EMITTED;
    }

    /** Writes an instruction after which something may be due, and goes on behind it if nothing is. */
    private boolean unlessDue(Consumer<Label> instruction) {
        Label missing = new Label();
        instruction.accept(missing);
        unit.stub(missing, Kind.AT, index);
        systemFlags.unlessQuiet(unit.exit(Kind.BOUNDARY, 0));
        edge(block, unit.plan().fall()[number], Kind.FALL);
        return true;
    }

    private boolean within(Instruction last, int eip) {
        return !NearTarget.beyondLimit(block.mode, NearTarget.of(last, eip));
    }

    private boolean conditional(Instruction last) {
        Label taken = new Label();
        flags.jump(last.opcode & 15, true, taken);
        bothWays(taken);
        return true;
    }

    private void bothWays(Label taken) {
        edge(block, unit.plan().fall()[number], Kind.FALL);
        code.label(taken);
        edge(block, unit.plan().taken()[number], Kind.TAKEN);
    }

    private boolean counted(Instruction last) {
        if (last.addressSize != 32) {
            return false;
        }
        Label taken = new Label();
        switch (last.mnemonic) {
            case LOOP -> {
                instructions.countDown();
                code.push32(ECX);
                code.jump(IFNE, taken);
            }
            case JCXZ -> {
                code.push32(ECX);
                code.jump(IFEQ, taken);
            }
            default -> {
                return false;
            }
        }
        bothWays(taken);
        return true;
    }

    private boolean jump(Instruction last, int eip) {
        if (last.row.operands().get(0) != OperandCode.Ev) {
            if (!within(last, eip)) {
                return false;
            }
            edge(block, unit.plan().taken()[number], Kind.TAKEN);
            return true;
        }
        if (last.operandSize != 32 || !target(last)) {
            return false;
        }
        toResult();
        return true;
    }

    private boolean call(Instruction last, int eip) {
        boolean relative = last.row.operands().get(0) != OperandCode.Ev;
        if (relative ? !within(last, eip) : !target(last)) {
            return false;
        }
        if (!relative) {
            // The target waits where comparisons are kept; the flags themselves are elsewhere.
            code.load(UnitCode.RESULT);
            code.store(UnitCode.COMPARED_LEFT);
        }
        code.constant(eip + last.length);
        code.store(UnitCode.RESULT);
        Label missing = new Label();
        stack.pushResult(missing);
        unit.stub(missing, Kind.AT, index);
        if (relative) {
            edge(block, unit.plan().taken()[number], Kind.TAKEN);
        } else {
            code.load(UnitCode.COMPARED_LEFT);
            code.store(UnitCode.RESULT);
            toResult();
        }
        return true;
    }

    private boolean ret(Instruction last) {
        Label missing = new Label();
        stack.peek(missing);
        unit.stub(missing, Kind.AT, index);
        checkLimit();
        stack.moveStackPointer(4 + last.immediate);
        toResult();
        return true;
    }

    /** Loads the target that a register or memory holds into RESULT. */
    private boolean target(Instruction last) {
        if (last.memory) {
            if (last.addressSize != 32) {
                return false;
            }
            Label missing = new Label();
            code.linear(last, block.mode, "read", 32, missing);
            code.find("read", 32, missing);
            unit.stub(missing, Kind.AT, index);
            code.getAt(32);
        } else {
            code.push32(last.rm);
        }
        code.store(UnitCode.RESULT);
        checkLimit();
        return true;
    }

    /** Leaves the instruction to the interpreter if its target is beyond the limit of CS. */
    private void checkLimit() {
        if (block.mode.limit() != -1) {
            code.load(UnitCode.RESULT);
            code.constant(block.mode.limit());
            code.call("java/lang/Integer", "compareUnsigned", "(II)I");
            code.jump(IFGT, unit.exit(Kind.AT, index));
        }
    }

    /** Goes where RESULT says. */
    private void toResult() {
        int[] known = unit.plan().landings().getOrDefault(number, new int[0]);
        int[] sorted = Arrays.stream(known)
                .boxed()
                .sorted((a, b) -> Integer.compare(eip(a), eip(b)))
                .mapToInt(Integer::intValue)
                .toArray();
        Label elsewhere = new Label();
        if (sorted.length > 0) {
            int[] keys = Arrays.stream(sorted).map(this::eip).toArray();
            Label[] labels = new Label[sorted.length];
            Arrays.setAll(labels, i -> new Label());
            code.load(UnitCode.RESULT);
            code.method.visitLookupSwitchInsn(elsewhere, keys, labels);
            for (int i = 0; i < sorted.length; i++) {
                code.label(labels[i]);
                into(sorted[i], elsewhere);
            }
            code.label(elsewhere);
        }
        code.cpu();
        code.load(UnitCode.RESULT);
        code.putCpuField("eip", "I");
        code.jump(GOTO, unit.exit(Kind.INDIRECT, index));
    }

    private int eip(int target) {
        return unit.plan().blocks().get(target).eip;
    }

    /** Goes to another block of the unit, or out of the unit. */
    void edge(BasicBlock from, int target, Kind way) {
        if (target < 0) {
            code.jump(GOTO, unit.exit(way, 0));
            return;
        }
        block = from;
        Label out = new Label();
        if (into(target, out)) {
            unit.stub(out, way, 0);
        }
    }

    /**
     * Goes to another block of the unit; to {@code out} if its page is not mapped where it was. Returns whether {@code out}
     * is used.
     */
    private boolean into(int target, Label out) {
        BasicBlock next = unit.plan().blocks().get(target);
        boolean check = next.linear >>> 12 != block.linear >>> 12;
        if (check) {
            code.field("fetch", "[I");
            code.constant(next.linear >>> 12);
            code.op(IALOAD);
            code.constant(next.page());
            code.jump(IF_ICMPNE, out);
        }
        code.jump(GOTO, unit.head(target));
        return check;
    }
}
