package ringside.dev;

import java.util.Arrays;
import ringside.base.StateFormatException;
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
 * An ATA channel with up to two hard disks that transfer data by programmed I/O: eight command ports, and the alternate
 * status and device control port. Commands, registers and protocols as in ATA/ATAPI-6, chapters 7 to 9. Without any disk its
 * ports read as all ones, like a channel that is not there.
 *
 * <p>A command keeps its drive busy for 10 us of guest time, each further block of data for 1 us.
 */
public final class AtaChannel implements PortDevice, Stateful {
    private static final int COMMANDS_PER_SECOND = 100_000;
    private static final int BLOCKS_PER_SECOND = 1_000_000;

    private static final int STATUS_BUSY = 0x80;
    private static final int STATUS_READY = 0x40;
    private static final int STATUS_SEEK_COMPLETE = 0x10;
    private static final int STATUS_DATA = 0x08;
    private static final int STATUS_ERROR = 0x01;
    private static final int IDLE = STATUS_READY | STATUS_SEEK_COMPLETE;

    private static final int ERROR_UNCORRECTABLE = 0x40;
    private static final int ERROR_NOT_FOUND = 0x10;
    private static final int ERROR_ABORTED = 0x04;
    /** Error register after a reset: device 0 passed its diagnostic. */
    private static final int DIAGNOSTIC_PASSED = 0x01;

    private static final int CONTROL_NO_IRQ = 0x02;
    private static final int CONTROL_RESET = 0x04;

    private static final int BUFFER = AtaDrive.MAX_MULTIPLE * DiskMedium.SECTOR;

    /** What the drive is doing with data. */
    private enum Transfer {
        NONE,
        READ,
        WRITE,
        IDENTITY
    }

    private final VirtualClock clock;
    private final IrqLine irq;
    private final Timer busy;
    private final AtaDrive[] drives;
    private final AtaTaskFile file = new AtaTaskFile();
    private final byte[] buffer = new byte[BUFFER];

    private int status = IDLE;
    private int error = DIAGNOSTIC_PASSED;
    private int control;
    private boolean requesting;
    /** The command under way, or the last one. */
    private int command;

    private Transfer transfer = Transfer.NONE;
    private long sector;
    private int remaining;
    private int position;
    private int length;
    private int dataBase;

    /**
     * Makes a channel.
     *
     * @param name of its timer, the same in every machine
     * @param irq the line of both drives
     */
    public AtaChannel(
            String name, VirtualClock clock, EventQueue events, IrqLine irq, DiskMedium first, DiskMedium second) {
        this.clock = clock;
        this.irq = irq;
        drives = new AtaDrive[] {new AtaDrive(first), new AtaDrive(second)};
        busy = events.timer(name, due -> proceed());
        file.signature();
    }

    /** Takes the eight ports from {@code base} and port {@code controlPort}. */
    public void register(PortSpace ports, int base, int controlPort) {
        dataBase = base;
        ports.register(base, base + 7, this);
        ports.register(controlPort, controlPort, this);
    }

    @Override
    public int widest(int port) {
        return port == dataBase ? 4 : 1;
    }

    @Override
    public int in(int port, int size) {
        int value = peek(port, size);
        if (port == dataBase && (status & STATUS_DATA) != 0 && !writing()) {
            advance(size);
        } else if (port == dataBase + 7) {
            request(false);
        }
        return value;
    }

    @Override
    public int peek(int port, int size) {
        if (!anyDrive()) {
            return size == 4 ? -1 : (1 << 8 * size) - 1;
        }
        int register = port - dataBase;
        if (register == 0) {
            return (status & STATUS_DATA) != 0 && !writing() ? data(size) : 0;
        }
        if (register > 6 || register < 0) {
            return drive().medium.isPresent() ? status : 0;
        }
        return register == AtaTaskFile.FEATURES ? error : file.read(register);
    }

    /** Returns what a debugger shows. */
    public AtaView view() {
        return new AtaView(anyDrive(), file.selected(), status, error, command, remaining);
    }

    private int data(int size) {
        int value = 0;
        for (int i = 0; i < size && position + i < length; i++) {
            value |= (buffer[position + i] & 0xFF) << 8 * i;
        }
        return value;
    }

    @Override
    public void out(int port, int size, int value) {
        if (!anyDrive()) {
            return;
        }
        int register = port - dataBase;
        if (register == 0) {
            writeData(size, value);
        } else if (register < 0 || register > 7) {
            control(value & 0xFF);
        } else if ((status & STATUS_BUSY) == 0) {
            if (register == 7) {
                command(value & 0xFF);
            } else {
                file.write(register, value & 0xFF);
            }
        }
    }

