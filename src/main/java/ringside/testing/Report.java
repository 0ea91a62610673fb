package ringside.testing;

/** Hears of tests as they end. */
public interface Report {
    /** A test has ended. */
    void result(TestResult result);

    /** A test printed a line. */
    void printed(String line);

    /** All tests have ended; {@code gaveUp} says why some did not run, or is empty. */
    void end(Totals totals, String gaveUp);
}
