package ringside.machine;

import java.util.ArrayDeque;
import java.util.Queue;
import ringside.dev.Uart16550;
import ringside.time.Stimulus;
import ringside.time.Timer;

/**
 * Holds what is typed or piped to a serial port until the guest waits for it: until its UART is set up, has not been set up
 * anew for a while, and its receiver is looked at or may interrupt. A byte that came before would be lost when the guest
 * clears the receiver. Only input from outside is held; what a script or the user sends acts at once. The journal has each
 * byte when it is let through, so that a replay does not depend on this.
 */
final class SerialGate {
    /** In guest time: longer than a driver's set-up takes. */
    private static final long SETTLING_MILLIS = 1;

    private final Uart16550 uart;
    private final long settling;
    private final Queue<Stimulus> held = new ArrayDeque<>();
    private int settings;
    private long settledSince;

    SerialGate(Uart16550 uart, long unitsPerSecond) {
        this.uart = uart;
        settling = unitsPerSecond * SETTLING_MILLIS / 1000;
    }

    void hold(Stimulus stimulus) {
        held.add(stimulus);
    }

    /** Returns the next byte if the guest is ready for it, or null. */
    Stimulus poll(long time) {
        return opensAt(time) <= time ? held.poll() : null;
    }

    /** Returns when the next byte will be let through if the guest goes on like this, or {@link Timer#NEVER}. */
    long opensAt(long time) {
        if (held.isEmpty()) {
            return Timer.NEVER;
        }
        if (uart.settings() != settings || time < settledSince) {
            settings = uart.settings();
            settledSince = time;
        }
        return uart.listens() && uart.unread() == 0 ? settledSince + settling : Timer.NEVER;
    }
}
