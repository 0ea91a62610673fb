package ringside.script;

/** Looks at JavaScript text as a REPL must: what is still open, and which declarations stand at the top level. */
final class ReplSource {
    private final String text;
    private final StringBuilder rewritten = new StringBuilder();
    private int depth;
    private boolean open;
    private boolean statementStart = true;

    private ReplSource(String text) {
        this.text = text;
        scan();
    }

    /** Whether a template literal or a comment is not closed, which the parser does not report as incomplete. */
    static boolean isOpen(String text) {
        return new ReplSource(text).open;
    }

    /** Returns {@code text} with {@code var} for {@code let} and {@code const} at the top level. */
    static String redeclarable(String text) {
        return new ReplSource(text).rewritten.toString();
    }

    private void scan() {
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            int end = at + 1;
            if (c == '"' || c == '\'' || c == '`') {
                end = literalEnd(at, c);
                statementStart = false;
            } else if (text.startsWith("//", at)) {
                end = lineEnd(at);
            } else if (text.startsWith("/*", at)) {
                int close = text.indexOf("*/", at + 2);
                open |= close < 0;
                end = close < 0 ? text.length() : close + 2;
            } else if (Character.isJavaIdentifierStart(c)) {
                while (end < text.length() && Character.isJavaIdentifierPart(text.charAt(end))) {
                    end++;
                }
                String word = text.substring(at, end);
                boolean declaration = word.equals("let") || word.equals("const");
                if (declaration && depth == 0 && statementStart) {
                    rewritten.append("var");
                    at = end;
                }
                statementStart = false;
            } else {
                punctuation(c);
            }
            rewritten.append(text, at, end);
            at = end;
        }
    }

    private void punctuation(char c) {
        switch (c) {
            case '{', '(', '[' -> {
                depth++;
                statementStart = false;
            }
            case '}', ')', ']' -> {
                depth--;
                statementStart = c == '}';
            }
            case ';', '\n' -> statementStart = true;
            default -> statementStart &= Character.isWhitespace(c);
        }
    }

    private int literalEnd(int start, char quote) {
        int at = start + 1;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == quote) {
                return at + 1;
            }
            if (c == '\n' && quote != '`') {
                return at;
            }
            at += c == '\\' ? 2 : 1;
        }
        open |= quote == '`';
        return text.length();
    }

    private int lineEnd(int at) {
        int end = text.indexOf('\n', at);
        return end < 0 ? text.length() : end;
    }
}
