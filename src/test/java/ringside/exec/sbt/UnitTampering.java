package ringside.exec.sbt;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import ringside.cpu.Vcpu;
import ringside.exec.CodeMode;
import ringside.exec.Step;
import ringside.exec.emit.EmittedUnit;
import ringside.exec.emit.ReadyUnit;
import ringside.exec.emit.UnitLoader;

/** Changes generated classes as somebody with ill will might do. */
final class UnitTampering {
    private UnitTampering() {}

    /** Adds a call of a static method to the method that runs guest code. */
    static byte[] withCallOf(byte[] classFile, String owner, String name, String descriptor) {
        ClassWriter writer = new ClassWriter(0);
        new ClassReader(classFile)
                .accept(
                        new ClassVisitor(Opcodes.ASM9, writer) {
                            @Override
                            public MethodVisitor visitMethod(
                                    int access, String method, String shape, String signature, String[] exceptions) {
                                MethodVisitor code = super.visitMethod(access, method, shape, signature, exceptions);
                                return !method.equals("run")
                                        ? code
                                        : new MethodVisitor(Opcodes.ASM9, code) {
                                            @Override
                                            public void visitCode() {
                                                super.visitCode();
                                                visitMethodInsn(Opcodes.INVOKESTATIC, owner, name, descriptor, false);
                                            }
                                        };
                            }
                        },
                        0);
        return writer.toByteArray();
    }

    static void load(ReadyUnit unit, byte[] classFile, Vcpu cpu) {
        EmittedUnit emitted = unit.emitted();
        UnitLoader.load(
                new ReadyUnit(
                        unit.mode(),
                        unit.blocks(),
                        unit.landings(),
                        new EmittedUnit(classFile, emitted.exits(), emitted.steps(), emitted.facts())),
                cpu,
                CodeMode.of(cpu),
                new Step[emitted.steps().size()]);
    }
}
