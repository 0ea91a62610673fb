package ringside.script;

import java.util.ArrayList;
import java.util.List;
import org.graalvm.polyglot.Value;

/** The tests that a file declares, and the functions around them. Confined to the machine thread. */
public final class ScriptTests {
    /**
     * A test as it is declared.
     *
     * @param name with those of the groups around it
     * @param skip why it does not run, or empty
     * @param only whether it alone shall run
     * @param insns how many instructions it may take; 0 if it does not say
     * @param seconds how much real time it may take; 0 if it does not say
     */
    public record Declared(String name, String skip, boolean only, long insns, double seconds) {}

    /**
     * Limits of the setup.
     *
     * @param present whether there is a setup at all
     * @param insns how many instructions it may take; 0 if it does not say
     * @param seconds how much real time it may take; 0 if it does not say
     */
    public record Limits(boolean present, long insns, double seconds) {}

    /** How a function ended. */
    public enum State {
        PASSED,
        FAILED,
        SKIPPED
    }

    /**
     * What came of a function.
     *
     * @param message why it failed or was skipped, else empty
     * @param expected what was expected, or empty
     * @param actual what it was instead, or empty
     * @param places file and line of the failure and its callers
     */
    public record Result(State state, String message, String expected, String actual, List<String> places) {
        /** Nothing went wrong. */
        public static final Result PASSED = new Result(State.PASSED, "", "", "", List.of());

        /** Makes the result of what failed for a reason that is in no assertion. */
        public static Result failed(String message) {
            return new Result(State.FAILED, message, "", "", List.of());
        }
    }

    private final ScriptEngine engine;
    private final Value library;

    ScriptTests(ScriptEngine engine, Value library) {
        this.engine = engine;
        this.library = library;
    }

    /** Returns the tests in the order of the file. */
    public List<Declared> all() {
        Value tests = library.getMember("collected").execute();
        List<Declared> declared = new ArrayList<>();
        for (long i = 0; i < tests.getArraySize(); i++) {
            Value test = tests.getArrayElement(i);
            declared.add(new Declared(
                    test.getMember("name").asString(),
                    test.getMember("skip").asString(),
                    test.getMember("only").asBoolean(),
                    instructions(test),
                    test.getMember("seconds").asDouble()));
        }
        return declared;
    }

    /** Returns how much the setup may take. */
    public Limits setupLimits() {
        Value limits = library.getMember("setupLimits").execute();
        return new Limits(
                limits.getMember("present").asBoolean(),
                instructions(limits),
                limits.getMember("seconds").asDouble());
    }

    private static long instructions(Value options) {
        return (long) options.getMember("insns").asDouble();
    }

    /** Runs the setup, after which the machine is as all tests want it. */
    public Result setup(long seed) {
        return call("runSetup", Long.toString(seed));
    }

    /** Runs a test with what comes before each. */
    public Result run(int index, long seed) {
        return call("runTest", index, Long.toString(seed));
    }

    /** Runs what comes after each test. */
    public Result afterEach(int index, long seed) {
        return call("runAfterEach", index, Long.toString(seed));
    }

    /** Runs what comes after all tests. */
    public Result after() {
        return call("runAfter");
    }

    private Result call(String function, Object... arguments) {
        Value[] outcome = new Value[1];
        try {
            engine.guarded(() -> {
                outcome[0] = library.getMember(function).execute(arguments);
                return "";
            });
        } catch (ScriptException failed) {
            return Result.failed(failed.getMessage());
        }
        // By now the promises that the function answered have settled, if they ever do.
        return switch (outcome[0].getMember("state").asString()) {
            case "passed" -> Result.PASSED;
            case "skipped" -> new Result(State.SKIPPED, text(outcome[0], "message"), "", "", List.of());
            case "pending" -> Result.failed("its promise never settles: nothing is left that could settle it");
            default ->
                new Result(
                        State.FAILED,
                        text(outcome[0], "message"),
                        text(outcome[0], "expected"),
                        text(outcome[0], "actual"),
                        places(outcome[0]));
        };
    }

    private static String text(Value outcome, String member) {
        return outcome.hasMember(member) ? outcome.getMember(member).asString() : "";
    }

    private static List<String> places(Value outcome) {
        List<String> places = new ArrayList<>();
        Value array = outcome.getMember("places");
        for (long i = 0; array != null && i < array.getArraySize(); i++) {
            places.add(array.getArrayElement(i).asString());
        }
        return places;
    }
}
