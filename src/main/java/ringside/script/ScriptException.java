package ringside.script;

/** A script that failed; the message is one line, followed by the places in the script that led there, a line each. */
public final class ScriptException extends RuntimeException {
    public ScriptException(String message) {
        super(message, null, false, false);
    }
}
