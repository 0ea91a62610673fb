package ringside.console;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import ringside.testing.Shard;

/** The command line of {@code ringside test}: its own options, and those that choose the machine. */
@Command(
        name = "ringside test",
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = "Runs tests written in JavaScript; the report is TAP on standard output.",
        footer = {
            "",
            "Exit codes: 0 all passed, 1 a test failed, 2 wrong usage, 3 tests only failed for lack of time or instructions,"
                    + " 4 tests only failed because the guest died."
        })
final class TestArguments {
    /** Options of the console that mean nothing here. */
    private static final Set<String> FOREIGN =
            Set.of("--batch", "--json", "--serial", "--expect-exit", "--exit-passthrough");

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files of tests.")
    List<Path> files = new ArrayList<>();

    @Option(names = "--filter", paramLabel = "REGEX", description = "Only tests in whose names this is found.")
    String filter;

    @Option(names = "--shard", paramLabel = "I/N", description = "Only part I of N parts of the tests.")
    String shard = "1/1";

    @Option(names = "--junit", paramLabel = "FILE", description = "Write a JUnit XML report, too.")
    Path junit;

    @Option(
            names = "--insns",
            paramLabel = "N",
            description = "Instructions a test may retire (default ${DEFAULT-VALUE}).")
    String insns = "1e9";

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "Real time a test may take (default ${DEFAULT-VALUE}).")
    double seconds = 60;

    @Option(names = "--seed", paramLabel = "N", description = "What random numbers start from (default 1).")
    long seed = 1;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "What param(NAME) answers in scripts; repeatable.")
    Map<String, String> parameters = new LinkedHashMap<>();

    @Option(names = "--types", description = "Print TypeScript declarations of what scripts can use, and end.")
    boolean types;

    /** The machine, as on the command line of the console; a script may change it. */
    final Options machine = new Options();

    private TestArguments() {}

    /** Parses; wrong usage throws {@link CommandLine.ParameterException}. */
    static TestArguments parse(List<String> words) {
        TestArguments arguments = new TestArguments();
        arguments.commandLine().parseArgs(words.toArray(String[]::new));
        return arguments;
    }

    /** Returns the text of {@code --help}. */
    static String help() {
        return new TestArguments().commandLine().getUsageMessage();
    }

    private CommandLine commandLine() {
        CommandSpec own = CommandSpec.forAnnotatedObject(this);
        CommandSpec console = CommandSpec.forAnnotatedObject(machine);
        CommandSpec choice = CommandSpec.create();
        for (OptionSpec option : console.options()) {
            boolean fits =
                    option.group() == null && FOREIGN.stream().noneMatch(name -> name.equals(option.longestName()));
            if (fits) {
                choice.addOption(option);
            }
        }
        for (ArgGroupSpec group : console.argGroups()) {
            boolean scripts = group.options().stream()
                    .anyMatch(option -> option.longestName().equals("-ex"));
            if (!scripts) {
                choice.addArgGroup(group);
            }
        }
        return new CommandLine(own.addMixin("machine", choice));
    }

    Pattern pattern() {
        try {
            return filter == null ? null : Pattern.compile(filter);
        } catch (PatternSyntaxException wrong) {
            throw new CommandError("--filter: " + wrong.getDescription() + " in '" + filter + "'");
        }
    }

    Shard part() {
        try {
            return Shard.parse(shard);
        } catch (IllegalArgumentException wrong) {
            throw new CommandError("--shard: " + wrong.getMessage());
        }
    }

    long instructions() {
        try {
            double number = Double.parseDouble(insns);
            if (number >= 1 && number <= 1e18 && number == Math.rint(number)) {
                return (long) number;
            }
        } catch (NumberFormatException none) {
            throw new CommandError("--insns: '" + insns + "' is no number");
        }
        throw new CommandError("--insns: '" + insns + "' is no number of instructions");
    }
}
