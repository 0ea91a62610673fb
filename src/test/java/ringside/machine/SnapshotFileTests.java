package ringside.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ringside.base.StateFormatException;

class SnapshotFileTests {
    private static final long RAM = 4 << 20;

    @TempDir
    Path directory;

    private Path written(long icount) throws IOException {
        Machine machine = WanderingEngine.machine(RAM);
        machine.run(icount);
        Path file = directory.resolve("snapshot");
        SnapshotFile.write(machine.state().snapshot(), file);
        return file;
    }

    @Test
    void a_file_starts_a_fresh_machine_where_the_old_one_was() throws IOException {
        Path file = written(40_000);
        Machine original = WanderingEngine.machine(RAM);
        original.run(90_000);

        Snapshot snapshot = SnapshotFile.read(file);
        assertThat(snapshot.icount()).isEqualTo(40_000);
        Machine fresh = WanderingEngine.machine(snapshot.config().ramBytes());
        fresh.run(7);
        fresh.state().restore(snapshot);
        fresh.run(90_000);
        assertThat(fresh.state().hash().difference(original.state().hash())).isEmpty();
    }

    @Test
    void a_file_is_much_smaller_than_memory() throws IOException {
        assertThat(Files.size(written(1_000))).isLessThan(RAM / 16);
    }

    @Test
    void a_file_that_is_cut_short_says_so() throws IOException {
        Path file = written(1_000);
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length += 1 + length / 7) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> SnapshotFile.read(file))
                    .isInstanceOf(StateFormatException.class)
                    .hasMessageStartingWith(file.toString())
                    .message()
                    .containsAnyOf("not a snapshot", "cut short", "damaged")
                    .doesNotContain("\n");
        }
    }

    @Test
    void a_file_with_changed_bytes_is_refused_unless_the_bytes_mean_nothing() throws IOException {
        Path file = written(1_000);
        Snapshot original = SnapshotFile.read(file);
        byte[] whole = Files.readAllBytes(file);
        int refused = 0;
        int tried = 0;
        for (int at = 0; at < whole.length; at += 1 + whole.length / 200) {
            byte[] changed = whole.clone();
            changed[at] ^= 0x10;
            Files.write(file, changed);
            tried++;
            try {
                Snapshot read = SnapshotFile.read(file);
                // A copy of zeros from elsewhere is the same copy.
                assertThat(read.pagesThatDiffer(original)).isEmpty();
                assertThat(read.partsThatDiffer(original)).isEmpty();
            } catch (StateFormatException e) {
                refused++;
                assertThat(e.getMessage()).startsWith(file.toString()).doesNotContain("\n");
            }
        }
        assertThat(refused).isGreaterThan(tried * 3 / 4);
    }

    @Test
    void other_files_and_later_versions_are_named_as_such() throws IOException {
        Path file = directory.resolve("other");
        Files.writeString(file, "ringside snapshot 2\nwhatever", StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> SnapshotFile.read(file))
                .hasMessage(file + ": a snapshot of version 2; this program reads version 1");
        Files.writeString(file, "#!/bin/sh\necho hello, this is no snapshot\n", StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> SnapshotFile.read(file)).hasMessage(file + ": not a snapshot");
    }
}
