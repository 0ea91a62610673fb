package ringside.exec.sbt;

/** Tells why a file cannot be used as a static translation; the message goes on behind the file's name. */
public final class TranslationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TranslationException(String why) {
        super(why, null, false, false);
    }
}
