package ringside.isa;

import java.util.List;

/** The sets of registers that operands name; a register is a class and its number in the encoding. */
public enum RegisterClass {
    BYTE("al", "cl", "dl", "bl", "ah", "ch", "dh", "bh"),
    WORD("ax", "cx", "dx", "bx", "sp", "bp", "si", "di"),
    DWORD("eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi"),
    /** Numbers as in {@link SegmentRegister}. */
    SEGMENT("es", "cs", "ss", "ds", "fs", "gs"),
    CONTROL("cr0", "cr1", "cr2", "cr3", "cr4", "cr5", "cr6", "cr7"),
    DEBUG("dr0", "dr1", "dr2", "dr3", "dr4", "dr5", "dr6", "dr7"),
    /** The x87 register stack, ST(0) to ST(7), as assemblers write it. */
    STACK("st0", "st1", "st2", "st3", "st4", "st5", "st6", "st7");

    private final List<String> names;

    RegisterClass(String... names) {
        this.names = List.of(names);
    }

    /** Returns the register's name in lower case. */
    public String name(int number) {
        return names.get(number);
    }

    /** Returns all names, by number. */
    public List<String> names() {
        return names;
    }

    /** Returns the class of general registers of 8, 16 or 32 bits. */
    public static RegisterClass general(int bits) {
        return bits == 8 ? BYTE : bits == 16 ? WORD : DWORD;
    }
}