    private void writeData(int size, int value) {
        if ((status & STATUS_DATA) == 0 || !writing()) {
            return;
        }
        for (int i = 0; i < size && position + i < length; i++) {
            buffer[position + i] = (byte) (value >>> 8 * i);
        }
        advance(size);
    }

    /** The host has taken or given {@code size} bytes. */
    private void advance(int size) {
        position += size;
        if (position < length) {
            return;
        }
        if (writing() || transfer == Transfer.READ && remaining > 0) {
            status = STATUS_BUSY;
            wait(BLOCKS_PER_SECOND);
        } else {
            finish();
        }
    }

    private void control(int value) {
        boolean wasInReset = (control & CONTROL_RESET) != 0;
        control = value;
        if ((value & CONTROL_RESET) != 0) {
            busy.cancel();
            status = STATUS_BUSY;
            transfer = Transfer.NONE;
            requesting = false;
        } else if (wasInReset) {
            file.signature();
            error = DIAGNOSTIC_PASSED;
            status = IDLE;
        }
        drive(requesting);
    }

    private void command(int value) {
        if (!drive().medium.isPresent() && value != 0x90) {
            return;
        }
        command = value;
        request(false);
        transfer = Transfer.NONE;
        error = 0;
        status = STATUS_BUSY;
        wait(COMMANDS_PER_SECOND);
    }

    private void wait(int perSecond) {
        busy.set(clock.now() + Math.max(1, clock.unitsPerSecond() / perSecond));
    }

    /** The time for which the drive was busy is over. */
    private void proceed() {
        switch (transfer) {
            case READ -> readBlock();
            case WRITE -> writeBlock();
            default -> execute();
        }
    }

    /** Carries out a command that has just been accepted. Codes of ATA/ATAPI-6, table 10 and older ones still in use. */
    private void execute() {
        AtaDrive drive = drive();
        switch (command) {
            case 0x20, 0x21, 0x24, 0x29, 0xC4 -> start(Transfer.READ);
            case 0x30, 0x31, 0x34, 0x39, 0xC5 -> start(Transfer.WRITE);
            case 0x40, 0x41, 0x42 -> verify();
            case 0x90 -> {
                file.signature();
                error = DIAGNOSTIC_PASSED;
                done();
            }
            case 0x91 ->
                doneIf(drive.geometry((file.read(AtaTaskFile.DEVICE) & 0x0F) + 1, file.read(AtaTaskFile.COUNT)));
            case 0xC6 -> doneIf(drive.multiple(file.read(AtaTaskFile.COUNT)));
            case 0xE5 -> {
                // Active.
                file.write(AtaTaskFile.COUNT, 0xFF);
                done();
            }
            // Idle, standby, flush: there is nothing to spin down or to lose.
            case 0xE0, 0xE1, 0xE2, 0xE3, 0xE7, 0xEA -> done();
            case 0xEC -> {
                System.arraycopy(drive.identity(), 0, buffer, 0, DiskMedium.SECTOR);
                transfer = Transfer.IDENTITY;
                offer(1);
            }
            // Transfer modes: programmed I/O in all its speeds.
            case 0xEF ->
                doneIf(file.read(AtaTaskFile.FEATURES) == 0x03 && file.read(AtaTaskFile.COUNT) < 0x10
                        || (file.read(AtaTaskFile.FEATURES) & 0x7F) == 0x02
                        || (file.read(AtaTaskFile.FEATURES) & 0x77) == 0x55);
            case 0xF8 -> {
                address(drive.medium.sectors() - 1);
                done();
            }
            default -> doneIf(command >>> 4 == 0x1 || command >>> 4 == 0x7);
        }
    }

    private boolean isMultiple() {
        return command == 0xC4 || command == 0xC5 || command == 0x29 || command == 0x39;
    }

    private boolean isWide() {
        return command == 0x24 || command == 0x29 || command == 0x34 || command == 0x39 || command == 0x42;
    }

    private void start(Transfer kind) {
        sector = file.sector(drive(), isWide());
        remaining = file.count(isWide());
        if (isMultiple() && drive().multiple() == 0) {
            fail(ERROR_ABORTED);
        } else if (sector < 0 || sector >= drive().medium.sectors()) {
            fail(ERROR_NOT_FOUND);
        } else {
            transfer = kind;
            if (kind == Transfer.READ) {
                readBlock();
            } else {
                accept();
            }
        }
    }

    private int block() {
        return Math.min(remaining, isMultiple() ? drive().multiple() : 1);
    }

