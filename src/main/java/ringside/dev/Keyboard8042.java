package ringside.dev;

import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;
import ringside.bus.IrqLine;
import ringside.bus.PortDevice;
import ringside.bus.PortSpace;
import ringside.time.EventQueue;
import ringside.time.Timer;
import ringside.time.VirtualClock;

/**
 * The 8042 keyboard controller at ports 60h and 64h with a keyboard at its first port; the port for a mouse answers, but
 * nothing is plugged in there. Commands as in the IBM PS/2 Hardware Interface Technical Reference, "Keyboard and Auxiliary
 * Device Controller".
 *
 * <p>At power-on the controller is as firmware leaves it: translating to scan code set 1, its interrupt enabled (the
 * interrupt controller is not yet). A byte of the keyboard takes a quarter of a millisecond after the guest read the one
 * before it; the controller's own answers come at once.
 */
public final class Keyboard8042 implements PortDevice, Stateful {
    private static final int BYTES_PER_SECOND = 4000;

    private static final int STATUS_FULL = 0x01;
    private static final int STATUS_SYSTEM = 0x04;
    private static final int STATUS_COMMAND = 0x08;
    private static final int STATUS_UNLOCKED = 0x10;
    private static final int STATUS_AUX = 0x20;
    private static final int STATUS_TIMEOUT = 0x40;

    private static final int MODE_KEYBOARD_IRQ = 0x01;
    private static final int MODE_AUX_IRQ = 0x02;
    private static final int MODE_SYSTEM = 0x04;
    private static final int MODE_KEYBOARD_OFF = 0x10;
    private static final int MODE_AUX_OFF = 0x20;
    private static final int MODE_TRANSLATE = 0x40;

    private final VirtualClock clock;
    private final IrqLine irq1;
    private final IrqLine irq12;
    private final A20Gate a20;
    private final ResetLine reset;
    private final Timer transfer;
    private final Keyboard keyboard = new Keyboard();

    private final byte[] ram = new byte[32];
    private int status = STATUS_UNLOCKED | STATUS_SYSTEM;
    private int data;
    /** The command whose parameter is expected at port 60h, or -1. */
    private int command = -1;

    private boolean breakPrefix;

    /** Wires a controller. */
    public Keyboard8042(
            VirtualClock clock, EventQueue events, IrqLine irq1, IrqLine irq12, A20Gate a20, ResetLine reset) {
        this.clock = clock;
        this.irq1 = irq1;
        this.irq12 = irq12;
        this.a20 = a20;
        this.reset = reset;
        transfer = events.timer("keyboard", due -> fetch());
        ram[0] = MODE_KEYBOARD_IRQ | MODE_SYSTEM | MODE_AUX_OFF | MODE_TRANSLATE;
    }

    /** Takes the controller's ports. */
    public void register(PortSpace ports) {
        ports.register(0x60, 0x60, this);
        ports.register(0x64, 0x64, this);
    }

    /**
     * A key goes down or up.
     *
     * @param code its number, see {@link Keys}
     */
    public void key(int code, boolean down) {
        if (!ScanCodes.valid(code)) {
            throw new IllegalArgumentException("there is no key with the number %Xh".formatted(code));
        }
        keyboard.key(code, down);
        expect();
    }

    @Override
    public int in(int port, int size) {
        if (port == 0x64) {
            return status;
        }
        int value = data;
        if ((status & STATUS_FULL) != 0) {
            status &= ~(STATUS_FULL | STATUS_AUX | STATUS_TIMEOUT);
            update();
            expect();
        }
        return value;
    }

    @Override
    public int peek(int port, int size) {
        return port == 0x64 ? status : data;
    }

    @Override
    public void out(int port, int size, int value) {
        int low = value & 0xFF;
        if (port == 0x64) {
            status |= STATUS_COMMAND;
            command(low);
        } else {
            status &= ~STATUS_COMMAND;
            int expecting = command;
            command = -1;
            if (expecting >= 0) {
                parameter(expecting, low);
            } else {
                mode(mode() & ~MODE_KEYBOARD_OFF);
                keyboard.write(low);
                expect();
            }
        }
    }

    /** Returns the controller's state for a debugger. */
    public KeyboardView view() {
        return new KeyboardView(
                status,
                mode(),
                data,
                a20.open(),
                keyboard.scanCodeSet(),
                keyboard.scanning(),
                keyboard.leds(),
                keyboard.waiting());
    }

