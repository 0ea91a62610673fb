package ringside.testing;

/** A report that cannot be written; the message is one line. */
public final class ReportException extends RuntimeException {
    ReportException(String message) {
        super(message, null, false, false);
    }
}
