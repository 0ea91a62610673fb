package ringside.isa;

/** Says why an instruction cannot be encoded, in one line for the user. */
public final class EncodingException extends RuntimeException {
    private static final long serialVersionUID = 1;

    EncodingException(String message) {
        super(message);
    }
}
