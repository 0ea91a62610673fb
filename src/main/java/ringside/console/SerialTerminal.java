package ringside.console;

import java.io.IOException;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.utils.NonBlockingReader;
import ringside.debug.MachineTarget;
import ringside.debug.OutputLog;
import ringside.debug.Stop;
import ringside.machine.Machine;
import ringside.time.Stimulus;

/**
 * The terminal as the guest's serial terminal: keys go to COM1 as they are, what COM1 sends is shown at once. Ctrl-] leaves.
 * The guest runs on the machine thread; a thread of its own only moves keys.
 */
final class SerialTerminal {
    /** Ctrl-]. */
    static final int ESCAPE = 0x1D;

    private static final int POLL_MILLIS = 50;

    private final Session session;
    private final Terminal terminal;
    private volatile boolean done;

    SerialTerminal(Session session, Terminal terminal) {
        this.session = session;
        this.terminal = terminal;
    }

    /** Runs the guest on the calling thread, the machine thread, until it stops or the user leaves. */
    Stop run(Supplier<Stop> guest) {
        Machine machine = session.machine();
        OutputLog log = ((MachineTarget) session.debugger().target()).serial(0);
        IntConsumer show = this::show;
        Attributes before = terminal.enterRawMode();
        Attributes raw = terminal.getAttributes();
        raw.setLocalFlag(Attributes.LocalFlag.ISIG, false);
        terminal.setAttributes(raw);
        log.listen(show);
        Thread keys = new Thread(() -> moveKeys(machine), "serial-keys");
        keys.setDaemon(true);
        keys.start();
        try {
            return guest.get();
        } finally {
            done = true;
            join(keys);
            log.unlisten(show);
            terminal.setAttributes(before);
            terminal.writer().println();
            terminal.flush();
        }
    }

    private void show(int octet) {
        terminal.writer().write(octet);
        terminal.writer().flush();
    }

    private void moveKeys(Machine machine) {
        NonBlockingReader keyboard = terminal.reader();
        try {
            while (!done) {
                int key = keyboard.read(POLL_MILLIS);
                if (key == ESCAPE || key == NonBlockingReader.EOF) {
                    session.interrupt();
                    return;
                }
                if (key >= 0) {
                    machine.inbox().offer(new Stimulus.SerialByte(0, key & 0xFF));
                }
            }
        } catch (IOException closed) {
            session.interrupt();
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
