package ringside.exec.dbt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import ringside.exec.interp.FlatGuest;

/** Each mechanism of the translator by what it changes, with the results equal. */
class DbtMechanismTests {
    private static final int ROUNDS = 10_000;
    private static final String LOOP =
            """
            mov ecx, 10000
            again:
            add eax, ecx
            xor edx, eax
            mov [0x100000], edx
            dec ecx
            jnz again
            hlt
            """;

    private final FlatGuest guest = new FlatGuest(LOOP, DynamicTranslator::new);
    private final DynamicTranslator translator = (DynamicTranslator) guest.engine;

    @Test
    void a_block_is_translated_when_it_has_been_entered_as_often_as_the_threshold_says() {
        translator.settings().threshold = 100;
        guest.run(1 + 5 * 50);
        assertThat(translator.made()).isZero();
        guest.runToHalt();
        assertThat(translator.made()).isPositive();
        assertThat(translator.arcs().triggers()).isEqualTo(1);
    }

    @Test
    void a_unit_is_made_only_after_as_much_interpretation_as_its_compilation_costs() {
        String program = "mov ecx, 20000\nagain:\nadd eax, ecx\ndec ecx\njnz again\nhlt\n";
        FlatGuest brief = new FlatGuest(program, DynamicTranslator::new);
        ((DynamicTranslator) brief.engine).settings().threshold = 10_000;
        brief.runToHalt();
        assertThat(((DynamicTranslator) brief.engine).made()).isZero();
        FlatGuest longer = new FlatGuest(program.replace("20000", "3000000"), DynamicTranslator::new);
        ((DynamicTranslator) longer.engine).settings().threshold = 10_000;
        longer.runToHalt();
        assertThat(((DynamicTranslator) longer.engine).made()).isEqualTo(1);
    }

    @Test
    void cli_sti_and_popf_with_no_interrupt_due_stay_in_their_unit() {
        String program =
                """
                mov ecx, 10000
                again:
                pushf
                cli
                add eax, ecx
                popf
                cli
                xor edx, eax
                sti
                dec ecx
                jnz again
                hlt
                """;
        FlatGuest masking = new FlatGuest(program, DynamicTranslator::new);
        DynamicTranslator units = (DynamicTranslator) masking.engine;
        units.settings().threshold = 100;
        masking.runToHalt();
        long entries = units.cache().units().stream()
                .mapToLong(unit -> unit.translation().entries())
                .sum();
        assertThat(entries).isBetween(1L, 20L);
    }

    @Test
    void no_block_is_in_two_units() {
        String program =
                """
                mov ebx, 300
                outer:
                mov ecx, 50
                inner:
                add eax, ecx
                call helper
                loop inner
                call helper
                dec ebx
                jnz outer
                hlt
                helper:
                xor edx, eax
                ret
                """;
        FlatGuest nested = new FlatGuest(program, DynamicTranslator::new);
        DynamicTranslator units = (DynamicTranslator) nested.engine;
        units.settings().threshold = 100;
        nested.runToHalt();
        assertThat(units.cache().units().stream().flatMap(unit -> unit.blocks().stream()))
                .isNotEmpty()
                .doesNotHaveDuplicates();
    }

