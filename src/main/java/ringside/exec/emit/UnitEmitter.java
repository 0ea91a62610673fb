package ringside.exec.emit;

import static org.objectweb.asm.Opcodes.*;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import ringside.cpu.CpuModel;
import ringside.exec.BasicBlock;
import ringside.exec.BlockBuilder;
import ringside.exec.CodeMode;
import ringside.exec.UnitExit;
import ringside.exec.emit.EmittedUnit.StepSite;
import ringside.isa.Instruction;

/**
 * Turns the blocks of a plan into a class: one method that begins at any of them.
 *
 * <p>At the head of each block its length is taken from what is left to the deadline; if that is not enough, the unit ends
 * there. So the count is exact at every exit, and no block is entered that the deadline would cut.
 */
public final class UnitEmitter {
    private static final int CLASS_VERSION = V17;
    private static final String UNIT = "ringside/exec/Unit";
    private static final String STEP = "ringside/exec/Step";

    /** Where control leaves the unit. */
    private record Stub(Label label, int exit, int giveBack, boolean home) {}

    private final UnitPlan plan;
    private final EmitOptions options;
    private final CpuModel model;
    private final String owner;
    private final List<UnitExit> exits = new ArrayList<>();
    private final List<Stub> stubs = new ArrayList<>();
    private final List<StepSite> steps = new ArrayList<>();
    private final List<List<UnitFacts.Way>> ways = new ArrayList<>();
    private final Label home = new Label();
    private final Label[] heads;
    private final boolean[] mapped;
    private UnitCode code;
    private FlagCode flags;
    private InstructionEmitter instructions;
    private BranchEmitter branches;
    private int current;

    private UnitEmitter(UnitPlan plan, EmitOptions options, CpuModel model, String name) {
        this.model = model;
        this.plan = plan;
        this.options = options;
        owner = UnitLoader.PACKAGE + name;
        heads = new Label[plan.blocks().size()];
        for (int i = 0; i < heads.length; i++) {
            heads[i] = new Label();
        }
        mapped = new RegisterUse(plan.blocks()).mapped(options.hostSlots());
    }

    /**
     * Emits a unit.
     *
     * @param model the CPU, whose missing instructions are left to the interpreter
     * @param name simple name of its class
     */
    public static EmittedUnit emit(UnitPlan plan, EmitOptions options, CpuModel model, String name) {
        return new UnitEmitter(plan, options, model, name).emit();
    }

    private EmittedUnit emit() {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(CLASS_VERSION, ACC_PUBLIC | ACC_FINAL | ACC_SUPER, owner, null, UNIT, null);
        UnitConstants.number(writer, owner);
        MethodVisitor run = writer.visitMethod(ACC_PUBLIC | ACC_FINAL, "run", "(I)I", null, null);
        run.visitCode();
        code = new UnitCode(run, owner, mapped, options.flags());
        flags = new FlagCode(code, options);
        CodeMode mode = plan.blocks().get(0).mode;
        StackEmitter stack = new StackEmitter(code, mode);
        SystemFlagEmitter systemFlags = new SystemFlagEmitter(code, flags, stack);
        instructions = new InstructionEmitter(code, flags, stack, systemFlags, options, mode);
        branches = new BranchEmitter(this, code, flags, instructions, stack, systemFlags);
        enter();
        for (current = 0; current < heads.length; current++) {
            block(plan.blocks().get(current));
        }
        leave();
        run.visitMaxs(0, 0);
        run.visitEnd();
        UnitConstants.write(writer, owner, steps.size());
        writer.visitEnd();
        return new EmittedUnit(writer.toByteArray(), exits, steps, facts());
    }

    private UnitFacts facts() {
        List<Integer> registers = new ArrayList<>();
        for (int i = 0; i < mapped.length; i++) {
            if (mapped[i]) {
                registers.add(i);
            }
        }
        int count = plan.blocks().stream()
                .mapToInt(block -> block.instructions.size())
                .sum();
        return new UnitFacts(ways, count, code.accesses, code.size(), registers, code.spills, code.reloads);
    }

