package ringside.exec.dbt;

import java.util.Random;

/**
 * Makes assembly programs that never end: loops, calls, computed jumps and arithmetic of all widths over registers and a
 * data area, with string instructions, divisions that may fault, a segment that is not flat, and writes to the program's own code.
 */
public final class ProgramGenerator {
    static final int DATA = 0x10_0000;

    /** Where the endless part begins in the code. */
    static final int LOOP = 30;

    private static final String[] R32 = {"eax", "edx", "ebx", "esi", "edi"};
    private static final String[] R16 = {"ax", "dx", "bx", "si", "di"};
    private static final String[] R8 = {"al", "ah", "dl", "dh", "bl", "bh", "cl", "ch"};
    private static final String[] CONDITIONS = {
        "o", "no", "b", "ae", "e", "ne", "be", "a", "s", "ns", "p", "np", "l", "ge", "le", "g"
    };
    private static final String[] BINARY = {"add", "sub", "adc", "sbb", "and", "or", "xor", "cmp", "test", "mov"};
    private static final String[] SHIFTS = {"shl", "shr", "sar", "rol", "ror", "rcl", "rcr"};

    private final Random random;
    private final StringBuilder text = new StringBuilder();
    private int labels;
    private int functions;

    private ProgramGenerator(long seed) {
        random = new Random(seed);
    }

    /** Returns a program; equal seeds make equal programs. */
    public static String program(long seed) {
        return new ProgramGenerator(seed).program();
    }

    private String program() {
        for (String register : R32) {
            line("mov " + register + ", " + random.nextInt());
        }
        line("mov ecx, " + random.nextInt());
        functions = 2 + random.nextInt(3);
        line("forever:");
        int parts = 3 + random.nextInt(5);
        for (int i = 0; i < parts; i++) {
            part();
        }
        line("jmp forever");
        for (int i = 0; i < functions; i++) {
            function(i);
        }
        line("align 4\ntable: dd f0, f1");
        return text.toString();
    }

    private void function(int number) {
        line("f" + number + ":");
        boolean frame = random.nextBoolean();
        if (frame) {
            line("push ebp");
            line("mov ebp, esp");
        }
        some(6);
        if (number > 0 && random.nextInt(3) == 0) {
            line("call f" + (number - 1));
        }
        line(frame ? "leave" : "nop");
        line("ret");
    }

    private void part() {
        switch (random.nextInt(9)) {
            case 0, 1, 2 -> loop();
            case 3 -> skip();
            case 4 -> line("call f" + random.nextInt(functions));
            case 5 -> computed();
            case 6 -> rewrite();
            case 7 -> strings();
            default -> some(12);
        }
    }

    private void loop() {
        int label = labels++;
        line("push ecx");
        line("mov ecx, " + (1 + random.nextInt(60)));
        line("l" + label + ":");
        some(8);
        if (random.nextBoolean()) {
            skip();
        }
        if (random.nextInt(4) == 0) {
            line("call f" + random.nextInt(functions));
        }
        if (random.nextInt(3) == 0) {
            masked();
        }
        if (random.nextBoolean()) {
            line("loop l" + label + "x\njmp l" + label + "y\nl" + label + "x:\njmp l" + label + "\nl" + label + "y:");
        } else {
            line("dec ecx");
            line("jnz l" + label);
        }
        line("pop ecx");
    }

    /** A part without interrupts, as kernels have them. */
    private void masked() {
        switch (random.nextInt(3)) {
            case 0 -> {
                line("cli");
                some(2);
                line("sti");
            }
            case 1 -> {
                line("pushf\ncli");
                some(2);
                line("popf");
            }
            default -> line("pushf\nxor dword [esp], 0x40000\npopf"); // AC, which moves the maps
        }
    }

    private void skip() {
        int label = labels++;
        if (random.nextBoolean()) {
            line((random.nextBoolean() ? "cmp " : "sub ") + pair());
        }
        line("j" + pick(CONDITIONS) + " s" + label);
        some(5);
        line("s" + label + ":");
    }

    private void computed() {
        int label = labels++;
        switch (random.nextInt(3)) {
            case 0 -> {
                line("mov eax, edx\nand eax, 1");
                line("call [table + eax * 4]");
            }
            case 1 -> line("mov eax, c" + label + "\njmp eax\nnop\nc" + label + ":");
            default -> line("push c" + label + "\nret\nnop\nc" + label + ":");
        }
    }

    private void rewrite() {
        int label = labels++;
        line("and ebx, 0x7F");
        line("mov byte [w" + label + " + 1], bl");
        if (random.nextBoolean()) {
            some(3);
        }
        line("w" + label + ":");
        line("mov edx, " + random.nextInt(256));
    }

    private void strings() {
        line("push ecx");
        address("esi");
        address("edi");
        line("mov ecx, " + random.nextInt(40));
        line(random.nextInt(4) == 0 ? "std" : "cld");
        line(pick("rep movsb", "rep movsd", "rep stosd", "rep stosb", "repne scasb", "repe cmpsb", "lodsd", "stosb"));
        line("cld");
        line("pop ecx");
    }

