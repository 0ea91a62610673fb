package ringside.dev;

import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;
import ringside.bus.IrqLine;
import ringside.bus.PortDevice;
import ringside.bus.PortSpace;
import ringside.time.EventQueue;
import ringside.time.Rate;
import ringside.time.Timer;
import ringside.time.VirtualClock;

/**
 * The MC146818 real-time clock with 128 bytes of CMOS memory at ports 70h and 71h. It shows an epoch plus guest time; its
 * oscillator has 32,768 Hz. Registers as in the Motorola MC146818 data sheet.
 *
 * <p>Of the time registers nothing is counted: they are the guest's second since the epoch, plus what the guest set them
 * off by. The update of a second takes its last 244 + 1984 us, in which UIP is set.
 */
public final class CmosRtc implements PortDevice, Stateful {
    private static final int SECONDS = 0x00;
    private static final int YEAR = 0x09;
    private static final int STATUS_A = 0x0A;
    private static final int STATUS_B = 0x0B;
    private static final int STATUS_C = 0x0C;
    private static final int STATUS_D = 0x0D;
    private static final int CENTURY = 0x32;
    private static final int BOOT_ORDER = 0x3D;

    private static final int B_SET = 0x80;
    /** Flags in register C; register B has the same bits to enable their interrupts. */
    private static final int PF = 0x40;

    private static final int AF = 0x20;
    private static final int UF = 0x10;
    private static final int IRQF = 0x80;
    private static final int B_BINARY = 0x04;
    private static final int B_24_HOURS = 0x02;

    private static final long OSCILLATOR = 32_768;
    /** UIP is set for this part of a second before it ends, in oscillator ticks: 2228 us. */
    private static final long UPDATE_TICKS = 73;

    private final VirtualClock clock;
    private final IrqLine irq8;
    private final Rate rate;
    private final Timer periodic;
    private final Timer update;
    private final byte[] cmos = new byte[128];
    private int index;
    private int statusA = 0x26;
    private int statusB = B_24_HOURS;
    /** Whether the alarm matched since register C was read. */
    private boolean alarm;
    /** Oscillator tick at which register C was last read: the other flags are what happened since. */
    private long clearedAt;
    /** Seconds since 1970 shown at guest time 0. */
    private long epoch;
    /** Seconds since 1970 at which the clock stands while the guest sets it; meaningless otherwise. */
    private long standing;

    /** Makes a clock that shows {@code epochSeconds} (since 1970) at guest time 0. */
    public CmosRtc(VirtualClock clock, EventQueue events, IrqLine irq8, long epochSeconds) {
        this.clock = clock;
        this.irq8 = irq8;
        rate = clock.rate(OSCILLATOR, 1);
        epoch = epochSeconds;
        periodic = events.timer("rtc periodic", due -> updateLine());
        update = events.timer("rtc update", this::updateEnded);
    }

    /** Takes ports 70h and 71h. */
    public void register(PortSpace ports) {
        ports.register(0x70, 0x71, this);
    }

    /**
     * Stores the size of RAM where firmware looks for it: base memory, extended memory below 64 MiB in KiB, and memory above
     * 16 MiB in units of 64 KiB.
     */
    public void memorySize(long bytes) {
        long extended = Math.max(0, bytes - (1 << 20)) >> 10;
        long above16 = Math.max(0, bytes - (16 << 20)) >> 16;
        word(0x15, 640);
        word(0x17, (int) Math.min(extended, 0xFC00));
        word(0x30, (int) Math.min(extended, 0xFC00));
        word(0x34, (int) Math.min(above16, 0xFFFF));
        // Equipment: keyboard, display, coprocessor.
        cmos[0x14] = 0x06 | 0x08;
    }

    /** Stores which devices firmware tries to boot from: the first one in the low four bits, then the second. */
    public void bootOrder(int devices) {
        cmos[BOOT_ORDER] = (byte) devices;
    }

