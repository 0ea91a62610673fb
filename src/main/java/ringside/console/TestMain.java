package ringside.console;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import ringside.script.JavaScript;
import ringside.script.ScriptEngine;
import ringside.testing.Bench;
import ringside.testing.JunitReport;
import ringside.testing.Report;
import ringside.testing.ReportException;
import ringside.testing.Shell;
import ringside.testing.TapReport;
import ringside.testing.TestOptions;
import ringside.testing.TestResult.Status;
import ringside.testing.TestRunner;
import ringside.testing.Totals;

/** {@code ringside test}: runs files of tests and ends with a code that says how they went. */
final class TestMain {
    private static final int TIMEOUT = 3;
    private static final int GUEST_DIED = 4;

    /** Options that are replaced when a single test is repeated. */
    private static final Set<String> REPLACED = Set.of("--filter", "--shard", "--junit", "--timeout", "--seed");

    private TestMain() {}

    /** Runs {@code words}, without the word {@code test} itself, and returns the exit code. */
    static int run(List<String> words) {
        if (words.contains("--help") || words.contains("-h")) {
            System.out.print(TestArguments.help());
            return Main.OK;
        }
        if (words.equals(List.of("--types"))) {
            System.out.print(ScriptEngine.declarations());
            return Main.OK;
        }
        try {
            TestArguments arguments = TestArguments.parse(words);
            for (Path file : arguments.files) {
                if (!Files.isRegularFile(file)) {
                    throw new CommandError("there is no file '" + file + "'");
                }
            }
            // The same machine is built again and again; a mistake in it shall be found now.
            arguments.machine.config();
            return run(arguments, words);
        } catch (CommandLine.ParameterException | CommandError | ReportException wrong) {
            System.err.println("ringside: " + wrong.getMessage());
            return Main.USAGE;
        }
    }

    private static int run(TestArguments arguments, List<String> words) {
        TestOptions options = new TestOptions(
                arguments.pattern(),
                arguments.part(),
                arguments.instructions(),
                arguments.seconds,
                arguments.machine.timeout,
                arguments.seed,
                arguments.parameters,
                arguments.machine::grant,
                command(arguments, words));
        PrintStream standard = System.out;
        List<Report> reports = new ArrayList<>();
        reports.add(new TapReport(new PrintWriter(standard, false, StandardCharsets.UTF_8), arguments.seed));
        if (arguments.junit != null) {
            reports.add(new JunitReport(arguments.junit));
        }
        Bench bench = (boot, grants) -> new TestSession(TestArguments.parse(words).machine, boot, grants);
        try (MachineThread machineThread = new MachineThread()) {
            return machineThread.call(() -> {
                try (JavaScript language = new JavaScript()) {
                    TestRunner runner = new TestRunner(language, bench, options, reports);
                    Interruption interruption = Interruption.await(runner::stop);
                    try (interruption) {
                        Totals totals = runner.run(arguments.files);
                        return interruption.code().orElseGet(() -> exitCode(totals, runner.gaveUp()));
                    }
                }
            });
        }
    }

    private static int exitCode(Totals totals, boolean gaveUp) {
        if (totals.count(Status.FAILED) > 0) {
            return Main.FAILED;
        }
        if (totals.count(Status.TIMED_OUT) > 0 || gaveUp) {
            return TIMEOUT;
        }
        return totals.count(Status.DIED) > 0 ? GUEST_DIED : Main.OK;
    }

    /** Returns the command that runs the same machine with the same seed, without a choice of tests. */
    private static String command(TestArguments arguments, List<String> words) {
        StringBuilder command = new StringBuilder(System.getProperty("ringside.command", "ringside")).append(" test");
        List<String> files = arguments.files.stream().map(Path::toString).toList();
        Iterator<String> rest = words.iterator();
        while (rest.hasNext()) {
            String word = rest.next();
            String name = word.split("=", 2)[0];
            if (REPLACED.contains(name)) {
                if (word.equals(name) && rest.hasNext()) {
                    rest.next();
                }
            } else if (!files.contains(word)) {
                command.append(' ').append(Shell.quoted(word));
            }
        }
        return command.append(" --seed ").append(arguments.seed).toString();
    }
}
