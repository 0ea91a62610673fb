package ringside.isa.asm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class AssemblerTests {
    private static String hex(String source) {
        return HexFormat.of().formatHex(Assembler.assemble(source).bytes());
    }

    private static List<String> errors(String source) {
        return catchThrowableOfType(AssemblyException.class, () -> Assembler.assemble("a.asm", source))
                .errors();
    }

    private static String line(String text) {
        return HexFormat.of()
                .formatHex(Assembler.line(
                        text, 0x1000, 32, name -> name.equals("start") ? OptionalInt.of(0x1010) : OptionalInt.empty()));
    }

    @Test
    void labels_are_addresses_with_the_origin() {
        Assembly assembly = Assembler.assemble("org 0x7c00\nnop\nstart: jmp start\n.loop: jmp .loop\nSIZE equ 5");
        assertThat(assembly.origin()).isEqualTo(0x7C00);
        assertThat(assembly.symbols()).containsEntry("start", 0x7C01).containsEntry("start.loop", 0x7C03);
        assertThat(assembly.constants()).containsOnlyKeys("SIZE").containsEntry("SIZE", 5L);
        assertThat(assembly.bytes()).hasSize(5);
    }

    @Test
    void the_listing_has_address_bytes_and_line() {
        List<ListingLine> listing =
                Assembler.assemble("org 0x100\n\nnop\nx: dw 1, 2\n").listing();
        assertThat(listing).hasSize(2);
        assertThat(listing.get(1).address()).isEqualTo(0x101);
        assertThat(listing.get(1).line()).isEqualTo(4);
        assertThat(listing.get(1).bytes()).containsExactly(1, 0, 2, 0);
    }

    @Test
    void forward_jumps_are_as_short_as_they_can_be() {
        assertThat(hex("jmp x\ntimes 127 nop\nx:")).startsWith("eb7f90");
        assertThat(hex("jmp x\ntimes 128 nop\nx:")).startsWith("e98000");
        assertThat(hex("bits 32\njz x\ntimes 128 nop\nx:")).startsWith("0f8480000000");
    }

    @Test
    void code_is_16_bit_until_told_otherwise() {
        assertThat(hex("mov eax, 1\nbits 32\nmov eax, 1\n[bits 16]\nmov ax, 1\nuse32\nmov ax, 1"))
                .isEqualTo("66b801000000" + "b801000000" + "b80100" + "66b80100");
    }

    @Test
    void the_width_of_an_address_stands_before_or_behind_the_segment() {
        assertThat(hex("mov eax, [fs:dword 0x10]"))
                .isEqualTo(hex("mov eax, [dword fs:0x10]"))
                .contains("67a110000000");
        assertThat(hex("mov ax, [es:word bx]")).isEqualTo("268b870000");
    }

    @Test
    void expressions_have_the_precedence_of_c() {
        assertThat(hex("db 1+2*3, (1+2)*3, 1<<2+1, 6&3|8, 5^1, ~0&0xf, 7/2, 7%4, -1>>60, 1==1&&0, 2>1||0, 1?2:3"))
                .isEqualTo("070908" + "0a" + "04" + "0f" + "03" + "03" + "0f" + "00" + "01" + "02");
    }

    @Test
    void numbers_come_in_all_notations() {
        assertThat(hex("db 0ffh, 0xff, $0f, 101b, 0b11, 17q, 0o17, 1_0, 10d, 0d10, 'a'"))
                .isEqualTo("ffff0f05030f0f0a0a0a61");
    }

    @Test
    void strings_are_padded_to_their_unit() {
        assertThat(hex("db 'ab', \"c\", `\\n\\x41\\0`\ndw 'abc'\ndd 'abcde'"))
                .isEqualTo("616263" + "0a4100" + "61626300" + "6162636465000000");
        assertThat(hex("dd 1.5\ndq -2.0")).isEqualTo("0000c03f" + "00000000000000c0");
    }

    @Test
    void a_boot_sector_is_padded_by_times() {
        byte[] image = Assembler.assemble("org 0x7c00\njmp $\ntimes 510-($-$$) db 0\ndw 0xaa55")
                .bytes();
        assertThat(image).hasSize(512).endsWith(0x55, 0xAA);
    }

    @Test
    void alignment_fills_with_nops_or_with_what_is_asked_for() {
        assertThat(hex("nop\nalign 4\nnop\nalign 4, db 0")).isEqualTo("90909090" + "90000000");
        assertThat(hex("db 1\nresb 2\ndb 2")).isEqualTo("01000002");
    }

    @Test
    void several_errors_are_reported_with_their_places() {
        assertThat(errors("mov eax, [nowhere]\nmvo eax, 1\ninc [bx]\n db 300\n add eax, bx\n x: x:\n"))
                .containsExactly("a.asm:2:1: unknown instruction mvo", "a.asm:6:6: unexpected :");
        assertThat(errors("mov eax, [nowhere]\ninc [bx]\n db 300\n add eax, bx\n"))
                .containsExactly(
                        "a.asm:1:11: symbol nowhere is not defined",
                        "a.asm:2:1: operation size not specified",
                        "a.asm:3:5: value does not fit in 8 bits",
                        "a.asm:4:2: invalid combination of opcode and operands");
    }

    @Test
    void symbols_are_defined_once() {
        assertThat(errors("x: nop\nx: nop")).containsExactly("a.asm:2:1: symbol x is defined twice");
    }

    @Test
    void sources_that_would_fill_the_memory_are_refused() {
        assertThat(errors("times 1000000000 db 0")).hasSize(1);
        assertThat(errors("times 100000 times 100000 nop")).hasSize(1);
        assertThat(errors("times -1 nop")).containsExactly("a.asm:1:7: count is negative: -1");
        assertThat(errors("x: times 1-($-$$-x) db 0\ndb 1\nx2 equ x3\nx3 equ x2+1"))
                .isNotEmpty();
    }

    @Test
    void nesting_without_end_is_an_error_like_any_other() {
        assertThat(errors("db " + "(".repeat(100_000))).hasSize(1);
        assertThat(errors("db " + "-".repeat(100_000) + "1")).hasSize(1);
        assertThat(errors("db 1" + "+1".repeat(100_000))).hasSize(1);
        assertThat(errors("times 2 ".repeat(50_000) + "nop")).hasSize(1);
    }

    @Test
    void one_line_is_assembled_in_place() {
        assertThat(line("jmp start")).isEqualTo("eb0e");
        assertThat(line("jmp 0x1002")).isEqualTo("eb00");
        assertThat(line("mov eax, start")).isEqualTo("b810100000");
        assertThat(line("db 'x', 0")).isEqualTo("7800");
        assertThat(line("")).isEmpty();
        assertThatThrownBy(() -> line("jmp nowhere"))
                .isInstanceOf(AssemblyException.class)
                .hasMessage("line:1:5: symbol nowhere is not defined");
        assertThatThrownBy(() -> line("x: nop"))
                .hasMessage("line:1:1: unknown instruction x (no label can be defined here)");
    }
}
