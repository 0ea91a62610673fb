package ringside.dev;

import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;

/**
 * One counter of an 8254, as a function of the number of CLK pulses: nothing is counted, everything is computed from the
 * pulse at which the present count was loaded. Modes, status and read-back as in the Intel 82C54 data sheet (231244).
 *
 * <p>A count written is loaded at the next CLK pulse; a pulse is named by its number, so a write between the pulses
 * {@code t} and {@code t + 1} is loaded at {@code t + 1}.
 */
final class PitCounter implements Stateful {
    /** No output edge is to come unless something is written or the gate moves. */
    static final long NEVER = Long.MAX_VALUE;

    private static final long NOT_LOADED = Long.MIN_VALUE;

    private int mode = 3;
    private boolean bcd;
    /** 1 low byte, 2 high byte, 3 low then high. */
    private int access = 3;

    private boolean gate;
    /** Initial count, 1 to 65536 (10000 in BCD). */
    private int count = 0x10000;
    /** Pulse at which {@link #count} was or will be loaded; {@link #NOT_LOADED} if the counter waits for something. */
    private long loaded;
    /** Pulses counted when the gate stopped the counter, or -1 if it runs. */
    private long stopped = -1;
    /** A count that waits for the end of the period; 0 if none. */
    private int nextCount;
    /** Pulse at which {@link #nextCount} is loaded; {@link #NEVER} while it waits for a trigger. */
    private long nextLoad;
    /** What the counting element holds while no count is loaded. */
    private int held;
    /** OUT while no count is loaded. */
    private boolean idleOut;

    private boolean writeHigh;
    private int writeLow;
    private boolean readHigh;
    /** Latched count bytes still to be read: 0 none, 1 or 2. */
    private int latchedBytes;

    private int latch;
    private boolean statusLatched;
    private int status;

    PitCounter(boolean gate) {
        this.gate = gate;
    }

    /** Presets the counter as firmware does: a periodic mode with {@code count} loaded at pulse 0. */
    void preset(int mode, int count) {
        this.mode = mode;
        this.count = count;
        loaded = 0;
    }

    /** Writes the control word's fields. */
    void control(int access, int mode, boolean bcd, long now) {
        held = value(now);
        this.access = access;
        this.mode = mode > 5 ? mode & 3 : mode;
        this.bcd = bcd;
        writeHigh = false;
        readHigh = false;
        latchedBytes = 0;
        statusLatched = false;
        nextCount = 0;
        loaded = NOT_LOADED;
        stopped = -1;
        idleOut = this.mode != 0;
    }

    /** Writes a byte of the count. */
    void write(int value, long now) {
        settle(now);
        switch (access) {
            case 1 -> newCount(value, now);
            case 2 -> newCount(value << 8, now);
            default -> {
                if (writeHigh) {
                    newCount(value << 8 | writeLow, now);
                } else {
                    writeLow = value;
                    if (mode == 0) {
                        // The first byte stops the count; OUT goes low at once.
                        held = value(now);
                        loaded = NOT_LOADED;
                        idleOut = false;
                    }
                }
                writeHigh = !writeHigh;
            }
        }
    }

    int read(long now) {
        int result = peek(now);
        if (statusLatched) {
            statusLatched = false;
        } else if (latchedBytes > 0) {
            latchedBytes--;
            readHigh = latchedBytes == 1 && access == 3;
        } else if (access == 3) {
            readHigh = !readHigh;
        }
        return result;
    }

    int peek(long now) {
        settle(now);
        if (statusLatched) {
            return status;
        }
        int value = latchedBytes > 0 ? latch : value(now);
        boolean high = access == 2 || access == 3 && readHigh;
        return (high ? value >>> 8 : value) & 0xFF;
    }

    void latchCount(long now) {
        settle(now);
        if (latchedBytes == 0) {
            latch = value(now);
            latchedBytes = access == 3 ? 2 : 1;
            readHigh = false;
        }
    }

    void latchStatus(long now) {
        settle(now);
        if (!statusLatched) {
            status = status(now);
            statusLatched = true;
        }
    }

