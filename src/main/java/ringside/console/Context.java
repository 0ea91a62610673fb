package ringside.console;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import ringside.debug.CodeLine;
import ringside.debug.Telescope;

/**
 * What the user sees of the machine at a stop.
 *
 * @param registers values by name
 * @param flags names of the flags that are set
 * @param changed registers and flags that differ from the stop before
 * @param code the next instructions
 * @param next what the first of them will do: whether a branch is taken, what its operand holds
 * @param stack words from the stack's top on, and what they mean
 * @param layout how much is shown
 */
record Context(
        Map<String, Long> registers,
        List<String> flags,
        Set<String> changed,
        List<CodeLine> code,
        String next,
        List<Telescope.Slot> stack,
        ContextLayout layout) {
    private static final List<List<String>> ROWS =
            List.of(List.of("eax", "ebx", "ecx", "edx"), List.of("esi", "edi", "ebp", "esp"));
    private static final List<String> SEGMENTS = List.of("cs", "ss", "ds", "es", "fs", "gs");
    private static final List<String> CONTROL = List.of("cr0", "cr2", "cr3", "cr4");
    private static final List<String> FLAGS =
            List.of("cf", "pf", "af", "zf", "sf", "tf", "if", "df", "of", "nt", "rf", "vm", "ac");

    /** Tells only that a word could be an address. */
    private static final Pattern BARE_POINTER = Pattern.compile("-> [0-9a-f]{8}");

    /** Stands behind what changed, for terminals without colours and for the colour-blind. */
    private static final String CHANGED = "* ";

    /** Returns the flags that are shown, in order. */
    static List<String> shownFlags() {
        return FLAGS;
    }

    /** Writes the sections that the layout has. */
    void write(Text text) {
        if (layout.has(ContextLayout.Section.REGISTERS)) {
            if (layout.form() == ContextLayout.Form.COMPACT) {
                changes(text);
            } else {
                registers(text);
            }
        }
        if (layout.has(ContextLayout.Section.CODE)) {
            CodeText.write(text, code, next);
        }
        if (layout.has(ContextLayout.Section.STACK) && !stack.isEmpty()) {
            stack(text);
        }
    }

    private void registers(Text text) {
        for (List<String> row : ROWS) {
            row.forEach(name -> register(text, name, 8));
            text.end();
        }
        SEGMENTS.forEach(name -> register(text, name, 4));
        register(text, "eflags", 8);
        flags(text);
        text.add("  cpl ").add(role("cpl"), registers.get("cpl") + mark("cpl").strip());
        text.end();
        if (layout.form() == ContextLayout.Form.WIDE) {
            CONTROL.forEach(name -> register(text, name, 8));
            text.end();
        }
    }

    private void flags(Text text) {
        text.add("[");
        String gap = "";
        for (String flag : FLAGS) {
            boolean set = flags.contains(flag);
            if (set || changed.contains(flag)) {
                String shown = set ? flag.toUpperCase(Locale.ROOT) : flag;
                text.add(gap).add(role(flag), shown + mark(flag).strip());
                gap = " ";
            }
        }
        text.add("]");
    }

    /** Writes what changed, in one line; nothing if nothing did. */
    void changes(Text text) {
        String gap = "   ";
        for (List<String> row : List.of(ROWS.get(0), ROWS.get(1), SEGMENTS, List.of("cpl"), CONTROL)) {
            for (String name : row) {
                if (changed.contains(name)) {
                    int digits = SEGMENTS.contains(name) ? 4 : name.equals("cpl") ? 1 : 8;
                    text.add(gap).add(Text.Role.CHANGED, "%s %0" + digits + "x", name, registers.get(name));
                    gap = "  ";
                }
            }
        }
        for (String flag : FLAGS) {
            if (changed.contains(flag)) {
                String shown = flags.contains(flag) ? flag.toUpperCase(Locale.ROOT) : flag + "=0";
                text.add(gap).add(Text.Role.CHANGED, shown);
                gap = "  ";
            }
        }
        if (gap.length() == 2) {
            text.end();
        }
    }

    /** Writes the words on one line and below those that mean something; one word a line in the wide form. */
    private void stack(Text text) {
        boolean wide = layout.form() == ContextLayout.Form.WIDE;
        if (!wide) {
            text.add(Text.Role.DIM, "stack ");
            text.add(Text.Role.ADDRESS, "%08x:", stack.get(0).place().value());
            stack.forEach(slot -> text.add(" " + word(slot)));
            text.end();
        }
        long top = stack.get(0).place().value();
        for (Telescope.Slot slot : stack) {
            if (wide
                    || !slot.meaning().isEmpty()
                            && !BARE_POINTER.matcher(slot.meaning()).matches()) {
                text.add(Text.Role.DIM, "  +%02x ", slot.place().value() - top);
                text.add(word(slot) + "  ")
                        .add(Text.Role.SYMBOL, slot.meaning())
                        .end();
            }
        }
    }

    private String word(Telescope.Slot slot) {
        int digits = layout.stackWord() * 2;
        return slot.value() < 0 ? "?".repeat(digits) : String.format("%0" + digits + "x", slot.value());
    }

    private void register(Text text, String name, int digits) {
        text.add(Text.Role.DIM, name + " ");
        text.add(role(name), "%0" + digits + "x", registers.get(name)).add(role(name), mark(name));
    }

    private String mark(String name) {
        return changed.contains(name) ? CHANGED : "  ";
    }

    private Text.Role role(String name) {
        return changed.contains(name) ? Text.Role.CHANGED : Text.Role.PLAIN;
    }
}
