package ringside.isa;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DecoderTests {
    private static Instruction decode(String hex, boolean code32) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        return Decoder.decode(bytes, 0, bytes.length, code32);
    }

    private static Instruction decode32(String hex) {
        return decode(hex, true);
    }

    private static Instruction decode16(String hex) {
        return decode(hex, false);
    }

    @Test
    void register_forms_carry_both_registers() {
        Instruction add = decode32("01 D8");
        assertThat(add.mnemonic).isEqualTo(Mnemonic.ADD);
        assertThat(add.length).isEqualTo(2);
        assertThat(add.width).isEqualTo(32);
        assertThat(add.memory).isFalse();
        assertThat(add.rm).isZero();
        assertThat(add.reg).isEqualTo(3);
        assertThat(add.row.encoding()).isEqualTo("01 /r");
    }

    @Test
    void sib_addresses_have_base_index_scale_and_displacement() {
        Instruction mov = decode32("8B 84 B3 78 56 34 12");
        assertThat(mov.memory).isTrue();
        assertThat(mov.base).isEqualTo(3);
        assertThat(mov.index).isEqualTo(6);
        assertThat(mov.scale).isEqualTo(2);
        assertThat(mov.displacement).isEqualTo(0x12345678);
        assertThat(mov.length).isEqualTo(7);
    }

    @Test
    void esp_is_no_index_and_absent_bases_are_slot_8() {
        Instruction absolute = decode32("8B 04 65 00 10 00 00");
        assertThat(absolute.base).isEqualTo(Instruction.NO_REGISTER);
        assertThat(absolute.index).isEqualTo(Instruction.NO_REGISTER);
        Instruction stack = decode32("8B 04 24");
        assertThat(stack.base).isEqualTo(4);
        assertThat(stack.segment).isEqualTo(SegmentRegister.SS);
    }

    @Test
    void sixteen_bit_addresses_follow_table_2_1() {
        Instruction mov = decode16("8B 42 FE");
        assertThat(mov.base).isEqualTo(5);
        assertThat(mov.index).isEqualTo(6);
        assertThat(mov.displacement).isEqualTo(-2);
        assertThat(mov.segment).isEqualTo(SegmentRegister.SS);
        Instruction direct = decode16("8B 06 34 12");
        assertThat(direct.base).isEqualTo(Instruction.NO_REGISTER);
        assertThat(direct.displacement).isEqualTo(0x1234);
        assertThat(direct.segment).isEqualTo(SegmentRegister.DS);
    }

    @Test
    void prefixes_switch_sizes_and_segments() {
        Instruction mov = decode32("66 67 26 8B 47 04");
        assertThat(mov.operandSize).isEqualTo(16);
        assertThat(mov.addressSize).isEqualTo(16);
        assertThat(mov.segment).isEqualTo(SegmentRegister.ES);
        assertThat(mov.length).isEqualTo(6);
    }

    @Test
    void immediates_are_zero_extended_and_branch_offsets_sign_extended() {
        assertThat(decode32("83 C0 FF").immediate).isEqualTo(-1);
        assertThat(decode16("83 C0 FF").immediate).isEqualTo(0xFFFF);
        assertThat(decode32("C0 E0 FF").immediate).isEqualTo(0xFF);
        assertThat(decode16("B8 FF FF").immediate).isEqualTo(0xFFFF);
        assertThat(decode16("E9 FE FF").immediate).isEqualTo(-2);
        assertThat(decode32("EB FE").immediate).isEqualTo(-2);
    }

    @Test
    void operand_size_chooses_the_row_of_conversions() {
        assertThat(decode32("98").mnemonic).isEqualTo(Mnemonic.CWDE);
        assertThat(decode16("98").mnemonic).isEqualTo(Mnemonic.CBW);
        assertThat(decode16("66 99").mnemonic).isEqualTo(Mnemonic.CDQ);
    }

    @Test
    void far_pointers_and_enter_have_two_immediates() {
        Instruction jump = decode32("EA 78 56 34 12 08 00");
        assertThat(jump.immediate).isEqualTo(0x12345678);
        assertThat(jump.immediate2).isEqualTo(8);
        Instruction enter = decode32("C8 10 00 02");
        assertThat(enter.immediate).isEqualTo(0x10);
        assertThat(enter.immediate2).isEqualTo(2);
    }

    @Test
    void lock_is_invalid_except_on_lockable_rows_with_memory_destinations() {
        assertThat(decode32("F0 01 03").mnemonic).isEqualTo(Mnemonic.ADD);
        assertThat(decode32("F0 01 C3").mnemonic).isEqualTo(Mnemonic.INVALID);
        assertThat(decode32("F0 03 03").mnemonic).isEqualTo(Mnemonic.INVALID);
        assertThat(decode32("F0 39 03").mnemonic).isEqualTo(Mnemonic.INVALID);
        assertThat(decode32("F0 90").mnemonic).isEqualTo(Mnemonic.INVALID);
    }

    @Test
    void forms_that_do_not_exist_are_invalid() {
        for (String hex : new String[] {
            "8D C0",
            "C4 C0",
            "0F 01 F8",
            "FF F8",
            "FE F8",
            "C6 C8",
            "8F C8",
            "0F C7 C8",
            "0F 04",
            "8E C8",
            "8E F0",
            "8C F8",
            "D9 D1",
            "0F BA C0 00"
        }) {
            assertThat(decode32(hex + " 00 00 00 00").row).as(hex).isSameAs(OpcodeMap.INVALID);
        }
    }

    @Test
    void missing_bytes_are_told_apart_from_too_many() {
        assertThat(decode32("8B 84 B3 78")).isSameAs(Decoder.TRUNCATED);
        assertThat(decode32("66 66")).isSameAs(Decoder.TRUNCATED);
        assertThat(decode32("")).isSameAs(Decoder.TRUNCATED);
        assertThat(decode32("66".repeat(14) + "90").length).isEqualTo(15);
        assertThat(decode32("66".repeat(15) + "90").row).isSameAs(OpcodeMap.TOO_LONG);
    }

    @Test
    void any_bytes_decode_to_something_of_1_to_15_bytes() {
        Random random = new Random(1);
        byte[] bytes = new byte[64];
        for (int i = 0; i < 200_000; i++) {
            random.nextBytes(bytes);
            int offset = random.nextInt(bytes.length + 1);
            Instruction instruction = Decoder.decode(bytes, offset, random.nextInt(20), (i & 1) != 0);
            assertThat(instruction.length).isBetween(1, 15);
        }
    }

    @Test
    void stack_registers_and_fixed_bytes_select_x87_rows() {
        assertThat(decode32("D8 C3").row.encoding()).isEqualTo("D8 C0+i");
        assertThat(decode32("D8 C3").rm).isEqualTo(3);
        assertThat(decode32("D9 E8").mnemonic).isEqualTo(Mnemonic.FLD1);
        assertThat(decode32("DB 28").width).isEqualTo(80);
        assertThat(decode32("DF E0").mnemonic).isEqualTo(Mnemonic.FNSTSW);
    }

    @Test
    void moves_of_control_registers_ignore_the_mod_bits() {
        Instruction mov = decode32("0F 22 03");
        assertThat(mov.mnemonic).isEqualTo(Mnemonic.MOV_CR);
        assertThat(mov.memory).isFalse();
        assertThat(mov.rm).isEqualTo(3);
        assertThat(mov.length).isEqualTo(3);
    }
}
