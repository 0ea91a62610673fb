package ringside.console;

import ringside.debug.expr.Address;

/** Where {@code x}, {@code u} and {@code a} left off. */
final class ExamineState {
    private Address memory;
    private Address code;
    private Address assembled;
    private Address words;
    private ExamineFormat format = ExamineFormat.DEFAULT;

    Address memory() {
        return memory;
    }

    void memory(Address next) {
        memory = next;
    }

    /** Returns where disassembly goes on, or null to start at the next instruction. */
    Address code() {
        return code;
    }

    void code(Address next) {
        code = next;
    }

    /** Returns where the assembler goes on, or null. */
    Address assembled() {
        return assembled;
    }

    void assembled(Address next) {
        assembled = next;
    }

    /** Returns where words of memory with their meaning go on, or null to start at the stack. */
    Address words() {
        return words;
    }

    void words(Address next) {
        words = next;
    }

    ExamineFormat format() {
        return format;
    }

    void format(ExamineFormat last) {
        format = last;
    }
}
