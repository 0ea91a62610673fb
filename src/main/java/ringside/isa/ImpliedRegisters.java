package ringside.isa;

/** The registers that an instruction uses without naming them, in words for a user. */
final class ImpliedRegisters {
    private final Instruction instruction;

    private ImpliedRegisters(Instruction instruction) {
        this.instruction = instruction;
    }

    /** Returns a text like {@code reads eax; writes edx eax}, empty if there are none. */
    static String of(Instruction instruction) {
        return new ImpliedRegisters(instruction).text();
    }

    private String text() {
        String accumulator = register("ax", "eax");
        return switch (instruction.mnemonic) {
            case AAA, AAS, AAD -> "reads and writes ax";
            case AAM -> "reads al; writes ax";
            case DAA, DAS -> "reads and writes al";
            case CBW -> "reads al; writes ax";
            case CWDE -> "reads ax; writes eax";
            case CWD -> "reads ax; writes dx";
            case CDQ -> "reads eax; writes edx";
            case MUL -> product();
            case IMUL -> instruction.row.operands().size() == 1 ? product() : "";
            case DIV, IDIV -> instruction.width == 8 ? "reads and writes ax" : "reads and writes " + pair();
            case CMPXCHG -> "reads and writes " + (instruction.width == 8 ? "al" : accumulator);
            case CMPXCHG8B -> "reads edx:eax ecx:ebx; writes edx:eax";
            case CPUID -> "reads eax ecx; writes eax ebx ecx edx";
            case RDTSC -> "writes edx:eax";
            case RDMSR, RDPMC -> "reads ecx; writes edx:eax";
            case WRMSR -> "reads ecx edx:eax";
            case LAHF -> "writes ah";
            case SAHF -> "reads ah";
            case SALC -> "writes al";
            case XLAT -> "reads al; writes al";
            case LOOP, LOOPE, LOOPNE -> "reads and writes " + counter();
            case JCXZ -> "reads " + counter();
            case MOVS, CMPS -> index("esi edi", "si di");
            case LODS, OUTS -> index("esi", "si");
            case STOS, SCAS, INS -> index("edi", "di");
            case PUSHA -> "reads all general registers";
            case POPA -> "writes all general registers but the stack pointer";
            case ENTER, LEAVE -> "reads and writes the stack pointer and " + register("bp", "ebp");
            case PUSH,
                    PUSH_SREG,
                    PUSHF,
                    POP,
                    POP_SREG,
                    POPF,
                    CALL,
                    CALL_FAR,
                    RET,
                    RET_FAR,
                    IRET,
                    INT,
                    INT1,
                    INT3,
                    INTO -> "reads and writes the stack pointer";
            case SYSENTER -> "writes cs ss eip esp from model-specific registers";
            case SYSEXIT -> "reads ecx edx; writes cs ss eip esp";
            default -> instruction.mnemonic.name().startsWith("F") ? "the x87 register stack" : "";
        };
    }

    private String register(String word, String doubleword) {
        return instruction.operandSize == 32 ? doubleword : word;
    }

    private String pair() {
        return register("dx:ax", "edx:eax");
    }

    private String product() {
        return instruction.width == 8 ? "reads al; writes ax" : "reads " + register("ax", "eax") + "; writes " + pair();
    }

    private String counter() {
        return instruction.addressSize == 32 ? "ecx" : "cx";
    }

    private String index(String doublewords, String words) {
        boolean repeats = instruction.hasPrefix(Instruction.REP | Instruction.REPNE);
        return "reads and writes " + (instruction.addressSize == 32 ? doublewords : words)
                + (repeats ? " " + counter() : "");
    }
}
