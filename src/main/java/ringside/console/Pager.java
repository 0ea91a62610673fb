package ringside.console;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jline.utils.InfoCmp;

/** Shows what is longer than the screen piece by piece, with the keys of {@code less} and {@code more}. */
final class Pager {
    private static final String KEYS = "space forward, b back, enter one line, /text search, q leave";

    private final Terminal terminal;
    private List<AttributedString> lines;
    private int shown;

    Pager(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Whether so many lines are more than the screen has. */
    boolean isNeeded(int count) {
        return rows() > 0 && count > rows();
    }

    /** Returns how many lines fit above the status line; 0 if the terminal does not say. */
    private int rows() {
        return terminal.getHeight() - 1;
    }

    /** Shows lines until the last of them has been seen or the user leaves; what was shown stays on the screen. */
    void show(List<AttributedString> text) {
        lines = text;
        shown = 0;
        Attributes before = terminal.enterRawMode();
        try {
            forward(rows());
            while (shown < lines.size() && act(key())) {
                terminal.flush();
            }
        } finally {
            terminal.setAttributes(before);
            terminal.flush();
        }
    }

    private int key() {
        status(shown * 100 / lines.size() + "%  " + KEYS);
        try {
            int key = terminal.reader().read();
            clearStatus();
            return key;
        } catch (IOException gone) {
            return -1;
        }
    }

    private boolean act(int key) {
        switch (key) {
            case ' ', 'f', 'f' & 0x1F, 'd' -> forward(key == 'd' ? rows() / 2 : rows());
            case '\r', '\n', 'j', 'e' -> forward(1);
            case 'b', 'b' & 0x1F, 'u', 'k', 'y' -> back(key == 'b' || key == ('b' & 0x1F) ? rows() : rows() / 2);
            case 'g', '<' -> back(lines.size());
            case 'G', '>' -> forward(lines.size());
            case '/' -> search();
            case '\033' -> arrow();
            case 'q', 'Q', 'c' & 0x1F, 'd' & 0x1F, -1 -> {
                return false;
            }
            default -> {
                return true;
            }
        }
        return true;
    }

    /** The rest of a cursor key's sequence: up, down, page up, page down. */
    private void arrow() {
        try {
            int bracket = terminal.reader().read(50);
            int code = bracket == '[' || bracket == 'O' ? terminal.reader().read(50) : -1;
            switch (code) {
                case 'A' -> back(rows() / 2);
                case 'B' -> forward(1);
                case '5', '6' -> {
                    terminal.reader().read(50);
                    if (code == '5') {
                        back(rows());
                    } else {
                        forward(rows());
                    }
                }
                default -> shown += 0;
            }
        } catch (IOException gone) {
            shown = lines.size();
        }
    }

    private void forward(int count) {
        PrintWriter out = terminal.writer();
        int end = Math.min(lines.size(), shown + Math.max(1, count));
        for (; shown < end; shown++) {
            out.println(lines.get(shown).toAnsi(terminal));
        }
    }

    /** Shows again, from further up, a screen that ends {@code count} lines earlier. */
    private void back(int count) {
        int last = Math.max(rows(), shown - count);
        shown = Math.max(0, last - rows());
        terminal.puts(InfoCmp.Capability.clear_screen);
        forward(rows());
    }

    private void search() {
        StringBuilder wanted = new StringBuilder();
        try {
            while (true) {
                status("/" + wanted);
                int key = terminal.reader().read();
                clearStatus();
                if (key == '\r' || key == '\n') {
                    break;
                }
                if (key < 0 || key == '\033' || key == ('c' & 0x1F)) {
                    return;
                }
                if (key == 0x7F || key == '\b') {
                    wanted.setLength(Math.max(0, wanted.length() - 1));
                } else {
                    wanted.append((char) key);
                }
            }
        } catch (IOException gone) {
            shown = lines.size();
            return;
        }
        for (int i = shown; i < lines.size(); i++) {
            if (lines.get(i).toString().contains(wanted)) {
                shown = i;
                forward(rows());
                return;
            }
        }
    }

    private void status(String text) {
        AttributedString line = new AttributedStringBuilder()
                .styled(AttributedStyle.INVERSE, text)
                .toAttributedString()
                .columnSubSequence(0, Math.max(1, terminal.getWidth() - 1));
        terminal.writer().print(line.toAnsi(terminal));
        terminal.flush();
    }

    private void clearStatus() {
        terminal.writer().print('\r');
        terminal.puts(InfoCmp.Capability.clr_eol);
    }
}