    private void command(int value) {
        command = -1;
        if (value >= 0x20 && value < 0x40) {
            answer(ram[value & 0x1F] & 0xFF);
            return;
        }
        if (value >= 0x60 && value < 0x80) {
            command = value;
            return;
        }
        if (value >= 0xF0) {
            // Output port bits 0 to 3 pulse low where the command has a zero; bit 0 is the reset line.
            if ((value & 1) == 0) {
                reset.pulse("the guest pulsed the reset line of the keyboard controller");
            }
            return;
        }
        switch (value) {
            case 0xA4 -> answer(0xF1);
            case 0xA7 -> mode(mode() | MODE_AUX_OFF);
            case 0xA8 -> mode(mode() & ~MODE_AUX_OFF);
            case 0xA9, 0xAB -> answer(0x00);
            case 0xAA -> {
                status |= STATUS_SYSTEM;
                answer(0x55);
            }
            case 0xAD -> mode(mode() | MODE_KEYBOARD_OFF);
            case 0xAE -> {
                mode(mode() & ~MODE_KEYBOARD_OFF);
                expect();
            }
            case 0xC0 -> answer(0x80);
            case 0xD0 -> answer(outputPort());
            case 0xD1, 0xD2, 0xD3, 0xD4 -> command = value;
            case 0xDD -> a20.set(false);
            case 0xDF -> a20.set(true);
            case 0xE0 -> answer(0x00);
            default -> {
                // Unknown commands are ignored.
            }
        }
    }

    private void parameter(int expecting, int value) {
        switch (expecting) {
            case 0xD1 -> {
                a20.set((value & 2) != 0);
                if ((value & 1) == 0) {
                    reset.pulse("the guest cleared bit 0 of the keyboard controller's output port");
                }
            }
            case 0xD2 -> fill(value, 0);
            case 0xD3 -> fill(value, STATUS_AUX);
            // Nothing is plugged in: the transmission times out.
            case 0xD4 -> fill(0xFE, STATUS_AUX | STATUS_TIMEOUT);
            default -> {
                if (expecting == 0x60) {
                    mode(value);
                    expect();
                } else {
                    ram[expecting & 0x1F] = (byte) value;
                }
            }
        }
    }

    private int mode() {
        return ram[0] & 0xFF;
    }

    private void mode(int value) {
        ram[0] = (byte) value;
        status = status & ~STATUS_SYSTEM | value & MODE_SYSTEM;
        update();
    }

    private int outputPort() {
        boolean full = (status & STATUS_FULL) != 0;
        boolean aux = (status & STATUS_AUX) != 0;
        return 0xC1 | (a20.open() ? 0x02 : 0) | (full && !aux ? 0x10 : 0) | (full && aux ? 0x20 : 0);
    }

    private void answer(int value) {
        fill(value, 0);
    }

    private void fill(int value, int flags) {
        data = value;
        status = status & ~(STATUS_AUX | STATUS_TIMEOUT) | STATUS_FULL | flags;
        // A byte that replaces one that was not read makes an edge of its own.
        irq1.set(false);
        irq12.set(false);
        update();
    }

    private void update() {
        boolean full = (status & STATUS_FULL) != 0;
        boolean aux = (status & STATUS_AUX) != 0;
        irq1.set(full && !aux && (mode() & MODE_KEYBOARD_IRQ) != 0);
        irq12.set(full && aux && (mode() & MODE_AUX_IRQ) != 0);
    }

    /** Starts the transfer of the keyboard's next byte if there is one and room for it. */
    private void expect() {
        if (canFetch() && transfer.due() == Timer.NEVER) {
            transfer.set(clock.now() + clock.unitsPerSecond() / BYTES_PER_SECOND);
        }
    }

    private boolean canFetch() {
        return keyboard.hasByte() && (status & STATUS_FULL) == 0 && (mode() & MODE_KEYBOARD_OFF) == 0;
    }

    private void fetch() {
        if (!canFetch()) {
            return;
        }
        int value = keyboard.next();
        if ((mode() & MODE_TRANSLATE) == 0) {
            fill(value, 0);
        } else if (value == 0xF0) {
            breakPrefix = true;
            expect();
        } else {
            int translated = ScanCodes.translate(value);
            fill(breakPrefix ? translated | 0x80 : translated, 0);
            breakPrefix = false;
        }
    }

    @Override
    public void save(StateWriter out) {
        out.bytes(ram);
        out.int8(status);
        out.int8(data);
        out.int32(command);
        out.bool(breakPrefix);
        out.part(keyboard);
    }

    @Override
    public void load(StateReader in) {
        in.bytes(ram);
        status = in.int8();
        data = in.int8();
        command = in.int32();
        breakPrefix = in.bool();
        in.part(keyboard);
    }
}
