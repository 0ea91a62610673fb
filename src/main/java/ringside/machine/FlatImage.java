package ringside.machine;

import java.util.List;
import java.util.Locale;
import ringside.exec.sbt.CodeSpace;

/** Bytes that go to an address and are entered there: flat binaries, assembled sources. */
final class FlatImage implements GuestImage {
    /** Where firmware puts a boot sector. */
    static final int BOOT_SECTOR_ADDRESS = 0x7C00;

    /** The GDT of protected-mode starts lies where the real-mode interrupt table would be. */
    private static final int GDT = 0x0500;

    private static final int REAL_STACK = 0x7C00;
    private static final int FLAT_STACK = 0x9F000;
    private static final int BOOT_DRIVE = 0x80;
    private static final int EDX = 2;

    private final String kind;
    private final byte[] contents;
    private final long address;
    private final long entry;
    private final FlatMode mode;
    private final List<Symbol> symbols;

    FlatImage(String kind, byte[] contents, long address, long entry, FlatMode mode, List<Symbol> symbols) {
        this.kind = kind;
        this.contents = contents;
        this.address = address;
        this.entry = entry;
        this.mode = mode;
        this.symbols = symbols;
    }

    @Override
    public String description() {
        return "%s, %d bytes at %Xh, entered at %Xh in %s"
                .formatted(kind, contents.length, address, entry, mode.name().toLowerCase(Locale.ROOT));
    }

    @Override
    public List<Symbol> symbols() {
        return symbols;
    }

    @Override
    public List<CodeSpace.Range> code() {
        return List.of(new CodeSpace.Range((int) address, contents.length));
    }

    @Override
    public void start(Machine machine) {
        long end = machine.config().ramBytes();
        if (address + contents.length > end) {
            throw new ImageException("%s of %d bytes at %Xh does not fit into %d MiB of RAM"
                    .formatted(kind, contents.length, address, end >> 20));
        }
        machine.memory().write(address, contents);
        switch (mode) {
            case REAL16 -> startReal(machine);
            case PM16 -> {
                int base = entry < 0x10000 ? 0 : (int) entry;
                StartState.flat16(machine, GDT, base, (int) entry - base, REAL_STACK);
            }
            default -> StartState.flat32(machine, GDT, 0x08, 0x10, (int) entry, FLAT_STACK);
        }
    }

    private void startReal(Machine machine) {
        if (entry > 0x10FFEF) {
            throw new ImageException(
                    "%s: entry %Xh is out of reach for real mode, which ends at 10FFEFh".formatted(kind, entry));
        }
        int segment = entry < 0x10000 ? 0 : (int) Math.min(entry >>> 4, 0xFFFF);
        StartState.real16(machine, segment, (int) entry - segment * 16, segment == 0 ? 0 : segment, REAL_STACK);
        machine.cpu().r32(EDX, BOOT_DRIVE);
    }
}
