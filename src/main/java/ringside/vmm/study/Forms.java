package ringside.vmm.study;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import ringside.isa.Decoder;
import ringside.isa.OperandCode;
import ringside.isa.Row;

/** Writes an encoding row down as bytes: in registers, in memory, with each register that its reg field can name. */
final class Forms {
    private static final int MEMORY = 0x05;
    private static final int REGISTERS = 0xC0;
    private static final int EBX = 3;

    private final Row row;
    private final int value;
    private final List<byte[]> found = new ArrayList<>();

    private Forms(Row row, int value) {
        this.row = row;
        this.value = value;
    }

    /**
     * Returns encodings of {@code row} for 32-bit code.
     *
     * @param value what a far pointer in the instruction names
     */
    static List<byte[]> of(Row row, int value) {
        Forms forms = new Forms(row, value);
        forms.write();
        return forms.found;
    }

    private void write() {
        ByteArrayOutputStream opcode = new ByteArrayOutputStream();
        int digit = -1;
        boolean modRm = false;
        for (String token : row.encoding().split(" ")) {
            if (token.matches("[0-9A-F]{2}")) {
                opcode.write(Integer.parseInt(token, 16));
            } else if (token.matches("[0-9A-F]{2}\\+[ri]")) {
                opcode.write(Integer.parseInt(token.substring(0, 2), 16) + 1);
            } else if (token.matches("/[0-7r]")) {
                modRm = true;
                digit = token.charAt(1) == 'r' ? -1 : token.charAt(1) - '0';
            }
        }
        if (!modRm) {
            add(opcode.toByteArray(), -1);
            return;
        }
        for (int reg : digit >= 0 ? List.of(digit) : registers()) {
            add(opcode.toByteArray(), REGISTERS | reg << 3 | EBX);
            add(opcode.toByteArray(), MEMORY | reg << 3);
        }
    }

    /** Returns the values of the reg field worth trying: all if it names a special register. */
    private List<Integer> registers() {
        boolean special = row.operands().stream()
                .anyMatch(code -> code == OperandCode.Sw || code == OperandCode.Cd || code == OperandCode.Dd);
        return special ? List.of(0, 1, 2, 3, 4, 5, 6, 7) : List.of(1);
    }

    private void add(byte[] opcode, int modRm) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(opcode);
        if (modRm >= 0) {
            bytes.write(modRm);
            if (modRm < REGISTERS) {
                put(bytes, Laboratory.OPERAND, 4);
            }
        }
        for (OperandCode code : row.operands()) {
            switch (code) {
                case Ib, Ibs -> put(bytes, Laboratory.POST, 1);
                case Jb -> put(bytes, 0x10, 1);
                case Iw -> put(bytes, 4, 2);
                case Iz, Jz -> put(bytes, 0x40, 4);
                case Ap -> {
                    put(bytes, 0x100, 4);
                    put(bytes, value, 2);
                }
                case Ob, Ov -> put(bytes, Laboratory.OPERAND, 4);
                default -> {}
            }
        }
        byte[] plain = bytes.toByteArray();
        for (byte[] form : List.of(plain, prefixed(plain))) {
            if (Decoder.decode(form, 0, form.length, true).row == row && !known(form)) {
                found.add(form);
                return;
            }
        }
    }

    private boolean known(byte[] form) {
        return found.stream().anyMatch(other -> Arrays.equals(other, form));
    }

    /** Returns the form with an operand-size prefix, for rows of 16-bit operands. */
    private static byte[] prefixed(byte[] form) {
        byte[] result = new byte[form.length + 1];
        result[0] = 0x66;
        System.arraycopy(form, 0, result, 1, form.length);
        return result;
    }

    private static void put(ByteArrayOutputStream bytes, int number, int count) {
        for (int i = 0; i < count; i++) {
            bytes.write(number >>> 8 * i);
        }
    }
}
