package ringside.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import ringside.debug.FakeTarget;
import ringside.time.Stimulus;

class CommandsTests {
    /** inc ax; inc ax; jmp $-2. */
    private final ConsoleFixture console = ConsoleFixture.fake(0x40, 0x40, 0xEB, 0xFC);

    @TestFactory
    Stream<DynamicTest> every_help_example_parses() {
        return console.session.table().all().stream()
                .map(command -> DynamicTest.dynamicTest(command.name(), () -> {
                    assertThat(command.examples()).isNotEmpty();
                    assertThat(command.summary()).endsWith(".").doesNotContain("\n");
                    for (String example : command.examples()) {
                        List<Statement> statements = new CommandLine(console.session.table()).parse(example);
                        assertThat(statements).hasSize(1);
                        assertThat(statements.get(0).command()).isSameAs(command);
                    }
                }));
    }

    @Test
    void names_and_aliases_are_unique_and_resolve() {
        Set<String> names = new HashSet<>();
        for (Command command : console.session.table().all()) {
            assertThat(names.add(command.name())).isTrue();
            command.aliases().forEach(alias -> {
                assertThat(names.add(alias)).as(alias).isTrue();
                assertThat(console.session.table().find(alias)).isSameAs(command);
            });
        }
    }

    @Test
    void prefixes_work_and_mistakes_get_suggestions() {
        assertThat(console.session.table().find("cont").name()).isEqualTo("continue");
        assertThat(console.session.table().find("disas").name()).isEqualTo("u");
        assertThat(console.last("brek 5").error()).isEqualTo("unknown command 'brek'; did you mean 'break'?");
        assertThat(console.last("re").error())
                .startsWith("'re' is ambiguous:")
                .contains("reset           Resets the machine");
    }

    @Test
    void errors_point_at_their_place() {
        Execution failure = console.last("print 1 + nosuch");
        assertThat(failure.position()).isEqualTo(10);
        assertThat(console.last("p 0xZZ").position()).isEqualTo(2);
        assertThat(console.last("s abc").error()).isEqualTo("the count must be a number, not 'abc'");
        assertThat(console.last("print").error()).contains("missing");
        assertThat(console.last("%").error()).isEqualTo("a command cannot start with '%'");
    }

    @Test
    void statements_are_separated_and_stop_at_the_first_failure() {
        List<Execution> executions = console.session.execute("p 1; p 2 ; p nosuch; p 3 # comment");
        assertThat(executions).hasSize(3);
        assertThat(console.run("# only a comment")).isEmpty();
        assertThat(console.run("echo a;  echo \"b;c\"")).isEqualTo("a\nb;c\n");
    }

    @Test
    void symbols_may_be_called_like_commands() {
        console.session.debugger().symbols().add("gdt", 0x500);
        console.session.debugger().symbols().add("x", 0x600);
        assertThat(console.run("break gdt")).isEqualTo("breakpoint 1 at gdt = l:00000500\n");
        assertThat(console.run("p/x x")).isEqualTo("$1 = 0x600\n");
        assertThat(console.run("x/1xb x")).contains("<x>");
    }

    @Test
    void formats_are_no_divisions() {
        assertThat(console.run("p 10/4")).isEqualTo("$1 = 2\n");
        assertThat(console.run("p/x 10/4*0x10")).isEqualTo("$2 = 0x20\n");
        assertThat(console.run("p/t 5")).isEqualTo("$3 = 101\n");
        assertThat(console.run("p/c 65")).isEqualTo("$4 = 65 'A'\n");
        assertThat(console.run("p/d byte[0x7c03]")).isEqualTo("$5 = -4\n");
        assertThat(console.run("p $3 + $")).isEqualTo("$6 = 257\n");
    }

    @Test
    void examine_goes_on_behind_what_it_showed() {
        console.run("set {u32}0x500 = 0x64636261");
        assertThat(console.run("x/4xb 0x500")).isEqualTo("4 x 1 byte\nl:00000500:  61  62  63  64  abcd\n");
        assertThat(console.run("x/s 0x500")).isEqualTo("l:00000500:  \"abcd\"\n");
        assertThat(console.run("x/2xh 0x500")).contains("6261  6463");
        assertThat(console.run("x")).contains("l:00000504");
        assertThat(console.run("x/1xw 0x10000000")).contains("????????");
        assertThat(console.run("p byte[0x500]@3")).isEqualTo("$1 = {0x61, 0x62, 0x63}\n");
    }

