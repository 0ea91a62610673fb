package ringside.oracle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The oracle program of {@code scripts/oracles/hostcpu.c}, compiled into a directory of its own. */
final class HostCpu {
    private static final Path SOURCE = Path.of("scripts/oracles/hostcpu.c");

    private final Path directory;

    private HostCpu(Path directory) {
        this.directory = directory;
    }

    /** Compiles the oracle; returns null where there is no compiler for 32-bit programs or no kernel that runs them. */
    static HostCpu compile(Path directory) throws IOException, InterruptedException {
        try {
            Process compiler = new ProcessBuilder(
                            "gcc",
                            "-m32",
                            "-O2",
                            "-o",
                            directory.resolve("hostcpu").toString(),
                            SOURCE.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("gcc.log").toFile())
                    .start();
            return compiler.waitFor() == 0 && runs(directory) ? new HostCpu(directory) : null;
        } catch (IOException noCompiler) {
            return null;
        }
    }

    /** Whether the kernel runs the program, which without arguments tells its usage and ends with 2. */
    private static boolean runs(Path directory) throws InterruptedException {
        try {
            Process usage = new ProcessBuilder(directory.resolve("hostcpu").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("usage").toFile())
                    .start();
            return usage.waitFor() == 2
                    && Files.readString(directory.resolve("usage")).startsWith("usage: hostcpu");
        } catch (IOException cannotExecute) {
            return false;
        }
    }

    /** Runs the cases and returns their results in order. */
    List<HostResult> run(List<HostCase> cases) throws IOException, InterruptedException {
        ByteBuffer in = ByteBuffer.allocate(cases.size() * HostCase.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        cases.forEach(test -> test.write(in));
        Path input = directory.resolve("cases");
        Path output = directory.resolve("results");
        Files.write(input, in.array());
        Process process = new ProcessBuilder(
                        directory.resolve("hostcpu").toString(), input.toString(), output.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("hostcpu.log").toFile())
                .start();
        boolean ended = process.waitFor(2, TimeUnit.MINUTES);
        process.destroyForcibly();
        if (!ended || process.exitValue() != 0) {
            throw new IOException("the oracle " + (ended ? "ended with " + process.exitValue() : "hung")
                    + " on cases like " + cases.get(0) + ": " + Files.readString(directory.resolve("hostcpu.log")));
        }
        ByteBuffer out = ByteBuffer.wrap(Files.readAllBytes(output)).order(ByteOrder.LITTLE_ENDIAN);
        List<HostResult> results = new ArrayList<>(cases.size());
        while (out.hasRemaining()) {
            results.add(HostResult.read(out));
        }
        return results;
    }
}
