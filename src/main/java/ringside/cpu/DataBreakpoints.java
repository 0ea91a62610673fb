package ringside.cpu;

/**
 * The data and I/O breakpoints of DR0 to DR3, see {@link DebugEvents}. Linear pages that data breakpoints touch stay out
 * of the maps. SDM Vol. 3B, 17.2.4 and 17.2.5.
 */
final class DataBreakpoints {
    private static final int WRITE = 1;
    private static final int IO = 2;
    private static final int READ_WRITE = 3;

    private final Vcpu cpu;
    private boolean watching;

    DataBreakpoints(Vcpu cpu) {
        this.cpu = cpu;
    }

    /**
     * Derives what is derived after DR0 to DR3 or DR7 changed. Returns whether other pages than before may have to stay out
     * of the maps.
     */
    boolean changed() {
        boolean watched = watching;
        watching = false;
        for (int i = 0; i < 4; i++) {
            watching |= DebugEvents.enabled(cpu, i) && (DebugEvents.kind(cpu, i) & WRITE) != 0;
        }
        return watched || watching;
    }

    /** Whether any data breakpoint is enabled. */
    boolean watching() {
        return watching;
    }

    /** Whether an enabled data breakpoint touches the linear page with number {@code page}. */
    boolean onPage(int page) {
        for (int i = 0; i < 4; i++) {
            if (DebugEvents.enabled(cpu, i) && (DebugEvents.kind(cpu, i) & WRITE) != 0 && cpu.dr[i] >>> 12 == page) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the bits B0 to B3 of DR6 for an access to data at a linear address: 0 if it hits no enabled breakpoint, else
     * those of disabled ones too, as hardware does.
     */
    int data(int linear, int size, boolean write) {
        return hits(linear, size, write ? 1 << WRITE | 1 << READ_WRITE : 1 << READ_WRITE);
    }

    /** Returns the bits B0 to B3 of DR6 for an access to I/O ports, as {@link #data}. */
    int io(int port, int size) {
        return hits(port, size, 1 << IO);
    }

    private int hits(int address, int size, int kinds) {
        int hits = 0;
        boolean any = false;
        for (int i = 0; i < 4; i++) {
            if ((kinds >>> DebugEvents.kind(cpu, i) & 1) != 0 && overlaps(i, address, size)) {
                hits |= 1 << i;
                any |= DebugEvents.enabled(cpu, i);
            }
        }
        return any ? hits : 0;
    }

    private boolean overlaps(int i, int address, int size) {
        int length = (cpu.dr[7] >>> 18 + 4 * i & 3) + 1;
        // LEN 10b is undefined before 64-bit processors; it takes the 8 bytes that they gave it.
        length = length == 3 ? 8 : length;
        int start = cpu.dr[i] & -length;
        return address - start >= 0 && address - start < length || start - address >= 0 && start - address < size;
    }
}
