package ringside.machine;

/** A guest image that cannot be loaded. The message is one line: what, where, at which byte. */
public final class ImageException extends RuntimeException {
    /** Makes the exception with its line. */
    public ImageException(String message) {
        super(message);
    }
}