    private void readBlock() {
        int count = block();
        for (int i = 0; i < count; i++) {
            if (!drive().medium.read(sector, buffer, i * DiskMedium.SECTOR)) {
                address(sector);
                fail(sector < drive().medium.sectors() ? ERROR_UNCORRECTABLE : ERROR_NOT_FOUND);
                return;
            }
            sector++;
        }
        remaining -= count;
        address(sector - 1);
        file.write(AtaTaskFile.COUNT, remaining);
        offer(count);
    }

    /** Lets the host have {@code count} sectors of the buffer. */
    private void offer(int count) {
        position = 0;
        length = count * DiskMedium.SECTOR;
        status = IDLE | STATUS_DATA;
        request(true);
    }

    /** Asks the host for the next block. */
    private void accept() {
        position = 0;
        length = block() * DiskMedium.SECTOR;
        status = IDLE | STATUS_DATA;
    }

    private void writeBlock() {
        int count = block();
        for (int i = 0; i < count; i++) {
            if (!drive().medium.write(sector, buffer, i * DiskMedium.SECTOR)) {
                address(sector);
                fail(ERROR_NOT_FOUND);
                return;
            }
            sector++;
        }
        remaining -= count;
        address(sector - 1);
        file.write(AtaTaskFile.COUNT, remaining);
        if (remaining > 0) {
            accept();
        } else {
            finish();
        }
        request(true);
    }

    private void verify() {
        long first = file.sector(drive(), isWide());
        int count = file.count(isWide());
        if (first < 0 || first + count > drive().medium.sectors()) {
            fail(ERROR_NOT_FOUND);
        } else {
            address(first + count - 1);
            done();
        }
    }

    /** Shows a sector's number in the registers, as 28 or 48 bits as the command had them. */
    private void address(long number) {
        if ((file.read(AtaTaskFile.DEVICE) & 0x40) == 0) {
            // In cylinders nobody looks at where a transfer ended.
            return;
        }
        if (isWide()) {
            file.write(AtaTaskFile.LBA_LOW, (int) (number >>> 24));
            file.write(AtaTaskFile.LBA_MID, (int) (number >>> 32));
            file.write(AtaTaskFile.LBA_HIGH, (int) (number >>> 40));
        } else {
            file.write(AtaTaskFile.DEVICE, file.read(AtaTaskFile.DEVICE) & 0xF0 | (int) (number >>> 24) & 0x0F);
        }
        file.write(AtaTaskFile.LBA_LOW, (int) number);
        file.write(AtaTaskFile.LBA_MID, (int) (number >>> 8));
        file.write(AtaTaskFile.LBA_HIGH, (int) (number >>> 16));
    }

    private void finish() {
        transfer = Transfer.NONE;
        status = IDLE;
    }

    private void done() {
        finish();
        request(true);
    }

    private void doneIf(boolean possible) {
        if (possible) {
            done();
        } else {
            fail(ERROR_ABORTED);
        }
    }

    private void fail(int reason) {
        error = reason;
        transfer = Transfer.NONE;
        status = IDLE | STATUS_ERROR;
        request(true);
    }

    private boolean writing() {
        return transfer == Transfer.WRITE;
    }

    private AtaDrive drive() {
        return drives[file.selected()];
    }

    private boolean anyDrive() {
        return drives[0].medium.isPresent() || drives[1].medium.isPresent();
    }

    private void request(boolean level) {
        requesting = level;
        drive(level);
    }

    private void drive(boolean level) {
        irq.set(level && (control & CONTROL_NO_IRQ) == 0);
    }

    @Override
    public void save(StateWriter out) {
        out.part(drives[0]);
        out.part(drives[1]);
        out.part(file);
        out.int8(status);
        out.int8(error);
        out.int8(control);
        out.bool(requesting);
        out.int8(command);
        out.int8(transfer.ordinal());
        out.int64(sector);
        out.int32(remaining);
        out.int32(position);
        out.int32(length);
        out.bytes(buffer, 0, length);
    }

    @Override
    public void load(StateReader in) {
        in.part(drives[0]);
        in.part(drives[1]);
        in.part(file);
        status = in.int8();
        error = in.int8();
        control = in.int8();
        requesting = in.bool();
        command = in.int8();
        transfer = Transfer.values()[in.int8()];
        sector = in.int64();
        remaining = in.int32();
        position = in.int32();
        length = in.int32();
        if (position < 0 || position > length || length > BUFFER || remaining < 0 || sector < -1) {
            throw new StateFormatException("the state of an ATA channel makes no sense");
        }
        in.bytes(buffer, 0, length);
        Arrays.fill(buffer, length, BUFFER, (byte) 0);
    }
}
