package ringside.exec.emit;

import static org.objectweb.asm.Opcodes.*;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import ringside.exec.CodeMode;
import ringside.isa.Instruction;

/**
 * The method of a unit while it is written: its locals, registers and constants. All locals have a value from the start and
 * the operand stack is empty at every label, so that all frames are the same.
 */
final class UnitCode {
    static final String VCPU = "ringside/cpu/Vcpu";
    static final String MMU = "ringside/cpu/Mmu";
    static final String FLAT = "ringside/exec/emit/Flat";
    static final String LAZY_FLAGS = "ringside/cpu/LazyFlags";

    /** Locals. Those from {@link #SCRATCH} on hold values within one instruction. */
    static final int ENTRY = 1;

    static final int LEFT = 2;
    static final int BASE = 3;
    static final int EXIT = 5;
    static final int FLAG_RESULT = 6;
    static final int FLAG_CARRIES = 7;
    static final int REGISTERS = 8;
    static final int COMPARED_LEFT = 16;
    static final int COMPARED_RIGHT = 17;
    static final int SCRATCH = 18;
    static final int AT = 18;
    static final int A = 19;
    static final int B = 20;
    static final int RESULT = 21;
    private static final int SPARE = 22;
    private static final int LOCALS = 23;

    final MethodVisitor method;
    final String owner;
    private final Object[] frame;
    private final boolean[] mapped;
    private final boolean flagLocals;
    private final Set<Label> targets = new HashSet<>();
    private int size;
    private int framed = -1;

    /** General registers that the unit writes, as far as it is written. */
    int written;

    /** General registers whose locals are what the CPU holds, at this place. */
    int clean;

    /** Whether the flags' locals are what the CPU holds, at this place. */
    boolean flagsClean;

    /** Memory accesses written so far. */
    int accesses;

    int spills;
    int reloads;

    UnitCode(MethodVisitor method, String owner, boolean[] mapped, boolean flagLocals) {
        this.flagLocals = flagLocals;
        this.method = method;
        this.owner = owner;
        this.mapped = mapped;
        Object[] locals = new Object[LOCALS - 1];
        Arrays.fill(locals, INTEGER);
        locals[0] = owner;
        locals[BASE] = LONG;
        frame = locals;
    }

    /** Bytes written so far, about. */
    int size() {
        return size;
    }

    /** Gives every local a value. */
    void initialize() {
        for (int local = LEFT; local < LOCALS; local++) {
            if (local == BASE) {
                method.visitInsn(LCONST_0);
                method.visitVarInsn(LSTORE, BASE);
                local++;
            } else {
                constant(0);
                store(local);
            }
        }
        size += 4 * LOCALS;
    }

    void op(int opcode) {
        method.visitInsn(opcode);
        size++;
    }

    void constant(int value) {
        if (value >= -1 && value <= 5) {
            op(ICONST_0 + value);
        } else if (value == (byte) value) {
            method.visitIntInsn(BIPUSH, value);
            size += 2;
        } else if (value == (short) value) {
            method.visitIntInsn(SIPUSH, value);
            size += 3;
        } else {
            method.visitLdcInsn(value);
            size += 3;
        }
    }

    void load(int local) {
        method.visitVarInsn(ILOAD, local);
        size += 2;
    }

    void store(int local) {
        method.visitVarInsn(ISTORE, local);
        size += 2;
    }

    void increment(int local, int by) {
        method.visitIincInsn(local, by);
        size += 3;
    }

    void jump(int opcode, Label label) {
        method.visitJumpInsn(opcode, label);
        targets.add(label);
        size += 3;
    }

    /** Whether a jump to {@code label} has been written. */
    boolean leadsTo(Label label) {
        return targets.contains(label);
    }

    void label(Label label) {
        method.visitLabel(label);
        if (size == framed) {
            return;
        }
        framed = size;
        method.visitFrame(F_NEW, frame.length, frame, 0, null);
    }

    /** A constant of the unit. */
    void field(String name, String descriptor) {
        method.visitFieldInsn(GETSTATIC, owner, name, descriptor);
        size += 3;
    }

    void cpu() {
        field("cpu", "L" + VCPU + ";");
    }

    /** Pushes a field of the CPU. */
    void cpuField(String name, String descriptor) {
        cpu();
        method.visitFieldInsn(GETFIELD, VCPU, name, descriptor);
        size += 3;
    }

    void putCpuField(String name, String descriptor) {
        method.visitFieldInsn(PUTFIELD, VCPU, name, descriptor);
        size += 3;
    }

    void call(String type, String name, String descriptor) {
        method.visitMethodInsn(INVOKESTATIC, type, name, descriptor, false);
        size += 3;
    }

    void call(SemanticMethod target) {
        call(target.owner(), target.name(), target.descriptor());
    }

    // --- Registers ------------------------------------------------------------------------------------------------

    boolean mapped(int register) {
        return mapped[register];
    }

    /** Pushes a doubleword register. */
    void push32(int register) {
        if (mapped[register]) {
            load(REGISTERS + register);
        } else {
            fetch(register);
        }
    }

    /** Pops into a doubleword register. */
    void pop32(int register) {
        if (mapped[register]) {
            store(REGISTERS + register);
        } else {
            store(SPARE);
            put(register, SPARE);
        }
        written |= 1 << register;
        clean &= ~(1 << register);
    }

