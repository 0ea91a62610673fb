package ringside.exec.emit;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.util.TraceClassVisitor;

/** Generated classes as text. */
public final class BytecodeListing {
    private BytecodeListing() {}

    /** Lists the JVM instructions of a unit's class file; line numbers are those of guest instructions. */
    public static List<String> of(byte[] classFile) {
        StringWriter text = new StringWriter();
        new ClassReader(classFile).accept(new TraceClassVisitor(new PrintWriter(text)), ClassReader.SKIP_FRAMES);
        return text.toString().lines().filter(line -> !line.isBlank()).toList();
    }
}