    @Test
    void changes_of_the_guest_are_stimuli() {
        console.run("set $eax = 0x1234");
        console.run("set byte[0x500] = 7");
        console.run("r ebx=5");
        FakeTarget target = (FakeTarget) console.session.debugger().target();
        assertThat(target.stimuli).hasSize(3);
        assertThat(target.stimuli.get(0)).isEqualTo(new Stimulus.RegisterWrite("eax", 0x1234));
        assertThat(target.cpu().r32(3)).isEqualTo(5);
    }

    @Test
    void steps_show_changes_and_repeat() {
        assertThat(console.run("s")).contains("eax 00000001").contains("=> 0000:7c01");
        assertThat(console.session.interpreter().repeatable()).isEqualTo("s");
        assertThat(console.run("s 2")).contains("=> 0000:7c00");
        assertThat(console.run("stepi --phases")).contains("fetch", "decode   inc", "execute  eax", "next");
    }

    @Test
    void breakpoints_are_listed_changed_and_deleted() {
        console.run("break 0x7c01 if $ax == 3");
        console.run("tbreak cs:0x7c02");
        assertThat(console.run("i b")).contains("if $ax == 3").contains("temporary");
        assertThat(console.run("c")).contains("Temporary breakpoint 2 at cs:0x7c02");
        assertThat(console.run("c")).contains("Breakpoint 1 at 0x7c01 ($ax == 3)");
        assertThat(console.run("condition 1")).contains("stops always");
        assertThat(console.run("disable")).contains("disabled breakpoint 1");
        assertThat(console.run("delete 1")).isEqualTo("deleted breakpoint 1\n");
        assertThat(console.run("delete 1")).startsWith("error: there is no breakpoint 1");
        assertThat(console.run("break 5 if $eax = 5")).contains("==");
    }

    @Test
    void settings_are_checked() {
        assertThat(console.run("set radix 16; p 10")).isEqualTo("radix is 16\n$1 = 16\n");
        assertThat(console.run("set radix 0n7")).startsWith("error: 'radix' can be");
        assertThat(console.run("set raddix 10")).contains("did you mean 'radix'?");
        console.run("set flavor bochs");
        assertThat(console.run("p")).contains("inc");
        assertThat(console.run("show flavor")).startsWith("flavor  bochs");
    }

    @Test
    void preconditions_are_explained() {
        assertThat(console.run("info gdt")).startsWith("error: the CPU is in real mode");
        assertThat(console.run("info tab")).startsWith("error: paging is off");
    }

    @Test
    void help_comes_from_the_table() {
        assertThat(console.run("help")).contains("Running", "continue", "Breakpoints");
        assertThat(console.run("help br")).contains("break [ADDRESS] [if CONDITION]");
        assertThat(console.run("help expressions")).contains("0x7c00");
        assertThat(console.run("apropos interrupt")).contains("inject");
    }

    @Test
    void results_are_structures() {
        Execution execution = console.last("info registers eax");
        assertThat(Printer.json(execution.result().data())).isEqualTo("{\"eax\":0}");
        assertThat(Printer.json(console.last("s").result().data())).contains("\"kind\":\"STEP\"", "\"icount\":1");
        for (Command command : console.session.table().all()) {
            // Neither endless runs nor files in the working directory.
            if (!Set.of(Category.RUN, Category.SCRIPT, Category.FILES, Category.STATE)
                    .contains(command.category())) {
                Execution example = console.last(command.examples().get(0));
                if (example.error() == null) {
                    assertThat(Printer.json(example.result().data())).isNotBlank();
                }
            }
        }
    }

    @Test
    void a_mistake_of_ours_keeps_the_session_alive() {
        console.session
                .table()
                .add(List.of(Command.named("explode").summary("Fails.").does((session, arguments) -> {
                    throw new IllegalStateException("boom");
                })));
        assertThat(console.last("explode now").error())
                .startsWith("internal error in 'explode now': IllegalStateException - please report");
        assertThat(console.run("p 1")).isEqualTo("$1 = 1\n");
    }

    @Test
    void a_command_that_needs_more_memory_than_there_is_says_so() {
        console.session
                .table()
                .add(List.of(Command.named("swell").summary("Swells.").does((session, arguments) -> {
                    byte[] tooMuch = new byte[Integer.MAX_VALUE];
                    return Result.of(tooMuch.length, text -> {});
                })));
        assertThat(console.last("swell").error()).startsWith("no memory left for 'swell' in this Java heap of ");
        assertThat(console.run("p 1")).isEqualTo("$1 = 1\n");
    }
}