    private void enter() {
        code.initialize();
        code.registersIn(0xFF);
        code.written = 0;
        code.flagsIn();
        UnitConstants.left(code);
        Label never = new Label();
        code.load(UnitCode.ENTRY);
        code.method.visitTableSwitchInsn(0, heads.length - 1, never, heads);
        code.label(never);
        code.constant(-1);
        code.op(IRETURN);
    }

    private void block(BasicBlock block) {
        int count = block.instructions.size();
        List<UnitFacts.Way> done = new ArrayList<>(count);
        ways.add(done);
        code.label(heads[current]);
        code.clean = 0;
        code.flagsClean = false;
        flags.forget();
        code.load(UnitCode.LEFT);
        code.constant(count);
        code.op(ISUB);
        code.op(DUP);
        code.store(UnitCode.LEFT);
        code.jump(IFLT, exit(UnitExit.Kind.HEAD, 0));
        int eip = block.eip;
        for (int i = 0; i < count; i++) {
            Instruction instruction = block.instructions.get(i);
            if (i == count - 1 && BlockBuilder.endsBlock(instruction)) {
                done.add(branches.emit(block, current, i, eip));
                return;
            }
            UnitFacts.Way way = ordinary(instruction, i, plan.paired()[current] && i == count - 2);
            done.add(way);
            if (way == UnitFacts.Way.LEFT) {
                // The interpreter's op goes on with the rest of the block.
                done.addAll(Collections.nCopies(count - 1 - i, UnitFacts.Way.LEFT));
                return;
            }
            eip += instruction.length;
        }
        branches.edge(block, plan.fall()[current], UnitExit.Kind.FALL);
    }

    private UnitFacts.Way ordinary(Instruction instruction, int index, boolean paired) {
        Label missing = new Label();
        boolean known = model.has(instruction.row.since());
        UnitFacts.Way way = known ? instructions.emit(instruction, missing) : null;
        if (code.leadsTo(missing)) {
            stub(missing, UnitExit.Kind.AT, index);
        }
        if (way != null) {
            return way;
        }
        if (paired) {
            code.jump(GOTO, exit(UnitExit.Kind.AT, index));
            return UnitFacts.Way.LEFT;
        }
        step(instruction, index);
        return UnitFacts.Way.STEPPED;
    }

    private void step(Instruction instruction, int index) {
        instructions.allOut();
        UnitConstants.countOut(code, plan.blocks().get(current).instructions.size());
        code.field("step" + steps.size(), "L" + STEP + ";");
        steps.add(new StepSite(current, index));
        code.cpu();
        code.method.visitMethodInsn(INVOKEVIRTUAL, STEP, "step", "(L" + UnitCode.VCPU + ";)Z", false);
        Label left = new Label();
        code.jump(IFEQ, left);
        stubs.add(new Stub(left, exits.size(), 0, true));
        exits.add(new UnitExit(current, UnitExit.Kind.STEPPED, index));
        instructions.backFrom(instruction);
    }

    /** Returns the label of a way out of the block that is being written. */
    Label exit(UnitExit.Kind kind, int index) {
        Label label = new Label();
        stub(label, kind, index);
        return label;
    }

    /** Makes a label a way out of the block that is being written. */
    void stub(Label label, UnitExit.Kind kind, int index) {
        stubs.add(new Stub(
                label, exits.size(), plan.blocks().get(current).instructions.size(), false));
        exits.add(new UnitExit(current, kind, index));
    }

    UnitPlan plan() {
        return plan;
    }

    Label head(int block) {
        return heads[block];
    }

    private void leave() {
        boolean any = false;
        for (Stub stub : stubs) {
            code.label(stub.label());
            code.constant(stub.exit());
            if (stub.home()) {
                code.op(IRETURN);
            } else {
                code.store(UnitCode.EXIT);
                code.increment(UnitCode.LEFT, stub.giveBack());
                code.jump(GOTO, home);
                any = true;
            }
        }
        if (any) {
            code.label(home);
            code.clean = ~code.written;
            code.registersOut(0xFF);
            code.flagsClean = false;
            code.flagsOut();
            UnitConstants.countOut(code, 0);
            code.load(UnitCode.EXIT);
            code.op(IRETURN);
        }
    }
}
