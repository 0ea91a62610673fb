package ringside.debug.event;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import ringside.isa.Instruction;
import ringside.isa.Mnemonic;
import ringside.isa.PrivilegeClass;

/**
 * A kind of instruction that can be caught: one mnemonic, or a class of them.
 *
 * @param name as the user wrote it, in lower case
 */
public record InstructionFilter(String name) {
    private static final Set<Mnemonic> CALLS = EnumSet.of(Mnemonic.CALL, Mnemonic.CALL_FAR, Mnemonic.SYSENTER);
    private static final Set<Mnemonic> RETURNS =
            EnumSet.of(Mnemonic.RET, Mnemonic.RET_FAR, Mnemonic.IRET, Mnemonic.SYSEXIT, Mnemonic.RSM);
    private static final Set<Mnemonic> FAR = EnumSet.of(
            Mnemonic.CALL_FAR, Mnemonic.JMP_FAR, Mnemonic.RET_FAR, Mnemonic.IRET, Mnemonic.SYSENTER, Mnemonic.SYSEXIT);
    private static final Set<Mnemonic> STRINGS = EnumSet.of(
            Mnemonic.MOVS, Mnemonic.CMPS, Mnemonic.SCAS, Mnemonic.LODS, Mnemonic.STOS, Mnemonic.INS, Mnemonic.OUTS);
    private static final Set<Mnemonic> PORTS = EnumSet.of(Mnemonic.IN, Mnemonic.OUT, Mnemonic.INS, Mnemonic.OUTS);
    private static final Set<Mnemonic> TABLES = EnumSet.of(
            Mnemonic.LGDT,
            Mnemonic.LIDT,
            Mnemonic.LLDT,
            Mnemonic.LTR,
            Mnemonic.SGDT,
            Mnemonic.SIDT,
            Mnemonic.SLDT,
            Mnemonic.STR);
    private static final Set<Mnemonic> INTERRUPTS =
            EnumSet.of(Mnemonic.INT, Mnemonic.INT1, Mnemonic.INT3, Mnemonic.INTO);
    private static final List<String> CLASSES = List.of(
            "privileged",
            "sensitive",
            "io",
            "port",
            "string",
            "fpu",
            "call",
            "return",
            "far",
            "interrupt",
            "tables",
            "rep",
            "lock");

    /** Returns the filter for a mnemonic ({@code popf}, {@code mov_cr}) or class, or null if there is none. */
    public static InstructionFilter of(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return names().contains(lower) ? new InstructionFilter(lower) : null;
    }

    /** Returns all names there are: classes first. */
    public static List<String> names() {
        List<String> names = new ArrayList<>(CLASSES);
        for (Mnemonic mnemonic : Mnemonic.values()) {
            names.add(mnemonic.name().toLowerCase(Locale.ROOT));
        }
        return names;
    }

    /** Returns the names of the classes. */
    public static List<String> classes() {
        return CLASSES;
    }

    /** Whether {@code instruction} is of this kind. */
    public boolean accepts(Instruction instruction) {
        Mnemonic mnemonic = instruction.mnemonic;
        return switch (name) {
            case "privileged" -> instruction.row.privilege() == PrivilegeClass.PRIVILEGED;
            case "sensitive" -> instruction.row.privilege() != PrivilegeClass.INNOCUOUS;
            case "io" -> instruction.row.privilege() == PrivilegeClass.IO_SENSITIVE;
            case "port" -> PORTS.contains(mnemonic);
            case "string" -> STRINGS.contains(mnemonic);
            case "fpu" -> mnemonic.compareTo(Mnemonic.F2XM1) >= 0 && mnemonic != Mnemonic.INVALID;
            case "call" -> CALLS.contains(mnemonic);
            case "return" -> RETURNS.contains(mnemonic);
            case "far" -> FAR.contains(mnemonic);
            case "interrupt" -> INTERRUPTS.contains(mnemonic);
            case "tables" -> TABLES.contains(mnemonic);
            case "rep" -> instruction.hasPrefix(Instruction.REP | Instruction.REPNE);
            case "lock" -> instruction.hasPrefix(Instruction.LOCK);
            default -> mnemonic.name().equalsIgnoreCase(name);
        };
    }
}
