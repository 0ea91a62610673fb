package ringside.console;

import java.util.List;
import ringside.debug.CodeLine;

/** Disassembly as text. */
final class CodeText {
    private static final int BYTES_SHOWN = 8;

    private CodeText() {}

    /** Writes lines such as {@code => 0010:c0100000  55  push ebp}; labels stand on lines of their own. */
    static void write(Text text, List<CodeLine> code) {
        write(text, code, "");
    }

    /** Writes the lines; {@code next} stands behind the instruction that runs next. */
    static void write(Text text, List<CodeLine> code, String next) {
        int places = 0;
        int bytes = 0;
        for (CodeLine line : code) {
            places = Math.max(places, line.location().segmented().length());
            bytes = Math.max(bytes, hex(line.bytes()).length());
        }
        for (CodeLine line : code) {
            if (!line.label().isEmpty()) {
                text.add(Text.Role.SYMBOL, line.label() + ":").end();
            }
            String mark = line.breakpoint() > 0 ? "*" : " ";
            text.add(Text.Role.CHANGED, line.current() ? "=>" : "  ").add(Text.Role.ERROR, mark);
            text.add(Text.Role.ADDRESS, "%-" + places + "s", line.location().segmented());
            text.add(Text.Role.DIM, "  %-" + bytes + "s  ", hex(line.bytes()));
            text.add(line.current() ? Text.Role.HEADING : Text.Role.CODE, line.text());
            if (line.current() && !next.isEmpty()) {
                text.add(Text.Role.NAME, "  ; " + next);
            }
            text.end();
        }
    }

    private static String hex(String bytes) {
        StringBuilder spaced = new StringBuilder();
        for (int i = 0; i + 1 < bytes.length() && i < 2 * BYTES_SHOWN; i += 2) {
            spaced.append(i == 0 ? "" : " ").append(bytes, i, i + 2);
        }
        return spaced.isEmpty() ? bytes : bytes.length() > 2 * BYTES_SHOWN ? spaced + "+" : spaced.toString();
    }
}