    /** Drives the GATE input. */
    void gate(boolean high, long now) {
        settle(now);
        boolean rising = high && !gate;
        boolean falling = !high && gate;
        gate = high;
        switch (mode) {
            case 0, 4 -> {
                if (falling && loaded != NOT_LOADED && stopped < 0) {
                    stopped = Math.max(0, now - loaded);
                } else if (rising && stopped >= 0) {
                    loaded = now - stopped;
                    stopped = -1;
                }
            }
            case 1, 5 -> {
                if (rising) {
                    trigger(now);
                }
            }
            default -> {
                if (falling && loaded != NOT_LOADED) {
                    held = value(now);
                    loaded = NOT_LOADED;
                    idleOut = true;
                    stopped = 0;
                } else if (rising && stopped >= 0) {
                    trigger(now);
                }
            }
        }
    }

    boolean gate() {
        return gate;
    }

    /** Returns the level of OUT. */
    boolean out(long now) {
        settle(now);
        if (loaded == NOT_LOADED || now < loaded) {
            return idleOut;
        }
        return outAfter(elapsed(now));
    }

    /** Returns the first pulse after {@code now} at which OUT changes, or {@link #NEVER}. */
    long nextEdge(long now) {
        settle(now);
        if (loaded == NOT_LOADED || stopped >= 0) {
            return NEVER;
        }
        long elapsed = Math.max(now - loaded, -1);
        long edge = edgeAfter(elapsed);
        if (edge == NEVER) {
            return NEVER;
        }
        long pulse = loaded + edge;
        return nextCount != 0 && nextLoad > now ? Math.min(pulse, nextLoad) : pulse;
    }

    PitView view(int index, long now) {
        settle(now);
        return new PitView(
                index,
                mode,
                bcd,
                access,
                count == modulus() ? 0 : count,
                value(now),
                out(now),
                gate,
                loaded == NOT_LOADED,
                latchedBytes > 0,
                statusLatched);
    }

    private void newCount(int raw, long now) {
        int decoded = bcd ? fromBcd(raw & 0xFFFF) : raw & 0xFFFF;
        int value = decoded == 0 ? modulus() : decoded;
        switch (mode) {
            case 0, 4 -> {
                count = value;
                // A stopped gate does not hold off loading, only counting.
                stopped = gate ? -1 : 0;
                loaded = now + 1;
                idleOut = mode == 4;
            }
            case 1, 5 -> {
                if (loaded == NOT_LOADED) {
                    count = value;
                } else {
                    nextCount = value;
                    nextLoad = NEVER;
                }
            }
            default -> {
                if (loaded == NOT_LOADED || now < loaded) {
                    count = value;
                    if (gate) {
                        loaded = now + 1;
                    } else {
                        stopped = 0;
                    }
                } else {
                    nextCount = value;
                    nextLoad = endOfPhase(now);
                }
            }
        }
    }

    /** Reloads the counter at the next pulse. */
    private void trigger(long now) {
        boolean hasCount = mode == 1 || mode == 5 || stopped >= 0;
        if (!hasCount) {
            return;
        }
        // A one-shot that is triggered again stays low.
        idleOut = mode != 1 || out(now);
        if (nextCount != 0) {
            count = nextCount;
            nextCount = 0;
        }
        stopped = -1;
        loaded = now + 1;
    }

    /**
     * Lets a waiting count take effect once its time has come. Nobody can tell when this is done, but it is done before the
     * state is saved, so that equal counters have equal states.
     */
    void settle(long now) {
        if (nextCount == 0 || now < nextLoad) {
            return;
        }
        boolean lowPhase = mode == 3 && !outAfter(nextLoad - loaded);
        count = nextCount;
        nextCount = 0;
        // A half period of mode 3 ends: the next one has the new count and the other level.
        loaded = lowPhase ? nextLoad - (count + 1) / 2 : nextLoad;
        nextLoad = 0;
    }

    private long endOfPhase(long now) {
        long elapsed = now - loaded;
        if (mode == 3) {
            return loaded + edgeAfter(elapsed);
        }
        return loaded + (elapsed / count + 1) * count;
    }

