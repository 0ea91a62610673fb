package ringside.testing;

/** Words as a POSIX shell must see them. */
public final class Shell {
    private Shell() {}

    /** Returns a word in quotes if it needs any. */
    public static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:=,+@%-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /** Returns a regular expression that matches exactly this text. */
    static String literally(String text) {
        return text.replaceAll("([\\\\.\\[\\](){}^$|*+?])", "\\\\$1");
    }
}
