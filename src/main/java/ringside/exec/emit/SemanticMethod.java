package ringside.exec.emit;

import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * The static method behind an entry of the semantics' table, by which emitted code can call it. Entries are serializable
 * method references, and such a one tells what it refers to.
 *
 * @param owner internal name of the class
 * @param descriptor its parameters and result
 */
record SemanticMethod(String owner, String name, String descriptor) {
    private static final Map<Serializable, SemanticMethod> KNOWN = new IdentityHashMap<>();

    /** Returns the method that a table entry refers to. */
    static synchronized SemanticMethod of(Serializable entry) {
        return KNOWN.computeIfAbsent(entry, SemanticMethod::reveal);
    }

    private static SemanticMethod reveal(Serializable entry) {
        try {
            Method replace = entry.getClass().getDeclaredMethod("writeReplace");
            replace.setAccessible(true);
            SerializedLambda lambda = (SerializedLambda) replace.invoke(entry);
            return new SemanticMethod(
                    lambda.getImplClass(), lambda.getImplMethodName(), lambda.getImplMethodSignature());
        } catch (ReflectiveOperationException wrong) {
            throw new IllegalStateException(entry + " is no method reference", wrong);
        }
    }
}
