package ringside.testing;

import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import ringside.script.Grants;

/**
 * How tests run.
 *
 * @param filter which names run: those in which it is found; null for all
 * @param shard which part of them runs
 * @param insns how many instructions a test may retire unless it says otherwise
 * @param seconds how much real time a test may take unless it says otherwise
 * @param total how much real time all together may take, in seconds; 0 for any
 * @param seed what the random numbers of tests start from
 * @param parameters what the user sets for scripts, by name
 * @param grants gives scripts what the user grants them
 * @param command the command that repeats a run, without filter and files
 */
public record TestOptions(
        Pattern filter,
        Shard shard,
        long insns,
        double seconds,
        double total,
        long seed,
        Map<String, String> parameters,
        Consumer<Grants> grants,
        String command) {}
