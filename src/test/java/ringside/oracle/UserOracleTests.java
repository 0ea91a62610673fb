package ringside.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ringside.cpu.Eflags;
import ringside.isa.Decoder;
import ringside.isa.Instruction;
import ringside.isa.Mnemonic;
import ringside.isa.OpcodeMap;
import ringside.isa.Row;

/**
 * Generated instructions, every suitable row in 32-bit and 16-bit segments, against Bochs 2.7: the same as
 * {@link HostCpuOracleTests}, for machines whose kernel runs no 32-bit programs.
 */
@Tag("long")
class UserOracleTests {
    /** 3.6 million in all; {@code -Dringside.oracle.cases=14200} makes it more than ten. */
    private static final int CASES_PER_ROW_AND_MODE = Integer.getInteger("ringside.oracle.cases", 5_000);

    /** {@code -Dringside.oracle.part=K/N} takes every Nth row only, from row K on. */
    private static final String[] PART =
            System.getProperty("ringside.oracle.part", "0/1").split("/");

    private static final long SEED = 20261130;

    private static final int PAGE_FAULT = 14;
    private static final int WRITE = 2;

    @TempDir
    Path directory;

    @Test
    void every_row_does_what_bochs_does() throws Exception {
        assumeTrue(Bochs.find(directory, UserGuest.image()) != null, "no bochs on this machine");
        List<Row> rows = rows();
        int workers = Math.min(rows.size(), Runtime.getRuntime().availableProcessors());
        List<Share> shares = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            shares.add(new Share(every(workers, i, rows), Files.createDirectory(directory.resolve("share" + i))));
        }
        try (ExecutorService pool = Executors.newFixedThreadPool(workers)) {
            for (Future<Void> done : pool.invokeAll(shares)) {
                done.get();
            }
        }
        long cases =
                shares.stream().mapToLong(share -> share.comparison.cases()).sum();
        System.out.printf("Bochs: %d user-mode cases of %d rows, 32 and 16 bits%n", cases, rows.size());
        for (Share share : shares) {
            assertThat(share.comparison.mismatches())
                    .as(share.comparison.report())
                    .isEmpty();
            assertThat(share.thin).as("rows with fewer than 500 cases").isEmpty();
        }
    }

    private static List<Row> rows() {
        List<Row> suitable = OpcodeMap.rows().stream()
                .filter(row -> CaseGenerator.unsuitable(row) == null && !without(row))
                .toList();
        return every(Integer.parseInt(PART[1]), Integer.parseInt(PART[0]), suitable);
    }

    private static List<Row> every(int step, int first, List<Row> rows) {
        return IntStream.range(0, rows.size())
                .filter(i -> i % step == first)
                .mapToObj(rows::get)
                .toList();
    }

    /** Hint NOPs that the Bochs of this model lacks; the host's CPU has them. */
    private static boolean without(Row row) {
        return row.mnemonic() == Mnemonic.NOP && row.encoding().startsWith("0F 18");
    }

    /** XCHG BX,BX is the magic breakpoint that ends the guest. */
    private static boolean stopsBochs(HostCase test) {
        Instruction instruction = Decoder.decode(test.code(), 0, test.code().length, !test.bits16());
        return instruction.row.encoding().equals("87 /r")
                && instruction.operandSize == 16
                && (test.code()[instruction.length - 1] & 0xFF) == 0xDB;
    }

    /** ARPL writes only if it changes something, so its read is a read; in Bochs it asks for the right to write at once. */
    private static HostResult known(HostCase test, HostResult bochs) {
        boolean arpl = bochs.trap() == PAGE_FAULT
                && Decoder.decode(test.code(), 0, test.code().length, !test.bits16()).mnemonic == Mnemonic.ARPL;
        return arpl ? bochs.withError(bochs.error() & ~WRITE) : bochs;
    }

    /** Some of the rows, with a Bochs and a CPU of ours for themselves. */
    private static final class Share implements Callable<Void> {
        private final List<Row> rows;
        private final Bochs bochs;
        private final Comparison comparison = new Comparison(new OneInstruction());
        private final List<String> thin = new ArrayList<>();
        private final List<HostCase> waiting = new ArrayList<>();
        private int seed = 1;

        /** Every fourth case has AC set, so that misaligned data raise #AC. */
        private int number;

        Share(List<Row> rows, Path directory) throws IOException {
            this.rows = rows;
            bochs = Bochs.find(directory, UserGuest.image());
        }

        @Override
        public Void call() throws IOException, InterruptedException {
            for (Row row : rows) {
                CaseGenerator generator =
                        new CaseGenerator(SEED + OpcodeMap.rows().indexOf(row));
                for (boolean bits16 : new boolean[] {false, true}) {
                    add(row, bits16, generator.cases(row, bits16, CASES_PER_ROW_AND_MODE));
                }
            }
            compare();
            return null;
        }

        private void add(Row row, boolean bits16, List<HostCase> cases) throws IOException, InterruptedException {
            if (cases.size() < 500) {
                thin.add(row.encoding() + (bits16 ? " (16 bits)" : "") + ": " + cases.size());
            }
            cases.removeIf(UserOracleTests::stopsBochs);
            for (HostCase test : cases) {
                boolean aligned = ++number % 4 == 0;
                waiting.add((aligned ? test.withEflags(test.eflags() | Eflags.AC) : test).withSeed(seed));
                if (waiting.size() == UserGuest.MAX_CASES) {
                    compare();
                }
            }
        }

        private void compare() throws IOException, InterruptedException {
            if (waiting.isEmpty()) {
                return;
            }
            List<HostResult> results = onBochs(waiting);
            for (int i = 0; i < waiting.size(); i++) {
                comparison.check(waiting.get(i), known(waiting.get(i), results.get(i)));
            }
            waiting.clear();
            seed++;
        }

        /** In one boot; if that does not come to its end, in two with half of the cases each, until the one is named. */
        private List<HostResult> onBochs(List<HostCase> cases) throws IOException, InterruptedException {
            try {
                int bytes = cases.size() * UserGuest.RESULT_BYTES;
                return UserGuest.results(cases, bochs.run(UserGuest.memory(cases), UserGuest.RESULTS, bytes));
            } catch (IOException e) {
                if (cases.size() == 1) {
                    throw new IOException(cases + ": " + e.getMessage(), e);
                }
                System.out.printf("Again with half of %d cases each. %s%n", cases.size(), e.getMessage());
                int half = cases.size() / 2;
                List<HostResult> results = new ArrayList<>(onBochs(cases.subList(0, half)));
                results.addAll(onBochs(cases.subList(half, cases.size())));
                return results;
            }
        }
    }
}
