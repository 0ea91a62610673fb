package ringside.console;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import ringside.debug.Debugger;
import ringside.debug.MachineTarget;
import ringside.debug.OutputLog;
import ringside.machine.Machine;
import ringside.time.Stimulus;

/** Where COM1 leads: nowhere but the console's log, standard input and output, or a file. Output is not buffered. */
final class SerialLink implements AutoCloseable {
    /** How COM1 is connected. */
    private enum Kind {
        LOG,
        STDIO,
        FILE
    }

    private final Kind kind;
    private final OutputStream output;
    private final MachineTarget target;

    private SerialLink(Kind kind, OutputStream output, MachineTarget target) {
        this.kind = kind;
        this.output = output;
        this.target = target;
    }

    /** Opens what {@code --serial} asks for. */
    static SerialLink of(Options options, Debugger debugger) {
        MachineTarget target = (MachineTarget) debugger.target();
        if (options.serial == null || options.serial.equals("null")) {
            return new SerialLink(Kind.LOG, OutputStream.nullOutputStream(), target);
        }
        if (options.serial.equals("stdio")) {
            return new SerialLink(Kind.STDIO, new FileOutputStream(FileDescriptor.out), target);
        }
        try {
            return new SerialLink(
                    Kind.FILE, new FileOutputStream(Path.of(options.serial).toFile()), target);
        } catch (IOException refused) {
            throw new CommandError("--serial: cannot write '" + options.serial + "': " + refused.getMessage());
        }
    }

    /** Sends what the guest says there; to whom it listens is left alone. */
    SerialLink listen() {
        target.serial(0).listen(this::write);
        return this;
    }

    /** Whether standard output carries COM1 and nothing else. */
    boolean ownsStandardOutput() {
        return kind == Kind.STDIO;
    }

    /** Connects COM1; an interactive terminal is left to the serial terminal of the console. */
    void connect(Session session, MachineThread machineThread, boolean interactive) {
        OutputLog log = target.serial(0);
        if (kind == Kind.LOG || kind == Kind.STDIO && interactive) {
            return;
        }
        machineThread.call(() -> {
            log.listen(this::write);
            return null;
        });
        if (kind == Kind.STDIO) {
            Thread reader = new Thread(this::moveInput, "serial-input");
            reader.setDaemon(true);
            reader.start();
        }
    }

    private void write(int octet) {
        try {
            output.write(octet);
        } catch (IOException closed) {
            throw new CommandError("COM1's output is gone: " + closed.getMessage());
        }
    }

    private void moveInput() {
        Machine machine = target.machine().orElseThrow();
        try (InputStream input = new FileInputStream(FileDescriptor.in)) {
            for (int octet = input.read(); octet >= 0; octet = input.read()) {
                machine.inbox().offer(new Stimulus.SerialByte(0, octet));
            }
        } catch (IOException closed) {
            // Nobody writes any more; the guest goes on without input.
            return;
        }
    }

    @Override
    public void close() {
        try {
            output.flush();
            if (kind == Kind.FILE) {
                output.close();
            }
        } catch (IOException gone) {
            // The reader of our output has left; that is its right.
            return;
        }
    }
}
