package ringside.testing;

import java.util.List;

/**
 * What came of a test.
 *
 * @param file in which it is, as the user wrote it
 * @param name its name; of a setup or a file that does not load, what failed
 * @param message why it did not pass; empty if it passed
 * @param failure more about a failure, or null
 * @param millis real time it took
 * @param insns instructions that retired in it
 * @param repeat the command that repeats just this test
 */
public record TestResult(
        String file,
        String name,
        Status status,
        String message,
        Failure failure,
        long millis,
        long insns,
        String repeat) {
    /** How a test can end. */
    public enum Status {
        PASSED,
        SKIPPED,
        FAILED,
        /** A limit was reached. */
        TIMED_OUT,
        /** It failed, and the guest had died. */
        DIED,
        /** The user ended the run. */
        STOPPED
    }

    /**
     * The circumstances of a failure.
     *
     * @param expected what was expected, or empty
     * @param actual what it was instead, or empty
     * @param places file and line, of the failure first and then of its callers
     * @param location where the guest stands
     * @param history the last instructions, oldest first
     * @param serial the last lines that came from COM1
     */
    public record Failure(
            String expected,
            String actual,
            List<String> places,
            String location,
            List<String> history,
            List<String> serial) {}

    /** Whether it neither passed nor was skipped. */
    public boolean isFailure() {
        return status != Status.PASSED && status != Status.SKIPPED;
    }

    /** Returns file and name, which tell it from all others. */
    public String title() {
        return file + ": " + name;
    }
}
