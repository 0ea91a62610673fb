package ringside.exec.emit;

import static org.objectweb.asm.Opcodes.*;

import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import ringside.cpu.Vcpu;
import ringside.exec.CodeMode;
import ringside.exec.Step;

/** What a unit has built in, as static final fields that the JVM treats as constants, and the code around them. */
final class UnitConstants {
    private static final String CPU = "L" + UnitCode.VCPU + ";";
    private static final String STEP = "ringside/exec/Step";

    /** Name, descriptor and internal type of the fields that every unit has. */
    private static final String[][] FIELDS = {
        {"cpu", CPU, UnitCode.VCPU},
        {"gpr", "[J", "[J"},
        {"bytes", "[B", "[B"},
        {"read", "[I", "[I"},
        {"write", "[I", "[I"},
        {"fetch", "[I", "[I"},
    };

    private static final int MODIFIERS = ACC_PRIVATE | ACC_STATIC | ACC_FINAL;

    private UnitConstants() {}

    /** Returns the values in the order of the fields. */
    static Object[] values(Vcpu cpu, CodeMode mode, Step[] steps) {
        boolean user = mode.user();
        Object[] values = new Object[FIELDS.length + steps.length];
        values[0] = cpu;
        values[1] = cpu.gpr;
        values[2] = cpu.mmu.guest.bytes();
        values[3] = user ? cpu.mmu.guest.readUser() : cpu.mmu.guest.readSuper();
        values[4] = user ? cpu.mmu.guest.writeUser() : cpu.mmu.guest.writeSuper();
        values[5] = user ? cpu.mmu.guest.fetchUser() : cpu.mmu.guest.fetchSuper();
        System.arraycopy(steps, 0, values, FIELDS.length, steps.length);
        return values;
    }

    /** Gives what nearly all units refer to the same numbers in each, so that classes resemble each other and pack well. */
    static void number(ClassWriter writer, String owner) {
        for (String[] field : FIELDS) {
            writer.newField(owner, field[0], field[1]);
        }
        writer.newField(UnitCode.VCPU, "flagResult", "I");
        writer.newField(UnitCode.VCPU, "flagCarries", "I");
        writer.newField(UnitCode.VCPU, "deadline", "J");
        writer.newField(UnitCode.VCPU, "icount", "J");
        writer.newMethod(UnitCode.FLAT, "at32", "([II)I", false);
        writer.newMethod(UnitCode.FLAT, "get32", "([BI)I", false);
        writer.newMethod(UnitCode.FLAT, "put32", "([BII)V", false);
    }

    /** Writes the fields, what fills them, and the constructor. */
    static void write(ClassWriter writer, String owner, int steps) {
        MethodVisitor fill = writer.visitMethod(ACC_STATIC, "<clinit>", "()V", null, null);
        fill.visitCode();
        fill.visitMethodInsn(
                INVOKESTATIC,
                "java/lang/invoke/MethodHandles",
                "lookup",
                "()Ljava/lang/invoke/MethodHandles$Lookup;",
                false);
        fill.visitMethodInsn(
                INVOKESTATIC,
                "ringside/exec/emit/UnitLoader",
                "values",
                "(Ljava/lang/invoke/MethodHandles$Lookup;)[Ljava/lang/Object;",
                false);
        fill.visitVarInsn(ASTORE, 0);
        int index = 0;
        for (String[] field : FIELDS) {
            field(writer, fill, owner, index++, field[0], field[1], field[2]);
        }
        for (int i = 0; i < steps; i++) {
            field(writer, fill, owner, index++, "step" + i, "L" + STEP + ";", STEP);
        }
        fill.visitInsn(RETURN);
        fill.visitMaxs(0, 0);
        fill.visitEnd();
        MethodVisitor constructor = writer.visitMethod(ACC_PUBLIC, "<init>", "()V", null, null);
        constructor.visitCode();
        constructor.visitVarInsn(ALOAD, 0);
        constructor.visitMethodInsn(INVOKESPECIAL, "ringside/exec/Unit", "<init>", "()V", false);
        constructor.visitInsn(RETURN);
        constructor.visitMaxs(0, 0);
        constructor.visitEnd();
    }

    private static void field(
            ClassWriter writer,
            MethodVisitor fill,
            String owner,
            int index,
            String name,
            String descriptor,
            String type) {
        writer.visitField(MODIFIERS, name, descriptor, null, null).visitEnd();
        fill.visitVarInsn(ALOAD, 0);
        fill.visitIntInsn(SIPUSH, index);
        fill.visitInsn(AALOAD);
        fill.visitTypeInsn(CHECKCAST, type);
        fill.visitFieldInsn(PUTSTATIC, owner, name, descriptor);
    }

    /** Works out at the unit's start how many instructions are left, and the count at which none is. */
    static void left(UnitCode code) {
        code.cpuField("deadline", "J");
        code.cpuField("icount", "J");
        code.op(LSUB);
        code.method.visitLdcInsn((long) Integer.MAX_VALUE);
        code.method.visitMethodInsn(INVOKESTATIC, "java/lang/Math", "min", "(JJ)J", false);
        code.op(L2I);
        code.op(DUP);
        code.store(UnitCode.LEFT);
        code.op(I2L);
        code.cpuField("icount", "J");
        code.op(LADD);
        code.method.visitVarInsn(LSTORE, UnitCode.BASE);
    }

    /** Brings the instruction count home, {@code given} less than what is left says. */
    static void countOut(UnitCode code, int given) {
        code.cpu();
        code.method.visitVarInsn(LLOAD, UnitCode.BASE);
        code.load(UnitCode.LEFT);
        if (given != 0) {
            code.constant(given);
            code.op(IADD);
        }
        code.op(I2L);
        code.op(LSUB);
        code.putCpuField("icount", "J");
    }
}