    @Test
    void without_links_every_round_goes_through_the_manager() {
        translator.settings().threshold = 100;
        guest.runToHalt();
        Arcs chained = translator.arcs();
        FlatGuest other = new FlatGuest(LOOP, DynamicTranslator::new);
        DynamicTranslator unchained = (DynamicTranslator) other.engine;
        unchained.settings().threshold = 100;
        unchained.settings().chain = false;
        other.runToHalt();
        assertThat(chained.hits() + chained.misses()).isLessThan(10);
        assertThat(unchained.arcs().hits()).isGreaterThan(ROUNDS - 200);
        assertThat(other.cpu.gpr).isEqualTo(guest.cpu.gpr);
        assertThat(other.cpu.icount).isEqualTo(guest.cpu.icount);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 3, 8})
    void spills_and_reloads_are_the_stores_and_loads_of_registers_in_the_class_file(int slots) {
        translator.settings().threshold = 100;
        translator.settings().hostSlots = slots;
        guest.runToHalt();
        TranslationBlock unit = translator.cache().units().iterator().next();
        assertThat(unit.facts().registers()).hasSize(Math.min(slots, 3));
        assertThat(unit.facts().spills()).isEqualTo(count(unit, Opcodes.LASTORE));
        assertThat(unit.facts().reloads()).isEqualTo(count(unit, Opcodes.LALOAD));
    }

    @Test
    void fewer_slots_take_more_loads_and_stores() {
        translator.settings().threshold = 100;
        guest.runToHalt();
        int with = translator.cache().units().iterator().next().facts().reloads();
        FlatGuest poor = new FlatGuest(LOOP, DynamicTranslator::new);
        DynamicTranslator without = (DynamicTranslator) poor.engine;
        without.settings().threshold = 100;
        without.settings().hostSlots = 0;
        poor.runToHalt();
        assertThat(without.cache().units().iterator().next().facts().reloads()).isGreaterThan(with);
        assertThat(poor.cpu.gpr).isEqualTo(guest.cpu.gpr);
    }

    @Test
    void a_cache_of_one_unit_evicts_and_changes_nothing() {
        String program =
                """
                mov ebx, 20
                outer:
                mov ecx, 500
                first:
                add eax, ecx
                loop first
                mov ecx, 500
                second:
                sub eax, ebx
                loop second
                dec ebx
                jnz outer
                hlt
                """;
        FlatGuest roomy = new FlatGuest(program, DynamicTranslator::new);
        FlatGuest narrow = new FlatGuest(program, DynamicTranslator::new);
        ((DynamicTranslator) roomy.engine).settings().threshold = 100;
        DynamicTranslator small = (DynamicTranslator) narrow.engine;
        small.settings().threshold = 100;
        small.settings().maxUnits = 1;
        roomy.runToHalt();
        narrow.runToHalt();
        assertThat(small.cache().units()).hasSize(1);
        assertThat(small.cache().evicted()).isPositive();
        assertThat(narrow.cpu.gpr).isEqualTo(roomy.cpu.gpr);
        assertThat(narrow.cpu.icount).isEqualTo(roomy.cpu.icount);
    }

    @Test
    void a_write_to_translated_code_invalidates_the_unit_and_the_new_code_runs() {
        translator.settings().threshold = 100;
        guest.run(5_000);
        assertThat(translator.cache().units()).isNotEmpty();
        // add eax, ecx becomes add eax, edx
        guest.cpu.mmu.pokeLinear8(FlatGuest.CODE + 6, 0xD0);
        assertThat(translator.cache().units()).isEmpty();
        assertThat(translator.cache().invalidated()).isEqualTo(1);
        int before = guest.cpu.r32(FlatGuest.EAX);
        int edx = guest.cpu.r32(FlatGuest.EDX);
        guest.cpu.eip = FlatGuest.CODE + 5;
        guest.run(1);
        assertThat(guest.cpu.r32(FlatGuest.EAX)).isEqualTo(before + edx);
    }

    /** Counts an instruction in the method that runs guest code. */
    private static int count(TranslationBlock unit, int opcode) {
        int[] found = {0};
        new ClassReader(unit.classFile())
                .accept(
                        new ClassVisitor(Opcodes.ASM9) {
                            @Override
                            public MethodVisitor visitMethod(
                                    int access, String name, String descriptor, String signature, String[] exceptions) {
                                return new MethodVisitor(Opcodes.ASM9) {
                                    @Override
                                    public void visitInsn(int instruction) {
                                        found[0] += instruction == opcode ? 1 : 0;
                                    }
                                };
                            }
                        },
                        0);
        return found[0];
    }
}
