package ringside.exec.sbt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import ringside.cpu.CpuModel;
import ringside.exec.StopReason;
import ringside.exec.dbt.DynamicTranslator;
import ringside.exec.dbt.UnitSources;
import ringside.exec.emit.ReadyUnit;
import ringside.exec.interp.FlatGuest;
import ringside.exec.interp.Interpreter;

/** Units that were made ahead of time: stored, found again, used only for the very bytes that they were made from. */
class StaticTranslationTests {
    private static final int CODE = FlatGuest.CODE;

    /** What units retire of the loop: all but HLT and, since the first store fills a map, the end of the first round. */
    private static final long IN_UNITS = 1 + 5 * 1000 - 3;

    private static final String LOOP =
            """
            mov ecx, 1000
            again:
            add eax, ecx
            xor edx, eax
            mov [0x100000], edx
            dec ecx
            jnz again
            hlt
            """;

    /** A table of jumps of unknown size, of which nothing is known before it runs. */
    private static final String COMPUTED =
            """
            and eax, 1
            jmp [table + eax * 4]
            align 16
            zero:
            mov ebx, 7
            hlt
            align 16
            table: dd zero, zero
            """;

    private final StaticTranslations translations = new StaticTranslations();

    private FlatGuest guest(String program, UnitSources sources) {
        FlatGuest guest = new FlatGuest(
                program, (memory, breakpoints) -> new DynamicTranslator(memory, breakpoints, translations));
        translator(guest).sources(sources);
        translator(guest).settings().threshold = 1_000_000;
        translator(guest).settings().staticThreshold = 1;
        return guest;
    }

    private static DynamicTranslator translator(FlatGuest guest) {
        return (DynamicTranslator) guest.engine;
    }

    @Test
    void all_of_a_loop_runs_in_units_and_as_the_interpreter_runs_it() {
        FlatGuest expected = new FlatGuest(LOOP, Interpreter::new);
        expected.runToHalt();
        FlatGuest guest = guest(LOOP, UnitSources.STATIC);
        translations.add(CodeOf.translation(guest, 64, CODE));
        guest.runToHalt();
        assertThat(guest.cpu.gpr).isEqualTo(expected.cpu.gpr);
        assertThat(guest.cpu.icount).isEqualTo(expected.cpu.icount).isEqualTo(1 + 5 * 1000 + 1);
        assertThat(translator(guest).cache().retired(true)).isEqualTo(IN_UNITS);
        assertThat(translator(guest).cache().units()).allMatch(unit -> unit.ahead());
    }

    @Test
    void a_file_gives_back_every_unit_as_it_was() {
        FlatGuest guest = guest(LOOP, UnitSources.STATIC);
        StaticTranslation made = CodeOf.translation(guest, 64, CODE);
        StaticTranslation read = TranslationFile.read(TranslationFile.write(made, guest.cpu.model), guest.cpu.model);
        assertThat(read.all()).usingRecursiveComparison().isEqualTo(made.all());
        assertThat(read.mode()).isEqualTo(made.mode());
        assertThat(read.discovered()).isEqualTo(made.discovered());
        assertThat(read.blocks()).isEqualTo(made.blocks());
    }

    @Test
    void a_file_keeps_what_classes_share_once() {
        String functions = IntStream.range(0, 300)
                .mapToObj(i -> "call f" + i + "\njmp g" + i + "\nf" + i + ": add eax, " + 1000 * i + "\nmov [esi + "
                        + 4 * i + "], eax\nret\ng" + i + ":\n")
                .collect(Collectors.joining());
        FlatGuest guest = guest(functions, UnitSources.STATIC);
        StaticTranslation made = CodeOf.translation(guest, 8192, CODE);
        int classes = made.all().stream()
                .mapToInt(unit -> unit.emitted().classFile().length)
                .sum();
        assertThat(made.units()).isGreaterThan(20);
        assertThat(TranslationFile.write(made, guest.cpu.model)).hasSizeLessThan(classes / 5);
    }

    @Test
    void a_file_that_is_damaged_foreign_or_for_another_cpu_is_refused_with_a_reason() {
        FlatGuest guest = guest(LOOP, UnitSources.STATIC);
        CpuModel model = guest.cpu.model;
        byte[] good = TranslationFile.write(CodeOf.translation(guest, 64, CODE), model);
        byte[] flipped = good.clone();
        flipped[good.length - 1] ^= 1;
        byte[] old = good.clone();
        old["ringside translation ".length()] = '0';
        refused(flipped, model, "it is damaged");
        refused(java.util.Arrays.copyOf(good, 40), model, "it is damaged");
        refused(old, model, "it has a format that this version does not know; translate again");
        refused("#!/bin/sh".getBytes(java.nio.charset.StandardCharsets.US_ASCII), model, "it is no static translation");
        refused(good, new CpuModel("486"), "it is for CPU model ringside32, and the machine has 486");
    }

    private static void refused(byte[] file, CpuModel model, String why) {
        assertThatThrownBy(() -> TranslationFile.read(file, model))
                .isInstanceOf(TranslationException.class)
                .hasMessage(why);
    }

