package ringside.isa.asm;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import ringside.isa.Decoder;
import ringside.isa.EncodingGenerator;
import ringside.isa.Instruction;
import ringside.isa.NasmText;
import ringside.isa.OpcodeMap;
import ringside.isa.Row;

/** Makes small random programs of labels, branches near and far, data, expressions and repetitions. */
final class ProgramGenerator {
    private static final List<String> CONDITIONS = List.of("jmp", "jz", "jnc", "jge", "call", "jpo", "jnbe");
    private static final List<String> OPERATORS = List.of("+", "-", "*", "&", "|", "^", "<<", ">>");

    private final Random random;
    private final EncodingGenerator instructions;
    private final StringBuilder source = new StringBuilder();
    private final List<String> labels = new ArrayList<>();
    private boolean code32;

    ProgramGenerator(long seed) {
        random = new Random(seed);
        instructions = new EncodingGenerator(seed);
    }

    String program() {
        int count = 20 + random.nextInt(60);
        for (int i = 0; i < count / 5; i++) {
            labels.add("label" + i);
        }
        if (random.nextBoolean()) {
            put("org 0x7c00");
        }
        code32 = random.nextBoolean();
        put("bits " + (code32 ? 32 : 16));
        put("SIZE equ end - label0");
        put("K equ 3*(2+5) - 1");
        for (int i = 0; i < count; i++) {
            if (i % 5 == 0 && i / 5 < labels.size()) {
                source.append(labels.get(i / 5)).append(random.nextBoolean() ? ":\n" : ": ");
            }
            line();
        }
        put("end:");
        put("times 4096-($-$$) db 0x%02x".formatted(random.nextInt(256)));
        return source.toString();
    }

    private void put(String line) {
        source.append(line).append('\n');
    }

    private String label() {
        return labels.get(random.nextInt(labels.size()));
    }

    private void line() {
        String register = code32 ? "ebx" : "bx";
        switch (random.nextInt(16)) {
            case 0, 1, 2 -> put(CONDITIONS.get(random.nextInt(CONDITIONS.size())) + " " + label());
            case 3 -> put("db 'text', 10, (%s) & 0xff, \"x\"".formatted(constant(3)));
            case 4 -> put("dw %s, 'ab', K".formatted(label()));
            case 5 -> put("dd %s + 4, %s - %s, -1".formatted(label(), label(), label()));
            case 6 -> put("times %d nop".formatted(random.nextInt(40)));
            case 7 -> put("align %d".formatted(1 << random.nextInt(5)));
            case 8 -> put("mov eax, [%s + %s]".formatted(register, label()));
            case 9 -> put("add dword [%s + %s - %s], byte 1".formatted(register, label(), label()));
            case 10 -> put("cmp %s, %s - %s".formatted(code32 ? "ecx" : "cx", label(), label()));
            case 11 -> put("push %s".formatted(random.nextBoolean() ? label() : "SIZE"));
            case 12 -> put("mov byte [%s], (%s) & 0x7f".formatted(label(), constant(2)));
            case 13 -> put("resb %d".formatted(random.nextInt(9)));
            default -> put(instruction());
        }
    }

    private String constant(int depth) {
        if (depth == 0 || random.nextInt(4) == 0) {
            return random.nextInt(3) == 0 ? "K" : "%d".formatted(random.nextInt(64));
        }
        String left = constant(depth - 1);
        String right = constant(depth - 1);
        String operator = OPERATORS.get(random.nextInt(OPERATORS.size()));
        boolean shift = operator.equals("<<") || operator.equals(">>");
        String text = left + " " + operator + " " + (shift ? "(" + right + " & 7)" : right);
        return random.nextBoolean() ? "(" + text + ")" : text;
    }

    /** Returns an instruction of any row that does not branch. */
    private String instruction() {
        while (true) {
            Row row = OpcodeMap.rows().get(random.nextInt(OpcodeMap.rows().size()));
            byte[] bytes = instructions.next(row, code32);
            Instruction instruction = Decoder.decode(bytes, 0, bytes.length, code32);
            String text = NasmText.of(instruction);
            if (NasmExceptions.accepts(instruction) && !text.contains("$")) {
                return text;
            }
        }
    }
}
