package ringside.console;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Keys as a terminal sends them. */
final class Keystrokes {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Keystrokes type(String text) {
        bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    Keystrokes line(String text) {
        return type(text).enter();
    }

    Keystrokes enter() {
        return type("\r");
    }

    Keystrokes tab() {
        return type("\t");
    }

    Keystrokes up() {
        return type("\033[A");
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }
}
