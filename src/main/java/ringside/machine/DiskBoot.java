package ringside.machine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import ringside.dev.DiskMedium;

/** A machine that starts as PCs do: firmware at the reset vector, which boots from the disks that are there. */
public final class DiskBoot implements GuestImage {
    /** How much of a file {@link #isBootable} looks at. */
    static final int HEAD = 0x8006;

    /** Where the first volume descriptor of a CD-ROM has its mark (ISO 9660, 8.1). */
    private static final int CD_MARK = 0x8001;

    private final String description;
    private final byte[] firmware;
    /** Whether the copy below 1 MiB is RAM, which other BIOSes keep their variables in. */
    private final boolean writable;

    private final List<Symbol> symbols;

    private final DiskImage disk;

    private DiskBoot(DiskImage disk, byte[] firmware, List<Symbol> symbols) {
        this.disk = disk;
        if (firmware == null) {
            BuiltInBios bios = BuiltInBios.get();
            this.firmware = bios.rom();
            this.symbols = new ArrayList<>(symbols);
            this.symbols.addAll(bios.symbols());
        } else {
            this.firmware = firmware;
            this.symbols = symbols;
        }
        String from = firmware == null ? "the built-in BIOS" : "a BIOS of %d KiB".formatted(firmware.length >> 10);
        writable = firmware != null;
        description = disk == null
                ? from + ", which boots from the disks in the drives"
                : "%s of %d sectors, booted by %s"
                        .formatted(slot(disk) == DriveSlot.FLOPPY ? "floppy disk" : "hard disk", disk.sectors(), from);
    }

    /** Boots from the disks that are in the drives of the machine, with the BIOS of the options. */
    public static GuestImage fromDrives(LoadOptions options) {
        return new DiskBoot(null, options.bios(), List.of());
    }

    /** Boots from {@code disk}; {@code symbols} are those of its boot sector. */
    static GuestImage from(DiskImage disk, LoadOptions options, List<Symbol> symbols) {
        return new DiskBoot(disk, options.bios(), symbols);
    }

    /** Says which file the disk is of. */
    GuestImage in(Path file) {
        disk.in(file);
        return this;
    }

    /** Whether {@code file} begins like a disk that firmware would boot: with a boot sector, or as a CD-ROM. */
    static boolean isBootable(byte[] file) {
        return file.length >= DiskMedium.SECTOR && (file[510] & 0xFF) == 0x55 && (file[511] & 0xFF) == 0xAA
                || new ImageBytes("", file).has(CD_MARK, "CD001");
    }

    private static DriveSlot slot(DiskImage disk) {
        return DiskImage.isFloppy(disk.sectors() * DiskMedium.SECTOR) ? DriveSlot.FLOPPY : DriveSlot.DISK0;
    }

    @Override
    public void install(Machine machine) {
        if (disk != null) {
            machine.insert(slot(disk), disk);
        }
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public List<Symbol> symbols() {
        return symbols;
    }

    @Override
    public void start(Machine machine) {
        machine.memory().loadRom(firmware, writable);
    }
}
