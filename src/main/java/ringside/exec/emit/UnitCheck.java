package ringside.exec.emit;

import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Looks through a generated class that comes from a file before it is defined: it may refer to nothing but what the emitter
 * refers to. So a file that somebody has changed reaches nothing outside of the machine.
 */
final class UnitCheck extends ClassVisitor {
    private static final Set<String> OTHERS = Set.of(
            "java/lang/Math",
            "java/lang/Integer",
            "java/lang/invoke/MethodHandles",
            "ringside/exec/Unit",
            "ringside/exec/Step",
            "ringside/exec/emit/UnitLoader",
            "ringside/exec/emit/Flat");

    private String owner;

    private UnitCheck() {
        super(Opcodes.ASM9);
    }

    /** Throws {@link IllegalArgumentException} for a class that is none of ours. */
    static void check(byte[] classFile) {
        new ClassReader(classFile).accept(new UnitCheck(), ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    }

    private void allow(boolean allowed, String what) {
        if (!allowed) {
            throw new IllegalArgumentException("a translated class refers to " + what);
        }
    }

    private boolean known(String type) {
        return type.equals(owner)
                || OTHERS.contains(type)
                || type.startsWith("ringside/sem/")
                || type.startsWith("ringside/cpu/");
    }

    @Override
    public void visit(int version, int access, String name, String signature, String superName, String[] interfaces) {
        owner = name;
        allow(superName.equals("ringside/exec/Unit") && interfaces.length == 0, superName);
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, String signature, String[] exceptions) {
        return new MethodVisitor(Opcodes.ASM9) {
            @Override
            public void visitMethodInsn(int opcode, String type, String method, String shape, boolean isInterface) {
                allow(known(type), type + "." + method);
            }

            @Override
            public void visitFieldInsn(int opcode, String type, String field, String shape) {
                allow(known(type), type + "." + field);
            }

            @Override
            public void visitTypeInsn(int opcode, String type) {
                allow(opcode == Opcodes.CHECKCAST, "an object of its own");
            }

            @Override
            public void visitInvokeDynamicInsn(String called, String shape, Handle bootstrap, Object... arguments) {
                allow(false, "a bootstrap method");
            }

            @Override
            public void visitLdcInsn(Object value) {
                allow(value instanceof Number, "a constant that is no number");
            }
        };
    }
}
