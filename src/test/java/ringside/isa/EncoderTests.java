package ringside.isa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class EncoderTests {
    private static final int ADDRESS = 0x1000;
    private static final Operand.Register EAX = new Operand.Register(RegisterClass.DWORD, 0);
    private static final Operand.Memory UNSIZED =
            new Operand.Memory(0, Operand.DEFAULT_SEGMENT, 3, Instruction.NO_REGISTER, 0, 0, 32);

    private static String encode(Mnemonic mnemonic, Operand... operands) {
        byte[] bytes = Encoder.encode(EncodingRequest.of(mnemonic, List.of(operands), true, ADDRESS));
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void what_is_decoded_encodes_to_the_same_instruction_in_no_more_bytes() {
        EncodingGenerator generator = new EncodingGenerator(3);
        for (boolean code32 : new boolean[] {false, true}) {
            for (Row row : OpcodeMap.rows()) {
                for (int i = 0; i < 30; i++) {
                    byte[] bytes = generator.next(row, code32);
                    Instruction original = Decoder.decode(bytes, 0, bytes.length, code32);
                    byte[] encoded = Encoder.encode(EncodingRequest.of(original, ADDRESS));
                    Instruction again = Decoder.decode(encoded, 0, encoded.length, code32);
                    assertThat(again.length).isEqualTo(encoded.length).isLessThanOrEqualTo(bytes.length);
                    assertThat(meaning(again))
                            .as(HexFormat.of().formatHex(bytes) + " as "
                                    + HexFormat.of().formatHex(encoded))
                            .isEqualTo(meaning(original));
                }
            }
        }
    }

    private static List<Object> meaning(Instruction instruction) {
        List<Operand> operands = Operands.of(instruction, ADDRESS);
        boolean exchangeable = instruction.mnemonic == Mnemonic.XCHG;
        return List.of(
                instruction.mnemonic,
                instruction.prefixes,
                exchangeable ? List.copyOf(new HashSet<>(operands)) : operands,
                operands.isEmpty() ? instruction.operandSize : 0);
    }

    @Test
    void the_shortest_form_is_taken() {
        assertThat(encode(Mnemonic.ADD, EAX, new Operand.Immediate(5))).isEqualTo("83c005");
        assertThat(encode(Mnemonic.ADD, EAX, new Operand.Immediate(0x500))).isEqualTo("0500050000");
        assertThat(encode(Mnemonic.SHL, EAX, new Operand.Immediate(1))).isEqualTo("d1e0");
        assertThat(encode(Mnemonic.INC, EAX)).isEqualTo("40");
        assertThat(encode(Mnemonic.MOV, EAX, UNSIZED)).isEqualTo("8b03");
    }

    @Test
    void branches_are_short_where_they_reach() {
        assertThat(encode(Mnemonic.JMP, new Operand.Target(ADDRESS))).isEqualTo("ebfe");
        assertThat(encode(Mnemonic.JE, new Operand.Target(ADDRESS + 0x1000))).isEqualTo("0f84fa0f0000");
        assertThatThrownBy(() -> encode(Mnemonic.LOOP, new Operand.Target(ADDRESS + 0x1000)))
                .isInstanceOf(EncodingException.class)
                .hasMessage("short jump is out of range");
    }

    @Test
    void a_size_that_nothing_tells_is_an_error() {
        assertThatThrownBy(() -> encode(Mnemonic.INC, UNSIZED)).hasMessage("operation size not specified");
        assertThatThrownBy(() -> encode(Mnemonic.MOV, UNSIZED, new Operand.Immediate(1)))
                .hasMessage("operation size not specified");
        assertThatThrownBy(() -> encode(Mnemonic.FLD, UNSIZED)).hasMessage("operation size not specified");
        assertThat(encode(Mnemonic.CALL, UNSIZED)).isEqualTo("ff13");
        assertThat(encode(Mnemonic.SETE, UNSIZED)).isEqualTo("0f9403");
    }

    @Test
    void forms_that_do_not_exist_are_an_error() {
        assertThatThrownBy(() -> encode(Mnemonic.LEA, EAX, EAX))
                .hasMessage("invalid combination of opcode and operands");
        assertThatThrownBy(() -> encode(Mnemonic.ADD, EAX, new Operand.Register(RegisterClass.WORD, 0)))
                .hasMessage("invalid combination of opcode and operands");
    }
}
