package ringside.console;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** Text for people, line by line, with roles instead of colours; without colours it is plain. */
final class Text {
    /** What a piece of text is. */
    enum Role {
        PLAIN(AttributedStyle.DEFAULT),
        HEADING(AttributedStyle.DEFAULT.bold()),
        ADDRESS(AttributedStyle.DEFAULT.foreground(AttributedStyle.BLUE)),
        SYMBOL(AttributedStyle.DEFAULT.foreground(AttributedStyle.YELLOW)),
        NAME(AttributedStyle.DEFAULT.foreground(AttributedStyle.CYAN)),
        CODE(AttributedStyle.DEFAULT),
        DIM(AttributedStyle.DEFAULT.faint()),
        CHANGED(AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN).bold()),
        WARNING(AttributedStyle.DEFAULT.foreground(AttributedStyle.YELLOW)),
        ERROR(AttributedStyle.DEFAULT.foreground(AttributedStyle.RED));

        private final AttributedStyle style;

        Role(AttributedStyle style) {
            this.style = style;
        }
    }

    private final List<AttributedString> lines = new ArrayList<>();
    private AttributedStringBuilder open = new AttributedStringBuilder();
    private boolean pending;
    private boolean unended;

    /** Appends to the open line. */
    Text add(String text) {
        return add(Role.PLAIN, text);
    }

    /** Appends to the open line. */
    Text add(Role role, String text) {
        open.style(role.style).append(text);
        pending = true;
        return this;
    }

    /** Appends formatted text to the open line. */
    Text add(Role role, String format, Object... arguments) {
        return add(role, String.format(format, arguments));
    }

    /** Ends the open line. */
    Text end() {
        lines.add(open.toAttributedString());
        open = new AttributedStringBuilder();
        pending = false;
        return this;
    }

    /** Says that the last line goes on with what is shown next. */
    Text unended() {
        unended = true;
        return this;
    }

    /** Whether the last line goes on with what is shown next. */
    boolean isUnended() {
        return unended;
    }

    /** Appends a whole line. */
    Text line(String text) {
        text.lines().forEach(line -> add(line).end());
        if (text.isEmpty()) {
            end();
        }
        return this;
    }

    /** Appends a whole line. */
    Text line(Role role, String text) {
        return add(role, text).end();
    }

    /** Returns the lines so far. */
    List<AttributedString> lines() {
        if (pending) {
            end();
        }
        return lines;
    }

    /** Returns the text without roles, lines ended by {@code \n}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        lines().forEach(line -> text.append(line.toString().stripTrailing()).append('\n'));
        if (unended && !text.isEmpty()) {
            text.setLength(text.length() - 1);
        }
        return text.toString();
    }
}
