package ringside.exec.sbt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import ringside.exec.interp.FlatGuest;
import ringside.exec.sbt.CodeSpace.Range;

/** Recursive descent: what is found, what is not, and what is said about it. */
class ControlFlowRecoveryTests {
    private static final int CODE = FlatGuest.CODE;

    @Test
    void branches_calls_and_what_follows_them_are_followed() {
        FlatGuest guest = new FlatGuest(
                """
                test eax, eax
                jz zero
                call function
                zero:
                hlt
                db 0xFF, 0xFF, 0xFF, 0xFF
                function:
                ret
                """);
        ControlFlow flow = CodeOf.flow(guest, 15, CODE);
        assertThat(flow.starts()).containsExactly(CODE, CODE + 4, CODE + 9, CODE + 14);
        assertThat(flow.discoveredBytes()).isEqualTo(11);
        assertThat(flow.undiscovered()).containsExactly(new Range(CODE + 10, 4));
        assertThat(flow.indirectBranches()).isEmpty();
    }

    @Test
    void a_branch_into_the_middle_of_a_block_begins_a_block_there() {
        FlatGuest guest = new FlatGuest(
                """
                nop
                nop
                again:
                nop
                jmp again
                """);
        ControlFlow flow = CodeOf.flow(guest, 5, CODE);
        assertThat(flow.starts()).containsExactly(CODE, CODE + 2);
        assertThat(flow.basicBlocks()).containsExactly(new Range(CODE, 2), new Range(CODE + 2, 3));
    }

    @Test
    void computed_branches_are_listed_and_end_the_descent() {
        FlatGuest guest = new FlatGuest(
                """
                call [0x2000 + eax * 4]
                jmp ecx
                nop
                nop
                """);
        ControlFlow flow = CodeOf.flow(guest, 11, CODE);
        assertThat(flow.indirectBranches())
                .containsExactly(
                        new ControlFlow.IndirectBranch(CODE, "call"), new ControlFlow.IndirectBranch(CODE + 7, "jump"));
        assertThat(flow.undiscovered()).containsExactly(new Range(CODE + 9, 2));
    }

    @Test
    void a_table_whose_size_a_comparison_gives_away_is_followed() {
        FlatGuest guest = new FlatGuest(
                """
                cmp eax, 1
                ja elsewhere
                jmp [table + eax * 4]
                elsewhere:
                hlt
                first:
                hlt
                second:
                hlt
                align 16
                table: dd first, second, 0
                """);
        ControlFlow flow = CodeOf.flow(guest, 15, CODE);
        assertThat(flow.jumpTables()).containsExactly(new ControlFlow.JumpTable(CODE + 5, 2));
        assertThat(flow.starts()).contains(CODE + 13, CODE + 14);
        assertThat(flow.indirectBranches()).isEmpty();
    }

    @Test
    void what_lies_outside_of_the_range_is_left_alone() {
        FlatGuest guest = new FlatGuest("jmp 0x1800");
        ControlFlow flow = CodeOf.flow(guest, 16, CODE, 0x5000);
        assertThat(flow.starts()).containsExactly(CODE);
    }
}
