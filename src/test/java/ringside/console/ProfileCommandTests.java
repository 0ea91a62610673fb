package ringside.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ringside.machine.FlatMode;

/** Counts that can be worked out by hand, on loops of which each number of rounds is known; equal under every engine. */
class ProfileCommandTests {
    /**
     * 100 rounds, one in four of which calls by way of a table of two; then 64 doublewords are read four times over, 400h
     * bytes apart; then ten bytes are written.
     */
    private static final String GUEST =
            """
            start:  mov esp, 0x7000
                    mov ecx, 100
            again:  test ecx, 3
                    jnz skip
                    mov eax, ecx
                    shr eax, 2
                    and eax, 1
            pick:   call [table + eax * 4]
            skip:   dec ecx
                    jnz again
                    mov ebx, 4
            pass:   xor esi, esi
            stride: mov eax, [esi + 0x100000]
                    add esi, 0x400
                    cmp esi, 0x10000
                    jne stride
                    dec ebx
                    jnz pass
                    mov ecx, 10
                    mov edi, 0x200000
                    mov al, 7
            fill:   rep stosb
            done:   hlt
            even:   mov dword [0x180000], 5
                    ret
            odd:    mov dword [0x180000], 6
                    ret
                    align 4
            table:  dd even, odd
            """;

    /** Instructions of the guest, iterations of the repeated one included. */
    private static final long ALL = 1603;

    private static final List<String> KINDS = List.of("branches", "targets", "blocks", "pages", "values", "cache");

    private static ConsoleFixture guest(String engine) {
        ConsoleFixture console = ConsoleFixture.machine(GUEST, FlatMode.PM32);
        console.run("label stride 0x7c2b; label even 0x7c51; label odd 0x7c5c; label skip 0x7c21; label fill 0x7c4e");
        console.run("engine " + engine + "; set dbt.threshold 5");
        return console;
    }

    private static String profile(String engine, String kind) {
        ConsoleFixture console = guest(engine);
        String name = kind.split(" ")[0];
        String shape = kind.substring(name.length());
        assertThat(console.run("profile " + name + " on" + shape)).contains("counted: " + name);
        console.run("continue for 100000");
        return console.run("profile " + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"interp", "dbt"})
    void branches_are_taken_as_often_as_the_loops_go_round(String engine) {
        assertThat(profile(engine, "branches"))
                .containsPattern("7c3d +252 +4 +jne 0x7c2b <stride>")
                .containsPattern("7c10 +75 +25 +jne 0x7c21 <skip>")
                .containsPattern("7c22 +99 +1 +jne 0x7c0a")
                .containsPattern("7c40 +3 +1 +jne 0x7c29");
    }

    @ParameterizedTest
    @ValueSource(strings = {"interp", "dbt"})
    void a_call_by_way_of_a_table_led_to_each_of_its_entries(String engine) {
        assertThat(profile(engine, "targets"))
                .containsPattern("7c1a +25 +odd x13 +even x12 +call")
                .containsPattern("13 +skip x13 +ret")
                .containsPattern("12 +skip x12 +ret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"interp", "dbt"})
    void blocks_are_entered_and_pages_used_as_often_as_the_program_says(String engine) {
        // The first round of each pass belongs to the block that begins before it.
        assertThat(profile(engine, "blocks"))
                .containsPattern("7c2b +252 +4 +mov eax")
                .containsPattern("7c51 +12 +2");
        assertThat(profile(engine, "pages"))
                .containsPattern("l:00106000 +16 +0 +0")
                .containsPattern("l:00180000 +0 +25 +0")
                .containsPattern("l:00006000 +25 +25 +0")
                .containsPattern("l:00200000 +0 +10 +0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"interp", "dbt"})
    void values_are_those_that_were_read_and_written(String engine) {
        assertThat(profile(engine, "values"))
                .containsPattern("7c2b +read +256 +0x0 x256")
                .containsPattern("7c1a +read +25 +0x7c5c x13 +0x7c51 x12")
                .containsPattern("7c51 +write +12 +0x5 x12")
                .containsPattern("7c4e +write +10 +0x7 x10");
    }

    @ParameterizedTest
    @ValueSource(strings = {"interp", "dbt"})
    void a_strided_loop_misses_as_the_shape_of_the_modelled_cache_says(String engine) {
        // 64 lines, 400h apart. 4 KiB, direct-mapped: four sets for all of them, so each read misses.
        assertThat(profile(engine, "cache 4K 64 1"))
                .contains("modelled data cache, 4K, lines of 64 bytes, 1 ways")
                .containsPattern("7c2b +256 +256");
        // 64 KiB, direct-mapped: a set of its own for each, so only the first pass misses.
        assertThat(profile(engine, "cache 64K 64 1")).containsPattern("7c2b +64 +256");
        // One set of 128 lines holds them all; one of 32 loses, each time, the very line that is wanted next.
        assertThat(profile(engine, "cache 8K 64 128")).containsPattern("7c2b +64 +256");
        assertThat(profile(engine, "cache 2K 64 32")).containsPattern("7c2b +256 +256");
        // Ten bytes in a line.
        assertThat(profile(engine, "cache")).containsPattern("7c4e +1 +10 +rep stos");
    }

    @Test
    void counts_do_not_depend_on_where_a_run_is_cut_nor_on_the_engine() {
        List<String> wanted = null;
        for (String how : List.of("continue for 100000", "stepi 1", "stepi 3", "stepi 7")) {
            for (String engine : List.of("interp", "dbt", "sbt+dbt")) {
                ConsoleFixture console = guest(engine);
                KINDS.forEach(kind -> console.run("profile " + kind + " on"));
                do {
                    console.run(how);
                } while (console.session.machine().cpu().icount < ALL);
                List<String> counted = KINDS.stream()
                        .map(kind -> console.run("profile " + kind))
                        .toList();
                wanted = wanted == null ? counted : wanted;
                assertThat(counted).as(how + " under " + engine).isEqualTo(wanted);
            }
        }
    }

    @Test
    void the_guest_is_the_same_with_and_without() {
        List<String> hashes = Stream.of(
                        "profile off",
                        String.join(
                                "; ",
                                KINDS.stream()
                                        .map(kind -> "profile " + kind + " on")
                                        .toList()))
                .flatMap(setting -> Stream.of("interp", "dbt").map(engine -> {
                    ConsoleFixture console = guest(engine);
                    console.run(setting);
                    console.run("stepi 1234");
                    return console.session.machine().state().hash().toString();
                }))
                .distinct()
                .toList();
        assertThat(hashes).hasSize(1);
    }

    @Test
    void when_nothing_is_counted_translated_code_runs_again() {
        ConsoleFixture console = guest("dbt");
        console.run("profile branches on; stepi 300; profile off");
        assertThat(console.session.machine().translator().made()).isZero();
        console.run("stepi 1000");
        assertThat(console.session.machine().translator().made()).isPositive();
        assertThat(console.run("profile branches")).containsPattern("7c22 +[1-9][0-9] +0 +jne");
        assertThat(console.run("profile reset; profile branches")).contains("nothing has been counted");
    }

    @Test
    void what_cannot_be_is_answered_with_one_line() {
        ConsoleFixture console = guest("interp");
        assertThat(console.run("profile branch on")).contains("did you mean 'branches'");
        assertThat(console.run("profile cache on 5K 64 8")).contains("a power of two: the number of sets");
        assertThat(console.run("profile cache on much")).contains("is no size");
        assertThat(console.run("profile pages maybe")).contains("on, off, show or reset");
    }
}
