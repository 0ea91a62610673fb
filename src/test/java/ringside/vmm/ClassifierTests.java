package ringside.vmm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import ringside.cpu.CpuModel;
import ringside.isa.Mnemonic;
import ringside.isa.OpcodeMap;
import ringside.isa.PrivilegeClass;
import ringside.isa.Row;
import ringside.isa.asm.Assembler;
import ringside.vmm.study.Classification;
import ringside.vmm.study.Classifier;
import ringside.vmm.study.Theorem;

/** Classes are found by running; here they are compared with what the manual's tables and the literature say. */
class ClassifierTests {
    private static Map<String, Classification> classes;

    @BeforeAll
    static void runThemAll() {
        classes = new Classifier(CpuModel.ringside32()).all();
    }

    @Test
    void what_traps_at_every_level_but_0_is_what_the_manual_calls_privileged() {
        assertThat(names(Classification::privileged))
                .isEqualTo(manual(PrivilegeClass.PRIVILEGED, PrivilegeClass.IO_SENSITIVE, "rdpmc"));
    }

    @Test
    void all_of_robin_and_irvines_list_is_critical() {
        assertThat(names(Classification::critical))
                .containsAll(Theorem.robinAndIrvine().keySet());
    }

    @Test
    void beyond_their_list_are_loads_of_segments_time_identity_and_what_stores_the_code_segment_of_the_fpu() {
        Set<String> beyond = names(Classification::critical);
        beyond.removeAll(Theorem.robinAndIrvine().keySet());
        assertThat(beyond)
                .containsExactly(
                        "cpuid",
                        "fnsave",
                        "fnstenv",
                        "fxsave",
                        "int1",
                        "int3",
                        "iret",
                        "lds",
                        "les",
                        "lfs",
                        "lgs",
                        "lss",
                        "rdtsc",
                        "sysenter");
    }

    @Test
    void popf_is_proved_by_an_interrupt_flag_that_changes_at_cpl_0_and_silently_stays_at_cpl_1() {
        Classification popf = classes.get("popf");
        assertThat(popf.verdict()).isEqualTo("critical: not privileged, but control- and behaviour-sensitive");
        assertThat(popf.proofs()).anySatisfy(proof -> {
            assertThat(proof.shows()).isEqualTo("behaviour-sensitive");
            assertThat(proof.first()).isEqualTo("CPL 0: no trap");
            assertThat(proof.second()).isEqualTo("CPL 1: no trap");
            assertThat(proof.difference()).isEqualTo("IF 0 -> 1 / stays 0");
        });
    }

    @Test
    void one_form_has_its_own_class() {
        Classifier classifier = new Classifier(CpuModel.ringside32());
        assertThat(classifier.classify(code("mov ax, cs")).critical()).isTrue();
        assertThat(classifier.classify(code("mov ax, ds")).critical()).isFalse();
        assertThat(classifier.classify(code("push ss")).critical()).isTrue();
        assertThat(classifier.classify(code("push fs")).critical()).isFalse();
    }

    @Test
    void with_umip_the_stores_of_system_registers_trap() {
        Classifier classifier = new Classifier(CpuModel.parse("ringside32,+umip"));
        for (Mnemonic mnemonic : Set.of(Mnemonic.SGDT, Mnemonic.SIDT, Mnemonic.SLDT, Mnemonic.SMSW, Mnemonic.STR)) {
            Classification found = classifier.classify(mnemonic);
            assertThat(found.privileged()).as(found.instruction()).isTrue();
            assertThat(found.critical()).as(found.instruction()).isFalse();
        }
    }

    @Test
    void what_a_model_lacks_is_undefined_on_it() {
        assertThat(new Classifier(CpuModel.parse("386"))
                        .classify(Mnemonic.CPUID)
                        .verdict())
                .isEqualTo("undefined on this CPU model");
    }

    private static Set<String> names(Predicate<Classification> property) {
        return classes.values().stream()
                .filter(property)
                .map(Classification::instruction)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> manual(PrivilegeClass first, PrivilegeClass second, String more) {
        Set<String> names = new TreeSet<>(Set.of(more));
        for (Row row : OpcodeMap.rows()) {
            if ((row.privilege() == first || row.privilege() == second) && row.mnemonic() != Mnemonic.RSM) {
                names.add(Classifier.name(row.mnemonic()));
            }
        }
        return names;
    }

    private static byte[] code(String text) {
        return Assembler.line(text, 0, 32, name -> OptionalInt.empty());
    }
}