    /** Pushes what the CPU holds of a register. */
    void fetch(int register) {
        field("gpr", "[J");
        constant(register);
        op(LALOAD);
        op(L2I);
        reloads++;
    }

    /** Stores a local to a register of the CPU. */
    void put(int register, int local) {
        field("gpr", "[J");
        constant(register);
        load(local);
        op(I2L);
        method.visitLdcInsn(0xFFFF_FFFFL);
        size += 3;
        op(LAND);
        op(LASTORE);
        spills++;
    }

    /** Pushes a register of any width, zero-extended. */
    void push(int register, int width) {
        switch (width) {
            case 8 -> {
                push32(register & 3);
                if ((register & 4) != 0) {
                    constant(8);
                    op(IUSHR);
                }
                constant(0xFF);
                op(IAND);
            }
            case 16 -> {
                push32(register);
                constant(0xFFFF);
                op(IAND);
            }
            default -> push32(register);
        }
    }

    /** Pops into the low bits of a register, or into the second byte for AH CH DH BH; the rest is kept. */
    void pop(int register, int width) {
        switch (width) {
            case 8 -> merge(register & 3, 0xFF << ((register & 4) << 1), (register & 4) << 1);
            case 16 -> merge(register, 0xFFFF, 0);
            default -> pop32(register);
        }
    }

    private void merge(int register, int mask, int shift) {
        if (shift != 0) {
            constant(shift);
            op(ISHL);
        }
        constant(mask);
        op(IAND);
        push32(register);
        constant(~mask);
        op(IAND);
        op(IOR);
        pop32(register);
    }

    /** Brings the registers in {@code mask} home that are not. */
    void registersOut(int mask) {
        for (int register = 0; register < 8; register++) {
            int bit = 1 << register;
            if (mapped[register] && (mask & ~clean & bit) != 0) {
                put(register, REGISTERS + register);
                clean |= bit;
            }
        }
    }

    /** Takes the registers in {@code mask} from the CPU. */
    void registersIn(int mask) {
        for (int register = 0; register < 8; register++) {
            if (mapped[register] && (mask >>> register & 1) != 0) {
                fetch(register);
                store(REGISTERS + register);
                clean |= 1 << register;
                written |= 1 << register;
            }
        }
    }

    // --- Memory ---------------------------------------------------------------------------------------------------

    /** Pushes the effective address of a 32-bit address. */
    void address(Instruction instruction) {
        boolean any = false;
        if (instruction.base != Instruction.NO_REGISTER) {
            push32(instruction.base);
            any = true;
        }
        if (instruction.index != Instruction.NO_REGISTER) {
            push32(instruction.index);
            if (instruction.scale != 0) {
                constant(instruction.scale);
                op(ISHL);
            }
            if (any) {
                op(IADD);
            }
            any = true;
        }
        if (instruction.displacement != 0 || !any) {
            constant(instruction.displacement);
            if (any) {
                op(IADD);
            }
        }
    }

    /**
     * Pushes the linear address of an operand in memory. Goes to {@code missing} if its segment, where that has to be asked,
     * does not reach so far or may not be used so.
     */
    void linear(Instruction instruction, CodeMode mode, String map, int width, Label missing) {
        address(instruction);
        boolean write = map.equals("write");
        int segment = instruction.segment;
        if (write ? mode.flatWrite(segment) : mode.flatRead(segment)) {
            return;
        }
        store(AT);
        cpuField("mmu", "L" + MMU + ";");
        constant(segment);
        load(AT);
        constant(width / 8);
        constant(write ? 1 : 0);
        method.visitMethodInsn(INVOKEVIRTUAL, MMU, "reaches", "(IIIZ)Z", false);
        size += 3;
        jump(IFEQ, missing);
        cpuField("segmentBase", "[I");
        constant(segment);
        op(IALOAD);
        load(AT);
        op(IADD);
    }

    /**
     * Pops a linear address and finds the bytes behind it: their place is in {@link #AT}. Goes to {@code missing} if a map
     * does not know.
     *
     * @param map {@code read} or {@code write}
     */
    void find(String map, int width, Label missing) {
        accesses++;
        store(AT);
        field(map, "[I");
        load(AT);
        call(FLAT, "at" + width, "([II)I");
        op(DUP);
        store(AT);
        jump(IFLT, missing);
    }

    /** Pushes what is at {@link #AT}. */
    void getAt(int width) {
        field("bytes", "[B");
        load(AT);
        call(FLAT, "get" + width, "([BI)I");
    }

    /** Stores a local at {@link #AT}. */
    void putAt(int width, int local) {
        field("bytes", "[B");
        load(AT);
        load(local);
        call(FLAT, "put" + width, "([BII)V");
    }

    // --- Flags ----------------------------------------------------------------------------------------------------

    /** Stores the flags' locals, if there are any, to the CPU. */
    void flagsOut() {
        if (flagsClean || !flagLocals) {
            return;
        }
        flagsClean = true;
        cpu();
        load(FLAG_RESULT);
        putCpuField("flagResult", "I");
        cpu();
        load(FLAG_CARRIES);
        putCpuField("flagCarries", "I");
    }

    /** Loads the flags' locals, if there are any, from the CPU. */
    void flagsIn() {
        if (!flagLocals) {
            return;
        }
        cpuField("flagResult", "I");
        store(FLAG_RESULT);
        cpuField("flagCarries", "I");
        store(FLAG_CARRIES);
        flagsClean = true;
    }
}
