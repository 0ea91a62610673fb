package ringside.exec.sbt;

/** Tells why there is no static translation: the file cannot be used as one, or the translator was interrupted. */
public final class TranslationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TranslationException(String why) {
        super(why, null, false, false);
    }
}
