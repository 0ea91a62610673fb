package ringside.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import ringside.script.JavaScript;
import ringside.script.ScriptEngine;
import ringside.script.ScriptException;
import ringside.script.ScriptTests;
import ringside.script.ScriptTests.Declared;
import ringside.testing.TestResult.Status;
import ringside.time.HostClock;

/** Runs files of tests. Confined to the machine thread. */
public final class TestRunner {
    /** What a setup may take unless it says otherwise: the boot of a whole system. */
    private static final long SETUP_INSNS = 20_000_000_000L;

    private static final double SETUP_SECONDS = 900;

    private final JavaScript language;
    private final Bench bench;
    private final TestOptions options;
    private final List<Report> reports;
    private final Totals totals = new Totals();
    private final Deadline deadline = new Deadline();
    private final long started = HostClock.nanos();
    private int dealt;
    private String gaveUp = "";
    private volatile String stopped = "";

    /** Makes a runner that tells {@code reports} of everything. */
    public TestRunner(JavaScript language, Bench bench, TestOptions options, List<Report> reports) {
        this.language = language;
        this.bench = bench;
        this.options = options;
        this.reports = List.copyOf(reports);
    }

    /** Runs the tests of all files and returns how they ended. */
    public Totals run(List<Path> files) {
        try (deadline) {
            for (Path file : files) {
                if (!isOver()) {
                    run(file);
                }
            }
            isOver();
        }
        reports.forEach(report -> report.end(totals, gaveUp));
        return totals;
    }

    /** Whether the whole run ended before its last test. */
    public boolean gaveUp() {
        return !gaveUp.isEmpty();
    }

    /** Ends the present test and runs no other; {@code why} goes into the reports. Safe from any thread. */
    public void stop(String why) {
        stopped = why;
        deadline.stop();
    }

    /** Whether no more tests are to run. */
    private boolean isOver() {
        if (!stopped.isEmpty()) {
            gaveUp = stopped;
        }
        return !gaveUp.isEmpty();
    }

    private void run(Path file) {
        TestHost host =
                new TestHost(bench, options.parameters(), line -> reports.forEach(report -> report.printed(line)));
        options.grants().accept(host.grants());
        try (ScriptEngine engine = language.engine(host)) {
            FileRun run = new FileRun(file, host, engine);
            ScriptTests[] tests = new ScriptTests[1];
            ScriptTests.Result loaded = run.timed(SETUP_INSNS, SETUP_SECONDS, () -> {
                try {
                    tests[0] = engine.collect(file);
                    return ScriptTests.Result.PASSED;
                } catch (ScriptException wrong) {
                    return ScriptTests.Result.failed(wrong.getMessage());
                }
            });
            if (tests[0] == null || loaded.state() == ScriptTests.State.FAILED) {
                report(run.result("(file)", loaded));
                return;
            }
            run.tests(tests[0], chosen(tests[0].all()));
        }
    }

