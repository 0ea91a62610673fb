package ringside.testing;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import ringside.testing.TestResult.Failure;
import ringside.testing.TestResult.Status;

/** The Test Anything Protocol, version 13 (testanything.org), with the circumstances of failures as YAML. */
public final class TapReport implements Report {
    private final PrintWriter out;
    private int number;

    /** Starts a report. */
    public TapReport(PrintWriter out, long seed) {
        this.out = out;
        out.println("TAP version 13");
        out.println("# seed " + seed);
        out.flush();
    }

    @Override
    public void result(TestResult result) {
        number++;
        String line = (result.isFailure() ? "not ok " : "ok ") + number + " - " + escaped(result.title());
        if (result.status() == Status.SKIPPED) {
            out.println(line + " # SKIP" + (result.message().isEmpty() ? "" : " " + oneLine(result.message())));
        } else {
            out.println(line + " # time=" + result.millis() + "ms insns=" + result.insns());
        }
        if (result.isFailure()) {
            out.println("  ---");
            details(result);
            out.println("  ...");
        }
        out.flush();
    }

    private void details(TestResult result) {
        field("message", result.message());
        field("severity", result.status().name().toLowerCase(Locale.ROOT));
        Failure failure = result.failure();
        if (failure != null) {
            field("expected", failure.expected());
            field("actual", failure.actual());
            lines("at", failure.places());
            field("stopped", failure.location());
            lines("instructions", failure.history());
            lines("serial", failure.serial());
        }
        field("repeat", result.repeat());
    }

    private void field(String name, String value) {
        if (!value.isEmpty()) {
            out.println("  " + name + ": " + Yaml.quoted(value));
        }
    }

    private void lines(String name, List<String> values) {
        if (!values.isEmpty()) {
            out.println("  " + name + ":");
            values.forEach(value -> out.println("    - " + Yaml.quoted(value)));
        }
    }

    @Override
    public void printed(String line) {
        line.lines().forEach(one -> out.println("# " + one));
        out.flush();
    }

    @Override
    public void end(Totals totals, String gaveUp) {
        out.println("1.." + number);
        out.printf(
                Locale.ROOT,
                "# %d passed, %d failed, %d skipped, %.1f s%n",
                totals.count(Status.PASSED),
                totals.failures(),
                totals.count(Status.SKIPPED),
                totals.millis() / 1000.0);
        if (!gaveUp.isEmpty()) {
            out.println("Bail out! " + oneLine(gaveUp));
        }
        out.flush();
    }

    /** A number sign would start a directive. */
    private static String escaped(String title) {
        return oneLine(title).replace("\\", "\\\\").replace("#", "\\#");
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s*[\\r\\n]+\\s*", " ");
    }
}
