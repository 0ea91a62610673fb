package ringside.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ringside.base.StateFormatException;
import ringside.time.Stimulus;

class JournalTests {
    private static final long RAM = 4 << 20;

    @TempDir
    Path directory;

    private final Machine machine = WanderingEngine.machine(RAM);

    private Journal disturbedRun() {
        Recorder recorder = new Recorder(machine);
        machine.run(10_000);
        machine.stimulate(new Stimulus.SerialByte(0, 'x'));
        machine.stimulate(new Stimulus.RegisterWrite("ecx", 0xCAFE));
        machine.stimulateAt(20_000, new Stimulus.MemoryWrite(0x10_2345, new byte[] {1, 2, 3}));
        machine.run(30_000);
        machine.stimulate(new Stimulus.Key(30, true));
        machine.stimulate(new Stimulus.IrqLevel(5, true));
        machine.run(40_000);
        recorder.stop();
        return recorder.journal();
    }

    private static Machine replayed(Journal journal) {
        Machine again = WanderingEngine.machine(RAM);
        assertThat(again.state().hash()).hasToString(journal.start());
        again.replay(journal.source());
        again.run(Long.MAX_VALUE);
        return again;
    }

    @Test
    void a_replay_ends_in_the_same_state() throws IOException {
        Journal journal = disturbedRun();
        Path file = directory.resolve("journal");
        journal.write(file);
        Journal read = Journal.read(file);
        assertThat(read.entries()).hasSize(5);
        Machine again = replayed(read);
        assertThat(again.cpu().icount).isEqualTo(40_000);
        assertThat(again.state().hash().difference(machine.state().hash())).isEmpty();
        assertThat(again.state().hash()).hasToString(read.hash());
    }

    @Test
    void restoring_a_snapshot_forgets_what_came_after_it() {
        Recorder recorder = new Recorder(machine);
        machine.run(1_000);
        machine.stimulate(new Stimulus.RegisterWrite("ecx", 1));
        machine.run(2_000);
        Snapshot snapshot = machine.state().snapshot();
        machine.run(3_000);
        machine.stimulate(new Stimulus.RegisterWrite("ecx", 2));
        machine.state().restore(snapshot);
        machine.run(5_000);
        Journal journal = recorder.journal();
        assertThat(journal.entries())
                .extracting(Journal.Entry::stimulus)
                .isEqualTo(List.of(new Stimulus.RegisterWrite("ecx", 1)));
        assertThat(replayed(journal).state().hash()).hasToString(journal.hash());
    }

    @Test
    void excursions_are_not_recorded() {
        Recorder recorder = new Recorder(machine);
        machine.run(1_000);
        Excursion excursion = machine.state().excursion();
        machine.stimulate(new Stimulus.RegisterWrite("ecx", 1));
        machine.run(2_000);
        excursion.rollBack();
        machine.run(3_000);
        assertThat(recorder.journal().entries()).isEmpty();
        assertThat(replayed(recorder.journal()).state().hash())
                .hasToString(recorder.journal().hash());
    }

    @Test
    void damaged_journals_are_refused_with_file_and_line() throws IOException {
        Path file = directory.resolve("journal");
        disturbedRun().write(file);
        List<String> lines = Files.readAllLines(file);

        Files.write(file, lines.subList(0, lines.size() - 1));
        assertRefused(file, file + ": ends without its last line after line 6");
        Files.write(file, List.of(lines.get(0), "{\"time\":1,"));
        assertRefused(file, file + ", line 2: not a JSON object");
        Files.write(file, List.of(lines.get(0), lines.get(1).replace("serial", "parallel")));
        assertRefused(file, file + ", line 2: 'kind' must be a kind of stimulus that this version knows");
        Files.write(file, List.of(lines.get(0), lines.get(1).replace("\"port\":0", "\"port\":9")));
        assertRefused(file, file + ", line 2: 'port' must be an integer from 0 to 3");
        Files.write(file, List.of(lines.get(0).replace("journal\":1", "journal\":7")));
        assertRefused(file, file + ": a journal of version 7; this program reads version 1");
        Files.write(file, new byte[] {(byte) 0xFF, (byte) 0xFE, 0, 1});
        assertRefused(file, file + ": not a journal");
    }

    private static void assertRefused(Path file, String message) {
        assertThatThrownBy(() -> Journal.read(file))
                .isInstanceOf(StateFormatException.class)
                .hasMessage(message);
    }
}