    private long elapsed(long now) {
        return stopped >= 0 ? stopped : now - loaded;
    }

    private boolean outAfter(long elapsed) {
        return switch (mode) {
            case 0, 1 -> elapsed >= count;
            case 2 -> elapsed % count != count - 1 || count == 1;
            case 3 -> elapsed % count < (count + 1) / 2;
            default -> elapsed != count;
        };
    }

    /** Returns the first number of pulses above {@code elapsed} at which OUT differs from the one before. */
    private long edgeAfter(long elapsed) {
        return switch (mode) {
            case 0, 1 -> {
                if (elapsed < 0 && mode == 1) {
                    yield 0;
                }
                yield elapsed < count ? count : NEVER;
            }
            case 2 -> {
                if (count == 1) {
                    yield NEVER;
                }
                if (elapsed < 0) {
                    yield count - 1;
                }
                long start = elapsed - elapsed % count;
                yield elapsed < start + count - 1 ? start + count - 1 : start + count;
            }
            case 3 -> {
                if (count == 1) {
                    yield NEVER;
                }
                if (elapsed < 0) {
                    yield (count + 1) / 2;
                }
                long start = elapsed - elapsed % count;
                long half = start + (count + 1) / 2;
                yield elapsed < half ? half : start + count;
            }
            default -> elapsed < count ? count : elapsed < count + 1L ? count + 1L : NEVER;
        };
    }

    /** Returns the 16 bits a guest reads. */
    private int value(long now) {
        if (loaded == NOT_LOADED) {
            return held;
        }
        // Between the write and the load pulse the new count is shown: real port accesses are too slow to see the old
        // one,
        // but ours take no time, and guests that calibrate by this counter would be misled.
        long elapsed = Math.max(0, elapsed(now));
        long value;
        if (mode == 2) {
            value = count - elapsed % count;
        } else if (mode == 3) {
            long phase = elapsed % count;
            int half = (count + 1) / 2;
            value = (count & ~1) - 2 * (phase < half ? phase : phase - half);
        } else {
            value = Math.floorMod(count - elapsed, (long) modulus());
        }
        int binary = (int) (value % modulus());
        return bcd ? toBcd(binary) : binary;
    }

    private int status(long now) {
        boolean nullCount = loaded == NOT_LOADED || now < loaded || nextCount != 0;
        return (out(now) ? 0x80 : 0) | (nullCount ? 0x40 : 0) | access << 4 | mode << 1 | (bcd ? 1 : 0);
    }

    @Override
    public void save(StateWriter out) {
        out.int32(mode);
        out.bool(bcd);
        out.int32(access);
        out.bool(gate);
        out.int32(count);
        out.int64(loaded);
        out.int64(stopped);
        out.int32(nextCount);
        out.int64(nextLoad);
        out.int32(held);
        out.bool(idleOut);
        out.bool(writeHigh);
        out.int32(writeLow);
        out.bool(readHigh);
        out.int32(latchedBytes);
        out.int32(latch);
        out.bool(statusLatched);
        out.int32(status);
    }

    @Override
    public void load(StateReader in) {
        mode = in.int32();
        bcd = in.bool();
        access = in.int32();
        gate = in.bool();
        count = in.int32();
        loaded = in.int64();
        stopped = in.int64();
        nextCount = in.int32();
        nextLoad = in.int64();
        held = in.int32();
        idleOut = in.bool();
        writeHigh = in.bool();
        writeLow = in.int32();
        readHigh = in.bool();
        latchedBytes = in.int32();
        latch = in.int32();
        statusLatched = in.bool();
        status = in.int32();
    }

    private int modulus() {
        return bcd ? 10_000 : 0x10000;
    }

    private static int fromBcd(int raw) {
        return (raw >>> 12) * 1000 + (raw >>> 8 & 15) * 100 + (raw >>> 4 & 15) * 10 + (raw & 15);
    }

    private static int toBcd(int value) {
        return value / 1000 % 10 << 12 | value / 100 % 10 << 8 | value / 10 % 10 << 4 | value % 10;
    }
}