    @Override
    public int in(int port, int size) {
        int value = peek(port, size);
        if (port == 0x71 && index == STATUS_C) {
            alarm = false;
            clearedAt = ticks();
            updateLine();
            schedule();
        }
        return value;
    }

    @Override
    public int peek(int port, int size) {
        return port == 0x70 ? 0xFF : register(index);
    }

    @Override
    public void out(int port, int size, int value) {
        int low = value & 0xFF;
        if (port == 0x70) {
            index = low & 0x7F;
        } else {
            write(index, low);
        }
    }

    /** Returns the clock and the status registers for a debugger. */
    public RtcView view() {
        return new RtcView(CalendarTime.ofEpochSecond(seconds()), index, registerA(), statusB, flags());
    }

    /** Returns byte {@code index}, 0 to 127, as a guest would read it, without side effects. */
    public int register(int index) {
        return switch (index) {
            case 0x00, 0x02, 0x04, 0x06, 0x07, 0x08, 0x09, CENTURY -> time(index);
            case STATUS_A -> registerA();
            case STATUS_B -> statusB;
            case STATUS_C -> flags();
            case STATUS_D -> 0x80;
            default -> cmos[index] & 0xFF;
        };
    }

    private void write(int index, int value) {
        switch (index) {
            case 0x00, 0x02, 0x04, 0x06, 0x07, 0x08, 0x09, CENTURY -> setTime(index, value);
            case STATUS_A -> statusA = value & 0x7F;
            case STATUS_B -> writeB(value);
            case STATUS_C, STATUS_D -> {
                // Read-only.
            }
            default -> cmos[index] = (byte) value;
        }
        if (index == STATUS_A || index == STATUS_B) {
            schedule();
            updateLine();
        }
    }

    private void writeB(int value) {
        boolean wasSetting = setting();
        boolean isSetting = (value & B_SET) != 0;
        if (isSetting && !wasSetting) {
            standing = seconds();
            // SET ends update interrupts.
            statusB = value & ~UF;
            return;
        }
        if (!isSetting && wasSetting) {
            epoch = standing - ticks() / OSCILLATOR;
        }
        statusB = isSetting ? value & ~UF : value;
    }

    private int registerA() {
        long phase = ticks() % OSCILLATOR;
        boolean updating = !setting() && oscillating() && phase >= OSCILLATOR - UPDATE_TICKS;
        return statusA | (updating ? 0x80 : 0);
    }

    private int time(int index) {
        CalendarTime now = CalendarTime.ofEpochSecond(seconds());
        return switch (index) {
            case 0x00 -> encode(now.second());
            case 0x02 -> encode(now.minute());
            case 0x04 -> encodeHour(now.hour());
            case 0x06 -> encode(now.dayOfWeek());
            case 0x07 -> encode(now.day());
            case 0x08 -> encode(now.month());
            case YEAR -> encode(now.year() % 100);
            default -> encode(now.year() / 100);
        };
    }

    private void setTime(int index, int value) {
        long before = seconds();
        CalendarTime now = CalendarTime.ofEpochSecond(before);
        int number = decode(value);
        int year = now.year();
        CalendarTime then =
                switch (index) {
                    case SECONDS ->
                        new CalendarTime(year, now.month(), now.day(), now.hour(), now.minute(), number % 60);
                    case 0x02 -> new CalendarTime(year, now.month(), now.day(), now.hour(), number % 60, now.second());
                    case 0x04 ->
                        new CalendarTime(year, now.month(), now.day(), decodeHour(value), now.minute(), now.second());
                    // The day of the week follows from the date.
                    case 0x06 -> now;
                    case 0x07 -> withDate(now, year, now.month(), number);
                    case 0x08 -> withDate(now, year, number, now.day());
                    case YEAR -> withDate(now, year / 100 * 100 + number % 100, now.month(), now.day());
                    default -> withDate(now, number % 100 * 100 + year % 100, now.month(), now.day());
                };
        long after = then.epochSecond();
        if (setting()) {
            standing = after;
        } else {
            epoch += after - before;
            schedule();
        }
    }