    @Test
    void where_no_code_was_discovered_sbt_stops_and_sbt_with_dbt_goes_on() {
        FlatGuest alone = guest(COMPUTED, UnitSources.STATIC);
        translations.add(CodeOf.translation(alone, 64, CODE));
        assertThat(alone.run(1000)).isEqualTo(StopReason.REQUESTED);
        assertThat(alone.cpu.stopRequest).isEqualTo("unknown target l:00001010: no code was discovered there");
        assertThat(alone.cpu.icount).isEqualTo(2);
        FlatGuest both = guest(COMPUTED, UnitSources.BOTH);
        assertThat(both.run(1000)).isEqualTo(StopReason.HALTED);
        assertThat(both.cpu.r32(3)).isEqualTo(7);
    }

    @Test
    void a_unit_is_used_when_its_blocks_have_cost_what_the_jvm_takes_to_compile_it() {
        String loop = LOOP.replace("ecx, 1000", "ecx, 1900000");
        FlatGuest guest = guest(loop, UnitSources.BOTH);
        translator(guest).settings().staticThreshold = 10_000;
        translations.add(CodeOf.translation(guest, 64, CODE));
        guest.runToHalt();
        assertThat(guest.cpu.icount).isEqualTo(1 + 5 * 1_900_000 + 1);
        // 8 million instructions are interpreted first: 1.6 million rounds.
        assertThat(translator(guest).cache().retired(true)).isCloseTo(5 * 300_000, within(10L));
    }

    @Test
    void a_unit_is_not_used_for_other_bytes() {
        FlatGuest original = guest(LOOP, UnitSources.STATIC);
        translations.add(CodeOf.translation(original, 64, CODE));
        FlatGuest changed = guest(LOOP.replace("xor edx, eax", "sub edx, eax"), UnitSources.STATIC);
        assertThat(changed.run(1000)).isEqualTo(StopReason.REQUESTED);
        assertThat(changed.cpu.stopRequest)
                .isEqualTo("unknown target l:00001000: the code there is not what was translated");
        assertThat(changed.cpu.icount).isZero();
    }

    @Test
    void a_unit_is_used_wherever_in_physical_memory_its_bytes_are() {
        FlatGuest guest = guest(LOOP, UnitSources.STATIC);
        translations.add(CodeOf.translation(guest, 64, CODE));
        System.arraycopy(guest.memory.bytes, CODE, guest.memory.bytes, 0x20_0000, 4096);
        java.util.Arrays.fill(guest.memory.bytes, CODE, CODE + 4096, (byte) 0);
        guest.memory.write32(0x30_0000, 0x30_1003);
        for (int page = 0; page < 1024; page++) {
            guest.memory.write32(0x30_1000 + 4 * page, page << 12 | 3);
        }
        guest.memory.write32(0x30_1000 + 4 * (CODE >>> 12), 0x20_0003);
        guest.cpu.cr3 = 0x30_0000;
        guest.cpu.cr0 |= 1 << 31;
        guest.cpu.mmu.modeChanged();
        guest.runToHalt();
        assertThat(translator(guest).cache().retired(true)).isEqualTo(IN_UNITS);
    }

    @Test
    void a_write_to_a_units_own_bytes_ends_it() {
        FlatGuest guest = guest(LOOP, UnitSources.BOTH);
        translations.add(CodeOf.translation(guest, 64, CODE));
        guest.run(5_000 / 2);
        assertThat(translator(guest).cache().units()).isNotEmpty();
        // add eax, ecx becomes add eax, edx
        guest.cpu.mmu.pokeLinear8(CODE + 6, 0xD0);
        assertThat(translator(guest).cache().units()).isEmpty();
        long before = translator(guest).cache().retired(true);
        guest.runToHalt();
        assertThat(translator(guest).cache().retired(true)).isEqualTo(before);
    }

    @Test
    void a_breakpoint_in_a_unit_stops_and_its_removal_brings_the_unit_back() {
        FlatGuest guest = guest(LOOP, UnitSources.STATIC);
        translations.add(CodeOf.translation(guest, 64, CODE));
        guest.breakpoints.add(CODE + 7);
        assertThat(guest.run(1_000_000)).isEqualTo(StopReason.BREAKPOINT);
        assertThat(guest.cpu.icount).isEqualTo(2);
        guest.breakpoints.remove(CODE + 7);
        guest.runToHalt();
        assertThat(translator(guest).cache().retired(true)).isGreaterThan(4_900);
    }

    @Test
    void a_class_that_refers_to_the_host_is_not_loaded() {
        FlatGuest guest = guest(LOOP, UnitSources.STATIC);
        List<ReadyUnit> units = CodeOf.translation(guest, 64, CODE).all();
        byte[] classFile = units.get(0).emitted().classFile();
        assertThat(UnitTampering.withCallOf(classFile, "java/lang/System", "gc", "()V"))
                .satisfies(tampered -> assertThatThrownBy(() -> UnitTampering.load(units.get(0), tampered, guest.cpu))
                        .hasMessage("a translated class refers to java/lang/System.gc"));
    }
}
