package ringside.console;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * How much a stop shows.
 *
 * @param form how detailed
 * @param sections which parts
 * @param codeLines instructions
 * @param stackWords words of the stack
 * @param stackWord bytes in a word of the stack, 2 or 4
 */
record ContextLayout(Form form, Set<Section> sections, int codeLines, int stackWords, int stackWord) {
    /** How detailed. */
    enum Form {
        OFF,
        /** What changed, three instructions, no stack. */
        COMPACT,
        ON,
        /** Control registers too, twice the code, one word of the stack a line. */
        WIDE
    }

    /** A part of the context. */
    enum Section {
        REGISTERS,
        CODE,
        STACK
    }

    private static final int COMPACT_LINES = 3;

    boolean has(Section section) {
        return sections.contains(section);
    }

    /** Reads the settings. */
    static ContextLayout of(Settings settings, int stackWord) {
        Form form = Form.valueOf(settings.get("context").toUpperCase(Locale.ROOT));
        Set<Section> sections = sections(settings.get("context-sections"));
        int lines = Integer.parseInt(settings.get("context-lines"));
        int words = Integer.parseInt(settings.get("context-stack"));
        return switch (form) {
            case COMPACT -> {
                sections.remove(Section.STACK);
                yield new ContextLayout(form, sections, Math.min(lines, COMPACT_LINES), 0, stackWord);
            }
            case WIDE -> new ContextLayout(form, sections, 2 * lines, words, stackWord);
            default -> new ContextLayout(form, sections, lines, words, stackWord);
        };
    }

    /** Returns the same with what a step shows: one instruction. */
    ContextLayout forStep() {
        return new ContextLayout(form, sections, 1, 0, stackWord);
    }

    /** Reads a list such as {@code registers,code}; prefixes will do. */
    static Set<Section> sections(String list) {
        Set<Section> sections = EnumSet.noneOf(Section.class);
        for (String word : list.strip().split("[\\s,]+")) {
            Section found = null;
            for (Section section : Section.values()) {
                if (!word.isEmpty() && section.name().startsWith(word.toUpperCase(Locale.ROOT))) {
                    found = section;
                }
            }
            if (found == null) {
                throw new CommandError("the sections of the context are registers, code and stack; not '" + word + "'");
            }
            sections.add(found);
        }
        return sections;
    }
}
