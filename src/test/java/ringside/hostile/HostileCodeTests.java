package ringside.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import ringside.cpu.Vcpu;
import ringside.isa.Decoder;
import ringside.isa.Instruction;
import ringside.isa.Mnemonic;
import ringside.isa.OpcodeMap;
import ringside.isa.Row;
import ringside.isa.SegmentRegister;
import ringside.machine.Excursion;
import ringside.machine.StateHash;

/** Code that means harm, on a real machine: nothing may hang it, lose it, or get a Java exception out of it. */
class HostileCodeTests {
    private static final int STEPS = 3;
    private static final int BUDGET = 100;

    /** What cannot retire: instructions that exist to fault, and RSM outside system management mode. */
    private static final Set<Mnemonic> NEVER_RETIRE = Set.of(Mnemonic.UD0, Mnemonic.UD1, Mnemonic.UD2, Mnemonic.RSM);

    private static final List<Integer> VECTORS = List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 16, 17);

    private final HostileWorld world = new HostileWorld();
    private final Set<Row> retired = new HashSet<>();
    private final Set<Integer> delivered = new TreeSet<>();

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void hostile_code_harms_only_its_guest() {
        run(0, 60_000);
        assertThat(missing()).hasSizeLessThan(OpcodeMap.rows().size() / 20);
        assertThat(delivered).containsAll(VECTORS);
    }

    @Tag("long")
    @Test
    void much_hostile_code_harms_only_its_guest() {
        run(1_000_000, 700_000);
        assertThat(missing()).hasSizeLessThan(OpcodeMap.rows().size() / 20);
        assertThat(delivered).containsAll(VECTORS);
    }

    private List<String> missing() {
        return OpcodeMap.rows().stream()
                .filter(row -> !retired.contains(row) && !NEVER_RETIRE.contains(row.mnemonic()))
                .map(row -> row.encoding() + " " + row.mnemonic())
                .toList();
    }

    private void run(long firstSeed, int cases) {
        attack(firstSeed, cases);
        int rows = OpcodeMap.rows().size();
        System.out.printf(
                "Hostile code: %d cases, %d of %d rows retired, vectors %s%n",
                cases, rows - missing().size(), rows, delivered);
    }

    private void attack(long firstSeed, int cases) {
        StateHash before = world.machine().state().hash();
        for (int i = 0; i < cases; i++) {
            runCase(firstSeed + i);
            if (i % 5_000 == 0) {
                assertThat(world.machine().state().hash())
                        .as("the machine after case " + (firstSeed + i))
                        .isEqualTo(before);
            }
        }
    }

    private void runCase(long seed) {
        HostileCode test = new HostileCode(seed, world);
        byte[] code = {};
        Excursion fork = world.fork();
        try {
            code = test.prepare();
            Vcpu cpu = world.machine().cpu();
            for (int i = 0; i < STEPS; i++) {
                step(cpu);
            }
            world.machine().run(cpu.icount + BUDGET);
            delivered.addAll(world.vectorsSeen());
        } catch (RuntimeException | Error e) {
            throw new AssertionError(
                    "seed " + seed + ", " + test + ", code " + HexFormat.of().formatHex(code), e);
        } finally {
            fork.rollBack();
        }
    }

    /** Executes one instruction and notes its row if it retires. */
    private void step(Vcpu cpu) {
        byte[] bytes = new byte[Decoder.MAX_LENGTH];
        int linear = cpu.segmentBase[SegmentRegister.CS] + cpu.eip;
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) cpu.mmu.peekLinear8(linear + i);
        }
        Instruction instruction = Decoder.decode(bytes, 0, bytes.length, cpu.code32());
        long icount = cpu.icount;
        Set<Integer> handled = world.vectorsSeen();
        cpu.faults.clear();
        world.machine().run(icount + 1);
        boolean undisturbed =
                cpu.faults.entries().isEmpty() && world.vectorsSeen().equals(handled);
        if (cpu.icount == icount + 1 && undisturbed) {
            retired.add(instruction.row);
        }
    }
}