    /** Returns the numbers of the tests that filter and shard leave. */
    private List<Integer> chosen(List<Declared> tests) {
        boolean only = tests.stream().anyMatch(Declared::only);
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < tests.size(); i++) {
            Declared test = tests.get(i);
            boolean wanted = options.filter() == null
                    || options.filter().matcher(test.name()).find();
            if (wanted && (!only || test.only()) && options.shard().has(dealt++)) {
                chosen.add(i);
            }
        }
        return chosen;
    }

    private void report(TestResult result) {
        totals.add(result);
        reports.forEach(report -> report.result(result));
    }

    private double secondsLeft() {
        double spent = (HostClock.nanos() - started) / 1e9;
        return options.total() == 0 ? Double.MAX_VALUE / 1e12 : options.total() - spent;
    }

    /** Something of a script that is limited. */
    private interface Part {
        ScriptTests.Result run();
    }

    /** The tests of one file on one machine. */
    private final class FileRun {
        private final Path file;
        private final TestHost host;
        private final ScriptEngine engine;
        private Status limit;
        private String overrun = "";
        private long nanos;
        private long insns;

        FileRun(Path file, TestHost host, ScriptEngine engine) {
            this.file = file;
            this.host = host;
            this.engine = engine;
        }

        void tests(ScriptTests tests, List<Integer> chosen) {
            List<Declared> all = tests.all();
            if (chosen.stream().allMatch(i -> !all.get(i).skip().isEmpty())) {
                chosen.forEach(i -> skipped(all.get(i), all.get(i).skip()));
                return;
            }
            ScriptTests.Limits limits = tests.setupLimits();
            ScriptTests.Result setup = timed(
                    limits.insns() > 0 ? limits.insns() : SETUP_INSNS,
                    limits.seconds() > 0 ? limits.seconds() : SETUP_SECONDS,
                    () -> tests.setup(options.seed()));
            if (setup.state() != ScriptTests.State.PASSED) {
                if (setup.state() == ScriptTests.State.FAILED) {
                    report(result("(setup)", setup));
                }
                if (isOver()) {
                    return;
                }
                String why = setup.state() == ScriptTests.State.FAILED ? "the setup failed" : setup.message();
                chosen.forEach(i -> skipped(all.get(i), why));
                return;
            }
            Checkpoint checkpoint = new Checkpoint(host.session());
            for (int i : chosen) {
                if (gaveUp.isEmpty() && secondsLeft() <= 0) {
                    gaveUp = overTime();
                }
                if (isOver()) {
                    return;
                }
                Declared test = all.get(i);
                if (!test.skip().isEmpty()) {
                    skipped(test, test.skip());
                    continue;
                }
                checkpoint.restore();
                // A test may have booted another machine; the next one starts on the first all the same.
                host.use(checkpoint.session());
                one(tests, i, test);
            }
            if (isOver()) {
                return;
            }
            ScriptTests.Result after = timed(options.insns(), options.seconds(), tests::after);
            if (after.state() == ScriptTests.State.FAILED) {
                report(result("(after)", after));
            }
        }

        private void one(ScriptTests tests, int index, Declared test) {
            long mostInsns = test.insns() > 0 ? test.insns() : options.insns();
            double mostSeconds = test.seconds() > 0 ? test.seconds() : options.seconds();
            ScriptTests.Result result = timed(mostInsns, mostSeconds, () -> tests.run(index, options.seed()));
            TestResult reported = result(test.name(), result);
            ScriptTests.Result after =
                    timed(options.insns(), options.seconds(), () -> tests.afterEach(index, options.seed()));
            boolean spoilt = after.state() == ScriptTests.State.FAILED && !reported.isFailure();
            report(spoilt ? result(test.name(), after) : reported);
        }

        private void skipped(Declared test, String why) {
            String reason = why.equals("skipped") ? "" : why;
            report(new TestResult(
                    file.toString(), test.name(), Status.SKIPPED, reason, null, 0, 0, repeat(test.name())));
        }

        /** Runs something within limits; what it overran is in {@link #limit} then. */
        ScriptTests.Result timed(long mostInsns, double mostSeconds, Part part) {
            limit = null;
            overrun = "";
            double total = secondsLeft();
            double seconds = Math.max(0.001, Math.min(mostSeconds, total));
            host.budget(mostInsns);
            long from = HostClock.nanos();
            deadline.start(seconds, () -> interrupt(seconds));
            ScriptTests.Result result;
            try {
                result = part.run();
            } finally {
                boolean late = deadline.cancel();
                nanos = HostClock.nanos() - from;
                insns = host.spent();
                if (late && !stopped.isEmpty()) {
                    limit = Status.STOPPED;
                    overrun = stopped;
                } else if (late) {
                    limit = Status.TIMED_OUT;
                    gaveUp = total < mostSeconds ? overTime() : "";
                    overrun = "the limit of " + Seconds.text(seconds) + " is over";
                } else if (host.isExhausted()) {
                    limit = Status.TIMED_OUT;
                    overrun = "the limit of " + mostInsns + " instructions is reached";
                }
                host.forgetInterrupt();
            }
            return limit == null
                    ? result
                    : new ScriptTests.Result(ScriptTests.State.FAILED, overrun, "", "", result.places());
        }

        private String overTime() {
            return "the limit of " + Seconds.text(options.total()) + " for all tests is over";
        }

        private void interrupt(double seconds) {
            host.interrupt(stopped.isEmpty() ? "the limit of " + Seconds.text(seconds) + " is over" : stopped);
            try {
                engine.interrupt();
            } catch (ScriptException stubborn) {
                // It is inside of a host function, which sees the debugger's flag and ends by itself.
                return;
            }
        }

        TestResult result(String name, ScriptTests.Result result) {
            Status status =
                    switch (result.state()) {
                        case PASSED -> Status.PASSED;
                        case SKIPPED -> Status.SKIPPED;
                        case FAILED -> limit != null ? limit : host.hasDied() ? Status.DIED : Status.FAILED;
                    };
            boolean failed = result.state() == ScriptTests.State.FAILED;
            return new TestResult(
                    file.toString(),
                    name,
                    status,
                    result.message(),
                    failed ? host.failure(result) : null,
                    nanos / 1_000_000,
                    insns,
                    repeat(name));
        }

        private String repeat(String name) {
            String filter = name.startsWith("(") ? "" : " --filter " + Shell.quoted("^" + Shell.literally(name) + "$");
            return options.command() + filter + " " + Shell.quoted(file.toString());
        }
    }
}
