package ringside.console;

import java.util.List;
import java.util.Map;
import java.util.Set;
import ringside.debug.CodeLine;

/**
 * What the user sees of the machine at a stop.
 *
 * @param registers values by name
 * @param flags names of the flags that are set
 * @param changed registers and flags that differ from the stop before
 * @param code the next instructions
 */
record Context(Map<String, Long> registers, List<String> flags, Set<String> changed, List<CodeLine> code) {
    private static final List<List<String>> ROWS =
            List.of(List.of("eax", "ebx", "ecx", "edx"), List.of("esi", "edi", "ebp", "esp"));
    private static final List<String> SEGMENTS = List.of("cs", "ss", "ds", "es", "fs", "gs");
    private static final List<String> FLAGS =
            List.of("cf", "pf", "af", "zf", "sf", "tf", "if", "df", "of", "nt", "rf", "vm", "ac");

    /** Returns the flags that are shown, in order. */
    static List<String> shownFlags() {
        return FLAGS;
    }

    /** Writes two lines of registers, one of segments and flags, and the code. */
    void write(Text text) {
        for (List<String> row : ROWS) {
            row.forEach(name -> register(text, name, 8));
            text.end();
        }
        SEGMENTS.forEach(name -> register(text, name, 4));
        text.add(role("eflags"), "eflags %08x", registers.get("eflags")).add(" [");
        String gap = "";
        for (String flag : FLAGS) {
            boolean set = flags.contains(flag);
            if (set || changed.contains(flag)) {
                text.add(gap).add(role(flag), set ? flag.toUpperCase() : flag);
                gap = " ";
            }
        }
        text.add("]  cpl ").add(role("cpl"), registers.get("cpl").toString()).end();
        CodeText.write(text, code);
    }

    private void register(Text text, String name, int digits) {
        text.add(Text.Role.DIM, name + " ")
                .add(role(name), "%0" + digits + "x", registers.get(name))
                .add("  ");
    }

    private Text.Role role(String name) {
        return changed.contains(name) ? Text.Role.CHANGED : Text.Role.PLAIN;
    }
}
