package ringside.dev;

import java.util.ArrayList;
import java.util.List;
import ringside.bus.IrqLine;
import ringside.bus.PortSpace;
import ringside.time.EventQueue;
import ringside.time.VirtualClock;

/** Ports, guest time and interrupt lines for one device under test; no CPU. */
final class Board {
    final PortSpace ports = new PortSpace();
    final EventQueue events = new EventQueue();
    final VirtualClock clock = new VirtualClock(this::now, VirtualClock.DEFAULT_UNITS_PER_SECOND);
    private long now;

    long now() {
        return now;
    }

    /** Moves time forward to {@code time}, running events at their own times. */
    void runTo(long time) {
        while (events.next() <= time) {
            now = events.next();
            events.runDue(now);
        }
        now = time;
    }

    void run(long units) {
        runTo(now + units);
    }

    int in(int port) {
        return ports.in(port, 1);
    }

    int peek(int port) {
        return ports.peek(port, 1);
    }

    void out(int port, int... values) {
        for (int value : values) {
            ports.out(port, 1, value);
        }
    }

    /** An interrupt line that remembers its level and the times of its rising edges. */
    final class Line implements IrqLine {
        boolean high;
        final List<Long> rises = new ArrayList<>();

        @Override
        public void set(boolean level) {
            if (level && !high) {
                rises.add(now);
            }
            high = level;
        }
    }
}