    private void some(int most) {
        int count = 1 + random.nextInt(most);
        for (int i = 0; i < count; i++) {
            instruction();
        }
    }

    private void instruction() {
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3 -> line(pick(BINARY) + " " + pair());
            case 4, 5 -> {
                String register = pick("esi", "edi", "ebx");
                if (random.nextInt(4) == 0) {
                    line("and " + register + ", 0x1FFF");
                    memory("[fs:" + register + " + " + (random.nextInt(64) - (random.nextInt(8) == 0 ? 8 : 0)) + "]");
                } else {
                    address(register);
                    memory("[" + register + " + " + (random.nextInt(64) - 8) + "]");
                }
            }
            case 6 -> line(pick("inc", "dec", "neg", "not") + " " + any());
            case 7 -> line(pick(SHIFTS) + " " + any() + ", " + pick("cl", "1", "" + random.nextInt(34)));
            case 8 ->
                line("lea " + pick(R32) + ", [" + pick(R32) + " + " + pick(R32) + " * " + (1 << random.nextInt(4))
                        + " + " + random.nextInt(1000) + "]");
            case 9 ->
                line(pick("movzx", "movsx") + " " + pick(R32) + ", " + (random.nextBoolean() ? pick(R8) : pick(R16)));
            case 10 -> line("set" + pick(CONDITIONS) + " " + pick(R8));
            case 11 -> line("cmov" + pick(CONDITIONS) + " " + pick(R32) + ", " + pick(R32));
            case 12 ->
                line("imul " + pick(R32) + ", " + pick(R32) + (random.nextBoolean() ? ", " + random.nextInt() : ""));
            case 13 -> line(pick("mul", "imul") + " " + any());
            case 14 -> line("push " + pick(R32) + "\n" + pick(BINARY) + " " + pair() + "\npop " + pick(R32));
            case 15 -> line(pick("cdq", "cwde", "bswap " + pick(R32), "clc", "stc", "cmc", "lahf", "cbw", "sahf"));
            case 16 -> line("xchg " + pair());
            case 17 -> {
                String registers = pick(R32) + ", " + pick(R32);
                line(
                        random.nextBoolean()
                                ? pick("bt", "bts", "btr", "btc") + " " + registers
                                : pick("shld", "shrd") + " " + registers + ", " + pick("cl", "5"));
            }
            case 18 ->
                line(pick(
                        "pushfd\npop edx",
                        "sti",
                        "pushfd\npopfd",
                        "bsf eax, ebx",
                        "bsr edx, esi",
                        "xadd eax, edx",
                        "cmpxchg ebx, edx",
                        "fild dword [" + DATA + "]\nfistp dword [" + (DATA + 4) + "]"));
            default -> {
                if (random.nextInt(6) == 0) {
                    line(pick("div", "idiv") + " " + any());
                }
            }
        }
    }

    private void memory(String operand) {
        switch (random.nextInt(9)) {
            case 0 -> line(pick(BINARY) + " dword " + operand + ", " + pick(R32));
            case 1 -> line(pick(BINARY) + " word " + operand + ", " + pick(R16));
            case 2 -> line(pick(BINARY) + " byte " + operand + ", " + pick(R8));
            case 3 -> line("mov " + pick(R32) + ", " + operand);
            case 4 -> line(pick("add", "sub", "cmp", "and", "xor", "adc", "imul") + " " + pick(R32) + ", " + operand);
            case 5 -> line(pick("inc", "dec", "neg", "not") + pick(" byte ", " word ", " dword ") + operand);
            case 6 -> line(pick(BINARY) + " dword " + operand + ", " + random.nextInt());
            case 7 -> line(pick("movzx", "movsx") + " " + pick(R32) + ", " + pick("byte ", "word ") + operand);
            default ->
                line(pick(
                        "push dword " + operand + "\npop eax",
                        "xchg eax, " + operand,
                        "shl dword " + operand + ", 3",
                        "sete byte " + operand,
                        "cmove eax, " + operand,
                        "rol word " + operand + ", cl",
                        "mul dword " + operand,
                        "bt dword " + operand + ", edx",
                        "mov al, " + operand,
                        "cmp byte " + operand + ", 7"));
        }
    }

    /** Points a register into the data area, most of the time. */
    private String address(String register) {
        if (random.nextInt(50) != 0) {
            line("and " + register + ", 0x1FFF");
            line("add " + register + ", " + DATA);
        }
        return register;
    }

    private String pair() {
        return switch (random.nextInt(4)) {
            case 0 -> pick(R8) + ", " + pick(R8);
            case 1 -> pick(R16) + ", " + pick(R16);
            default -> pick(R32) + ", " + pick(R32);
        };
    }

    private String any() {
        return switch (random.nextInt(4)) {
            case 0 -> pick(R8);
            case 1 -> pick(R16);
            default -> pick(R32);
        };
    }

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
