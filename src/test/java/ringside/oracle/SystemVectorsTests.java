package ringside.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import ringside.isa.OpcodeMap;
import ringside.isa.Row;

/**
 * Generated system instructions in every mode do what they do on Bochs 2.7. The cases are made anew each time; recorded are
 * a sum over the cases of a row in a mode and a digest of each result.
 */
class SystemVectorsTests {
    private static final Path RECORDED = Path.of("src/test/resources/oracle/bochs.vectors.gz");
    private static final String MODEL_WITH_UMIP = "corei7_icelake_u";

    @TempDir
    Path directory;

    /** The cases of a row in a mode. */
    private record Group(Row row, SystemMode mode, SystemVariant variant) {
        String name() {
            return row.encoding() + " " + row.mnemonic() + " " + mode + variant.suffix();
        }

        List<SystemCase> cases() {
            return new SystemCaseGenerator(row, mode, variant).cases(variant.cases);
        }

        List<SystemResult> ours(List<SystemCase> cases) {
            cases.get(0).fresh();
            return SystemGuest.run(cases, variant == SystemVariant.UMIP);
        }
    }

    private static List<Group> groups() {
        List<Group> groups = new ArrayList<>();
        for (Row row : OpcodeMap.rows()) {
            for (SystemMode mode : SystemMode.values()) {
                if (SystemCaseGenerator.suitable(row) && SystemCaseGenerator.without(row, mode) == null) {
                    groups.add(new Group(row, mode, SystemVariant.PLAIN));
                    groups.add(new Group(row, mode, SystemVariant.STEPPED));
                    if (SystemCaseGenerator.guarded(row)) {
                        groups.add(new Group(row, mode, SystemVariant.UMIP));
                    }
                }
            }
        }
        return groups;
    }

