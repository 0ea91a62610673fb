package ringside.machine;

import java.util.List;
import ringside.bus.PhysicalMemory;

/**
 * Firmware: a ROM at the end of the first 4 GiB whose last 128 KiB are copied, writable as shadow RAM is on boards without a
 * lock, to the end of the first megabyte. The CPU starts at the reset vector.
 */
final class RomImage implements GuestImage {
    private static final int UNIT = 64 << 10;
    private static final int RESET_VECTOR = 16;

    private final byte[] contents;

    RomImage(byte[] contents) {
        this.contents = contents;
    }

    /** Whether {@code file} has a ROM's size and a jump at the reset vector. */
    static boolean recognises(byte[] file) {
        if (file.length == 0 || file.length % UNIT != 0 || file.length > PhysicalMemory.MAX_ROM) {
            return false;
        }
        int first = file[file.length - RESET_VECTOR] & 0xFF;
        return first == 0xEA || first == 0xE9 || first == 0xEB;
    }

    @Override
    public String description() {
        return "ROM of %d KiB at %08Xh, started at the reset vector"
                .formatted(contents.length >> 10, (1L << 32) - contents.length);
    }

    @Override
    public List<Symbol> symbols() {
        return List.of();
    }

    @Override
    public void start(Machine machine) {
        machine.memory().loadRom(contents, true);
    }
}
