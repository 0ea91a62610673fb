package ringside.dev;

import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;

/**
 * The keyboard behind the controller: an enhanced PS/2 keyboard with scan code sets 1 and 2. Keys that nobody fetched wait;
 * none is lost.
 */
final class Keyboard implements Stateful {
    private static final int ACKNOWLEDGE = 0xFA;
    private static final int RESEND = 0xFE;

    private final ByteQueue replies = new ByteQueue();
    private final ByteQueue scanCodes = new ByteQueue();
    private int set = 2;
    private boolean scanning = true;
    private int leds;
    /** The command whose parameter is expected, or 0. */
    private int command;

    private int lastSent;

    /** A key goes down or up; ignored while scanning is off. */
    void key(int code, boolean down) {
        if (scanning) {
            for (int value : ScanCodes.bytes(code, down, set)) {
                scanCodes.add(value);
            }
        }
    }

    /** Whether a byte is to be fetched. */
    boolean hasByte() {
        return replies.size() > 0 || scanCodes.size() > 0;
    }

    /** Returns the number of bytes to be fetched. */
    int waiting() {
        return replies.size() + scanCodes.size();
    }

    /** Returns the next byte, replies to commands first. */
    int next() {
        lastSent = replies.size() > 0 ? replies.remove() : scanCodes.remove();
        return lastSent;
    }

    /** LED bits as the guest set them: 0 scroll, 1 num, 2 caps lock. */
    int leds() {
        return leds;
    }

    int scanCodeSet() {
        return set;
    }

    boolean scanning() {
        return scanning;
    }

    /** Takes a byte from the host. */
    void write(int value) {
        replies.clear();
        if (command != 0 && value < 0xED) {
            int expecting = command;
            command = 0;
            parameter(expecting, value);
            return;
        }
        command = 0;
        switch (value) {
            case 0xED, 0xF0, 0xF3, 0xFB, 0xFC, 0xFD -> {
                command = value;
                replies.add(ACKNOWLEDGE);
            }
            case 0xEE -> replies.add(0xEE);
            case 0xF2 -> reply(ACKNOWLEDGE, 0xAB, 0x83);
            case 0xF4 -> {
                scanCodes.clear();
                scanning = true;
                reply(ACKNOWLEDGE);
            }
            case 0xF5 -> {
                defaults();
                scanning = false;
                reply(ACKNOWLEDGE);
            }
            case 0xF6 -> {
                defaults();
                reply(ACKNOWLEDGE);
            }
            case 0xF7, 0xF8, 0xF9, 0xFA -> reply(ACKNOWLEDGE);
            case 0xFE -> reply(lastSent);
            case 0xFF -> {
                defaults();
                scanning = true;
                reply(ACKNOWLEDGE, 0xAA);
            }
            default -> reply(RESEND);
        }
    }

    private void parameter(int expecting, int value) {
        switch (expecting) {
            case 0xED -> {
                leds = value & 7;
                reply(ACKNOWLEDGE);
            }
            case 0xF0 -> {
                if (value == 0) {
                    reply(ACKNOWLEDGE, set);
                } else if (value <= 2) {
                    set = value;
                    scanCodes.clear();
                    reply(ACKNOWLEDGE);
                } else {
                    reply(RESEND);
                }
            }
            default -> reply(ACKNOWLEDGE);
        }
    }

    private void defaults() {
        scanCodes.clear();
        set = 2;
        leds = 0;
    }

    private void reply(int... values) {
        for (int value : values) {
            replies.add(value);
        }
    }

    @Override
    public void save(StateWriter out) {
        out.part(replies);
        out.part(scanCodes);
        out.int8(set);
        out.bool(scanning);
        out.int8(leds);
        out.int8(command);
        out.int8(lastSent);
    }

    @Override
    public void load(StateReader in) {
        in.part(replies);
        in.part(scanCodes);
        set = in.int8();
        scanning = in.bool();
        leds = in.int8();
        command = in.int8();
        lastSent = in.int8();
    }
}