    @Test
    void every_system_instruction_does_in_every_mode_what_it_did_on_bochs() throws IOException {
        Map<String, String> wrong = new TreeMap<>();
        Map<String, byte[]> recorded = recorded();
        for (Group group : groups()) {
            assertThat(recorded).as("groups of cases that are recorded").containsKey(group.name());
            ByteBuffer digests = ByteBuffer.wrap(recorded.remove(group.name()));
            List<SystemCase> cases = group.cases();
            assertThat(cases).as(group.name()).hasSize(group.variant.cases);
            assertThat(sum(cases))
                    .as("the cases of %s; were the generators changed? Then record_from_bochs", group.name())
                    .isEqualTo(digests.getInt());
            List<SystemResult> ours = group.ours(cases);
            for (int i = 0; i < cases.size(); i++) {
                if (digest(group.row, ours.get(i)) != digests.getInt()) {
                    String what = "case " + i + ", vector " + ours.get(i).vector() + ": " + cases.get(i);
                    wrong.putIfAbsent(group.name(), what);
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(recorded).as("recorded groups that are no more").isEmpty();
    }

    /**
     * The same with the real Bochs beside us; where there is none, the test above has to do. {@code
     * -Dringside.oracle.groups=REGEX} takes some groups only.
     */
    @Test
    @Tag("long")
    void every_system_instruction_does_in_every_mode_what_it_does_on_bochs() throws IOException, InterruptedException {
        assumeTrue(Bochs.find(directory, SystemGuest.image()) != null, "no bochs on this machine");
        Map<String, String> wrong = new TreeMap<>();
        String wanted = System.getProperty("ringside.oracle.groups", ".*");
        List<Group> groups =
                groups().stream().filter(group -> group.name().matches(wanted)).toList();
        run(groups, (group, theirs) -> {
            List<SystemCase> cases = group.cases();
            List<SystemResult> ours = group.ours(cases);
            for (int i = 0; i < cases.size(); i++) {
                SystemMask.apply(group.row, theirs.get(i));
                SystemMask.apply(group.row, ours.get(i));
                List<String> differences = theirs.get(i).differences(ours.get(i));
                if (!differences.isEmpty()) {
                    wrong.putIfAbsent(group.name(), "case " + i + ": " + cases.get(i) + "\n" + differences);
                }
            }
        });
        System.out.printf(
                "Bochs: %d system cases of %d rows and modes%n",
                groups.stream().mapToInt(group -> group.variant.cases).sum(), groups.size());
        assertThat(wrong).isEmpty();
    }

    /** Runs groups, as many as there is room for in each boot, and gives away their results. */
    private void run(List<Group> groups, BiConsumer<Group, List<SystemResult>> taker)
            throws IOException, InterruptedException {
        Map<Boolean, List<Group>> byModel =
                groups.stream().collect(Collectors.partitioningBy(group -> group.variant == SystemVariant.UMIP));
        run(Bochs.find(directory, SystemGuest.image()), byModel.get(false), taker);
        run(Bochs.find(directory, SystemGuest.image(), MODEL_WITH_UMIP), byModel.get(true), taker);
    }

    private static void run(Bochs bochs, List<Group> groups, BiConsumer<Group, List<SystemResult>> taker)
            throws IOException, InterruptedException {
        int first = 0;
        while (first < groups.size()) {
            List<SystemCase> cases = new ArrayList<>();
            int end = first;
            while (end < groups.size() && cases.size() + groups.get(end).variant.cases <= SystemLayout.MAX_CASES) {
                List<SystemCase> more = groups.get(end++).cases();
                more.get(0).fresh();
                cases.addAll(more);
            }
            List<SystemResult> results = bochs.run(cases);
            for (Group group : groups.subList(first, end)) {
                taker.accept(group, results.subList(0, group.variant.cases));
                results = results.subList(group.variant.cases, results.size());
            }
            first = end;
        }
    }

    /**
     * Records anew from Bochs: {@code mvn test -Dtest=SystemVectorsTests -Dringside.oracle.record=.*}, where the property is
     * a regular expression of the groups wanted ("FF /5 JMP_FAR REAL"); the others stay as they are recorded.
     */
    @Test
    @EnabledIfSystemProperty(named = "ringside.oracle.record", matches = ".+")
    void record_from_bochs() throws IOException, InterruptedException {
        assertThat(Bochs.find(directory, SystemGuest.image())).as("bochs").isNotNull();
        String wanted = System.getProperty("ringside.oracle.record");
        Map<String, byte[]> recorded = Files.exists(RECORDED) ? recorded() : new HashMap<>();
        List<Group> groups = groups();
        List<Group> anew = groups.stream()
                .filter(group ->
                        !recorded.containsKey(group.name()) || group.name().matches(wanted))
                .toList();
        run(anew, (group, results) -> recorded.put(group.name(), record(group, results)));
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(packed))) {
            for (Group group : groups) {
                out.writeUTF(group.name());
                out.write(recorded.get(group.name()));
            }
        }
        Files.write(RECORDED, packed.toByteArray());
    }

    private static byte[] record(Group group, List<SystemResult> results) {
        ByteBuffer digests = ByteBuffer.allocate(4 + 4 * results.size()).putInt(sum(group.cases()));
        results.forEach(result -> digests.putInt(digest(group.row, result)));
        return digests.array();
    }

    /** The sum of each group's cases and the digests of their results. */
    private static Map<String, byte[]> recorded() throws IOException {
        Map<String, byte[]> recorded = new HashMap<>();
        try (DataInputStream in = new DataInputStream(new GZIPInputStream(Files.newInputStream(RECORDED)))) {
            while (true) {
                String name = in.readUTF();
                recorded.put(name, in.readNBytes(4 + 4 * SystemVariant.of(name).cases));
            }
        } catch (EOFException end) {
            return recorded;
        }
    }

    private static int digest(Row row, SystemResult result) {
        SystemMask.apply(row, result);
        return result.digest();
    }

    private static int sum(List<SystemCase> cases) {
        CRC32 crc = new CRC32();
        cases.forEach(test -> crc.update(test.bytes()));
        return (int) crc.getValue();
    }
}
