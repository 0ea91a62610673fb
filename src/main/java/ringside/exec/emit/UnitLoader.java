package ringside.exec.emit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import ringside.cpu.Vcpu;
import ringside.exec.CodeMode;
import ringside.exec.Step;
import ringside.exec.Unit;

/** Makes units out of emitted classes. They are hidden classes: whoever drops the unit drops the class. */
public final class UnitLoader {
    /** Where generated classes live, as a prefix of internal names. */
    static final String PACKAGE = "ringside/exec/emit/";

    private UnitLoader() {}

    /**
     * Defines a class and makes its one object.
     *
     * @param mode the mode of its code
     * @param steps the interpreter's ops for {@link EmittedUnit#steps}, in that order
     */
    public static Unit load(EmittedUnit emitted, Vcpu cpu, CodeMode mode, Step[] steps) {
        try {
            Lookup defined = MethodHandles.lookup()
                    .defineHiddenClassWithClassData(emitted.classFile(), UnitConstants.values(cpu, mode, steps), true);
            return (Unit) defined.lookupClass().getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException("a generated class does not load", impossible);
        }
    }

    /**
     * Makes the object of a class that comes from a file; one that refers to what no unit refers to throws {@link
     * IllegalArgumentException}.
     */
    public static Unit load(ReadyUnit ready, Vcpu cpu, CodeMode mode, Step[] steps) {
        UnitCheck.check(ready.emitted().classFile());
        return load(ready.emitted(), cpu, mode, steps);
    }

    /** Called by generated classes for their constants. */
    static Object[] values(Lookup unit) throws IllegalAccessException {
        return MethodHandles.classData(unit, "_", Object[].class);
    }
}
