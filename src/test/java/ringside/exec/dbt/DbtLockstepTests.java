package ringside.exec.dbt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ringside.cpu.Eflags;
import ringside.cpu.Vcpu;
import ringside.exec.AheadEngine;
import ringside.exec.EngineUnderTest;
import ringside.exec.StopReason;
import ringside.exec.interp.FlatGuest;
import ringside.exec.interp.Interpreter;
import ringside.isa.SegmentRegister;

/** The translator and the interpreter in step over generated programs, interrupts among them: equal wherever both stop. */
class DbtLockstepTests {
    private static final String[] SETTINGS = {"all", "background", "regions off", "flags off", "slots 2", "chain off"};

    @ParameterizedTest
    @ValueSource(
            strings = {
                "all",
                "regions off",
                "flags off",
                "fuse off",
                "chain off",
                "slots 3",
                "slots 0",
                "background",
                "sbt",
                "sbt+dbt"
            })
    void equals_the_interpreter_under_every_setting(String setting) {
        int units = 0;
        for (int seed = 0; seed < 12; seed++) {
            units += lockstep(seed, 60_000, setting);
        }
        assertThat(units).isGreaterThan(20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"all", "sbt", "sbt+dbt"})
    @Tag("long")
    void ten_million_instructions_without_divergence(String setting) {
        long done = 0;
        for (int seed = 1000; done < 10_000_000; seed++) {
            lockstep(seed, 100_000, setting.equals("all") ? SETTINGS[seed % SETTINGS.length] : setting);
            done += 100_000;
        }
    }

    private static void apply(DynamicTranslator translator, String setting, Random random) {
        DbtSettings settings = translator.settings();
        settings.threshold = 3;
        switch (setting) {
            case "background" -> translator.background(late(random));
            case "regions off" -> settings.regions = false;
            case "flags off" -> settings.flags = false;
            case "fuse off" -> settings.fuse = false;
            case "chain off" -> settings.chain = false;
            case "slots 3" -> settings.hostSlots = 3;
            case "slots 2" -> settings.hostSlots = 2;
            case "slots 0" -> settings.hostSlots = 0;
            default -> {}
        }
    }

    private static EngineUnderTest.Maker maker(String setting) {
        return switch (setting) {
            case "sbt" -> EngineUnderTest.STATIC_TRANSLATOR::engine;
            case "sbt+dbt" -> EngineUnderTest.BOTH_TRANSLATORS::engine;
            default -> DynamicTranslator::new;
        };
    }

    /** Does work some time later, when more comes. */
    private static Consumer<Runnable> late(Random random) {
        List<Runnable> waiting = new ArrayList<>();
        return work -> {
            waiting.add(work);
            while (!waiting.isEmpty() && random.nextInt(3) != 0) {
                waiting.remove(random.nextInt(waiting.size())).run();
            }
        };
    }

    /** Returns how many units were made. */
    private static int lockstep(long seed, long most, String setting) {
        String program = ProgramGenerator.program(seed);
        FlatGuest expected = new FlatGuest(program, Interpreter::new);
        FlatGuest actual = new FlatGuest(program, maker(setting));
        DynamicTranslator translator =
                actual.engine instanceof AheadEngine ahead ? ahead.translator() : (DynamicTranslator) actual.engine;
        apply(translator, setting, new Random(seed));
        smallSegment(expected.cpu);
        smallSegment(actual.cpu);
        Random random = new Random(seed);
        while (expected.cpu.icount < most) {
            long count = random.nextInt(10) == 0 ? 1 + random.nextInt(20) : 1 + random.nextInt(6000);
            if (random.nextInt(4) == 0) {
                expected.interrupt();
                actual.interrupt();
            }
            StopReason reason = expected.run(count);
            StopReason same = actual.run(count);
            String where = setting + ", seed " + seed + ", count " + expected.cpu.icount;
            assertThat(same).as(where).isEqualTo(reason);
            compare(where, expected, actual);
            if (reason != StopReason.LIMIT) {
                long entropy = random.nextLong();
                restart(expected.cpu, entropy);
                restart(actual.cpu, entropy);
            }
        }
        assertThat(translator.errors()).as(translator.lastError()).isZero();
        return translator.made();
    }

    /** Lets FS cover the data area and no more. */
    private static void smallSegment(Vcpu cpu) {
        cpu.segmentBase[SegmentRegister.FS] = ProgramGenerator.DATA;
        cpu.segmentLimit[SegmentRegister.FS] = 0x2FFF;
        cpu.mmu.segmentLoaded(SegmentRegister.FS);
    }

    private static void restart(Vcpu cpu, long entropy) {
        cpu.halted = false;
        cpu.shutdown = false;
        cpu.eip = FlatGuest.CODE + ProgramGenerator.LOOP;
        for (int register = 0; register < 4; register++) {
            cpu.r32(register, (int) (entropy >>> 8 * register));
        }
        cpu.r32(4, FlatGuest.STACK_TOP);
        cpu.eflags(cpu.eflags() | Eflags.IF);
        cpu.stopRequest = null;
    }

    private static void compare(String where, FlatGuest expected, FlatGuest actual) {
        assertThat(actual.cpu.icount).as(where).isEqualTo(expected.cpu.icount);
        assertThat(Integer.toHexString(actual.cpu.eip)).as(where).isEqualTo(Integer.toHexString(expected.cpu.eip));
        assertThat(actual.cpu.gpr).as(where).isEqualTo(expected.cpu.gpr);
        assertThat(Integer.toHexString(actual.cpu.eflags()))
                .as(where)
                .isEqualTo(Integer.toHexString(expected.cpu.eflags()));
        assertThat(Arrays.mismatch(actual.memory.bytes, expected.memory.bytes))
                .as(where)
                .isEqualTo(-1);
    }
}