    private static CalendarTime withDate(CalendarTime time, int year, int month, int day) {
        int realMonth = Math.max(1, Math.min(month, 12));
        int realDay = Math.max(1, Math.min(day, 31));
        return new CalendarTime(year, realMonth, realDay, time.hour(), time.minute(), time.second());
    }

    private long seconds() {
        return setting() ? standing : epoch + ticks() / OSCILLATOR;
    }

    private boolean setting() {
        return (statusB & B_SET) != 0;
    }

    private boolean oscillating() {
        return (statusA & 0x70) == 0x20;
    }

    private long ticks() {
        return rate.ticksAt(clock.now());
    }

    /** Ticks between periodic interrupts by the rate select bits, 0 if off. MC146818 table 5. */
    private long period() {
        int select = statusA & 0x0F;
        if (select == 0 || !oscillating()) {
            return 0;
        }
        return select <= 2 ? 1L << select + 6 : 1L << select - 1;
    }

    /** Register C: what has happened since it was read. */
    private int flags() {
        long now = ticks();
        long period = period();
        int flags = alarm ? AF : 0;
        if (period != 0 && now / period != clearedAt / period) {
            flags |= PF;
        }
        if (!setting() && oscillating() && now / OSCILLATOR != clearedAt / OSCILLATOR) {
            flags |= UF;
        }
        return (flags & statusB) != 0 ? flags | IRQF : flags;
    }

    /** Sets the timers for flags that would interrupt and are not up yet. */
    private void schedule() {
        int missing = statusB & ~flags();
        long period = period();
        if (period != 0 && (missing & PF) != 0) {
            periodic.set(rate.timeOf((ticks() / period + 1) * period));
        } else {
            periodic.cancel();
        }
        if ((missing & (AF | UF)) != 0 && !setting() && oscillating()) {
            update.set(rate.timeOf((ticks() / OSCILLATOR + 1) * OSCILLATOR));
        } else {
            update.cancel();
        }
    }

    private void updateEnded(long due) {
        if ((statusB & AF) != 0 && alarmMatches()) {
            alarm = true;
        }
        updateLine();
        schedule();
    }

    private boolean alarmMatches() {
        return alarmByte(0x01, time(0x00)) && alarmByte(0x03, time(0x02)) && alarmByte(0x05, time(0x04));
    }

    private boolean alarmByte(int index, int value) {
        int alarm = cmos[index] & 0xFF;
        return alarm >= 0xC0 || alarm == value;
    }

    private void updateLine() {
        irq8.set((flags() & IRQF) != 0);
    }

    private int encode(int number) {
        return (statusB & B_BINARY) != 0 ? number : number / 10 << 4 | number % 10;
    }

    private int decode(int value) {
        return (statusB & B_BINARY) != 0 ? value : (value >>> 4) * 10 + (value & 15);
    }

    private int encodeHour(int hour) {
        if ((statusB & B_24_HOURS) != 0) {
            return encode(hour);
        }
        int twelve = hour % 12 == 0 ? 12 : hour % 12;
        return encode(twelve) | (hour >= 12 ? 0x80 : 0);
    }

    private int decodeHour(int value) {
        if ((statusB & B_24_HOURS) != 0) {
            return decode(value) % 24;
        }
        return decode(value & 0x7F) % 12 + ((value & 0x80) != 0 ? 12 : 0);
    }

    private void word(int index, int value) {
        cmos[index] = (byte) value;
        cmos[index + 1] = (byte) (value >>> 8);
    }

    @Override
    public void save(StateWriter out) {
        out.bytes(cmos);
        out.int8(index);
        out.int8(statusA);
        out.int8(statusB);
        out.bool(alarm);
        out.int64(clearedAt);
        out.int64(epoch);
        out.int64(standing);
    }

    @Override
    public void load(StateReader in) {
        in.bytes(cmos);
        index = in.int8();
        statusA = in.int8();
        statusB = in.int8();
        alarm = in.bool();
        clearedAt = in.int64();
        epoch = in.int64();
        standing = in.int64();
    }
}
