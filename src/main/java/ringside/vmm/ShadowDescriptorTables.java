package ringside.vmm;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;
import ringside.cpu.Descriptors;
import ringside.cpu.Vcpu;
import ringside.isa.SegmentRegister;

/**
 * The descriptor tables that the machine's CPU uses while a guest runs: derived from the guest's, entry by entry, and brought
 * up to date when a page that holds one of the guest's has been written.
 */
final class ShadowDescriptorTables implements Stateful {
    /** The monitor's own selectors, at the end of the shadow GDT. */
    static final int CODE = 0xFFE8;

    static final int DATA = 0xFFF0;
    static final int TASK = 0xFFD8;
    static final int LOCAL = 0xFFE0;

    /** Selectors for segments that the guest has no selector of, by register number. */
    static final int LENT = 0xFFA8;

    /** Selectors of the translation cache, for code and for data at CPL 1; their descriptors are there only while they are loaded. */
    static final int TRANSLATED_CODE = 0xFF98;

    static final int TRANSLATED_DATA = 0xFF90;

    /** Selector of the monitor's stack under another base. */
    static final int WINDOW = 0xFFA0;

    /** The vector of the monitor's own interrupt: where the machine's INTR leads. */
    static final int INTERRUPT = 0xEF;

    private static final long CODE_DESCRIPTOR = 0x00CF_9B00_0000_FFFFL;
    private static final long DATA_DESCRIPTOR = 0x00CF_9300_0000_FFFFL;
    private static final long GATE_DPL = 3L << 45;
    private static final int TABLE_LIMIT = 0xFFFF;
    private static final int OWN = TRANSLATED_DATA;
    private static final int TSS_LIMIT = 0x67;
    private static final int VECTORS = 256;
    private static final int BREAKPOINT = 3;
    private static final int OVERFLOW = 4;

    private final GuestState guest;
    private final MonitorMemory memory;
    private final Traces traces;
    private final Set<SeededBug> bugs;
    /** Traced frame -> first and last byte in it that belong to a table. */
    private final Map<Integer, int[]> frames = new TreeMap<>();

    /** Bytes of each shadow table that may hold something, by its first page. */
    private final Map<Integer, Integer> filled = new HashMap<>();

    private boolean stale = true;
    private boolean breakpoints;

    /** What the tables were derived from. */
    private long source;

    /** Times that the tables were derived anew. */
    long derivations;

    ShadowDescriptorTables(GuestState guest, MonitorMemory memory, Traces traces, Set<SeededBug> bugs) {
        this.bugs = bugs;
        this.guest = guest;
        this.memory = memory;
        this.traces = traces;
    }

    /** Whether the monitor's descriptors are as they were built and all gates lead to doors. */
    boolean isWhole() {
        boolean whole = memory.read64(MonitorMemory.GDT, CODE) == CODE_DESCRIPTOR
                && memory.read64(MonitorMemory.GDT, DATA) == DATA_DESCRIPTOR
                && memory.read(MonitorMemory.TSS, 4) == MonitorMemory.linear(MonitorMemory.STACK + 1)
                && memory.read(MonitorMemory.TSS, 8) == DATA;
        for (int vector = 0; whole && vector < VECTORS; vector++) {
            long gate = memory.read64(MonitorMemory.IDT, vector * 8);
            whole = (gate & ~GATE_DPL) == (gate(vector) & ~GATE_DPL);
        }
        return whole;
    }

    /** Writes what never changes: the monitor's descriptors, its TSS and the doors. */
    void build() {
        for (int page = MonitorMemory.GDT; page < MonitorMemory.IDT; page++) {
            memory.clear(page);
        }
        memory.clear(MonitorMemory.IDT);
        memory.clear(MonitorMemory.TSS);
        memory.clear(MonitorMemory.STACK);
        filled.put(MonitorMemory.GDT, 0);
        filled.put(MonitorMemory.LDT, 0);
        memory.write64(MonitorMemory.GDT, CODE, CODE_DESCRIPTOR);
        memory.write64(MonitorMemory.GDT, DATA, DATA_DESCRIPTOR);
        memory.write64(MonitorMemory.GDT, TASK, system(MonitorMemory.TSS, TSS_LIMIT, Descriptors.TSS32_BUSY));
        memory.write64(MonitorMemory.GDT, LOCAL, system(MonitorMemory.LDT, TABLE_LIMIT, Descriptors.LDT));
        memory.write(MonitorMemory.TSS, 4, MonitorMemory.linear(MonitorMemory.STACK + 1));
        memory.write(MonitorMemory.TSS, 8, DATA);
        memory.write(MonitorMemory.TSS, 0x64, TSS_LIMIT + 1 << 16);
        stale = true;
    }

    private static long system(int page, int limit, int type) {
        long base = MonitorMemory.linear(page);
        return limit | (base & 0xFF_FFFF) << 16 | (base & 0xFF00_0000L) << 32 | (0x8000L | type << 8) << 32;
    }

    /** Loads the machine's table registers. */
    void install(Vcpu machine) {
        machine.gdtBase = MonitorMemory.linear(MonitorMemory.GDT);
        machine.gdtLimit = TABLE_LIMIT;
        machine.idtBase = MonitorMemory.linear(MonitorMemory.IDT);
        machine.idtLimit = VECTORS * 8 - 1;
        system(machine, SegmentRegister.TR, TASK);
    }

    private void system(Vcpu machine, int register, int selector) {
        long descriptor = memory.read64(MonitorMemory.GDT, selector);
        machine.selector[register] = selector;
        machine.segmentBase[register] = Descriptors.base(descriptor);
        machine.segmentLimit[register] = Descriptors.limit(descriptor);
        machine.segmentAccess[register] = Descriptors.access(descriptor);
    }

    /** Loads the machine's LDTR as the guest's is: with the shadow, or null. */
    void installLocal(Vcpu machine) {
        if (hasLocal()) {
            system(machine, SegmentRegister.LDTR, LOCAL);
        } else {
            machine.selector[SegmentRegister.LDTR] = 0;
            machine.segmentAccess[SegmentRegister.LDTR] = 0;
        }
    }

    private boolean hasLocal() {
        Vcpu cpu = guest.cpu;
        return cpu.protectedMode()
                && Descriptors.present(cpu.segmentAccess[SegmentRegister.LDTR])
                && (cpu.selector[SegmentRegister.LDTR] & 0xFFFC) != 0;
    }

    /** Makes INT3 come straight from every level, because the monitor has put some into the guest's code. */
    void breakpoints(boolean straight) {
        stale |= breakpoints != straight;
        breakpoints = straight;
    }

    /** Tells that bytes are about to change, perhaps of one of the guest's tables. */
    void written(int physical, int size) {
        int[] range = frames.get(physical >>> 12);
        int at = physical & 0xFFF;
        stale |= range != null && at <= range[1] && at + size > range[0];
    }

    /** Brings the tables up to date, if the guest's or their places have changed. */
    void refresh() {
        Vcpu cpu = guest.cpu;
        long now = 17;
        for (int part : new int[] {
            cpu.gdtBase,
            cpu.gdtLimit,
            cpu.idtBase,
            cpu.idtLimit,
            cpu.segmentBase[SegmentRegister.LDTR],
            cpu.segmentLimit[SegmentRegister.LDTR],
            hasLocal() ? 1 : 0,
            cpu.protectedMode() ? 1 : 0,
            guest.frameOf(cpu.gdtBase),
            guest.frameOf(cpu.idtBase)
        }) {
            now = now * 0x1_0000_01B3L ^ part;
        }
        if (!stale && now == source) {
            return;
        }
        stale = false;
        source = now;
        derivations++;
        List<Integer> before = List.copyOf(frames.keySet());
        frames.clear();
        if (cpu.protectedMode()) {
            derive(MonitorMemory.GDT, cpu.gdtBase, cpu.gdtLimit);
            boolean local = hasLocal();
            derive(
                    MonitorMemory.LDT,
                    cpu.segmentBase[SegmentRegister.LDTR],
                    local ? cpu.segmentLimit[SegmentRegister.LDTR] : -1);
        }
        for (int vector = 0; vector < VECTORS; vector++) {
            put(MonitorMemory.IDT, vector * 8, gate(vector));
        }
        if (cpu.protectedMode()) {
            watch(cpu.idtBase, cpu.idtLimit);
        }
        before.forEach(traces::remove);
    }

    private void derive(int page, int base, int limit) {
        int bytes = limit == -1 ? 0 : Math.min((limit & 0xFFFF) + 1 & ~7, OWN);
        int before = filled.get(page);
        for (int offset = 0; offset < Math.max(bytes, before); offset += 8) {
            boolean none = offset >= bytes || page == MonitorMemory.GDT && offset == 0;
            put(page, offset, none ? 0 : shadow(guest.peek64(base + offset)));
        }
        filled.put(page, bytes);
        watch(base, limit);
    }

    /** Returns the shadow of a descriptor. */
    long shadow(long descriptor) {
        return ShadowDescriptor.of(descriptor, !bugs.contains(SeededBug.UNTRUNCATED_LIMITS));
    }

    private void watch(int base, int limit) {
        long first = base & 0xFFFF_FFFFL;
        long last = limit == -1 ? first - 1 : first + (limit & 0xFFFF);
        for (long page = first & ~0xFFF; page <= last; page += 4096) {
            int frame = guest.frameOf((int) page);
            if (frame < 0) {
                continue;
            }
            int from = (int) (Math.max(first, page) - page);
            int to = (int) (Math.min(last, page + 0xFFF) - page);
            int[] range = frames.get(frame);
            if (range == null) {
                frames.put(frame, new int[] {from, to});
                traces.add(frame);
            } else {
                range[0] = Math.min(range[0], from);
                range[1] = Math.max(range[1], to);
            }
        }
    }

    /** Writes an entry if it is another one. */
    private void put(int page, int offset, long value) {
        if (memory.read64(page, offset) != value) {
            memory.write64(page, offset, value);
        }
    }

    /** Returns the gate to the door of a vector. Only calls that the guest allows its users come straight; others are #GP. */
    private long gate(int vector) {
        int offset = MonitorMemory.DOORS + vector * 8;
        int rights = 0x8E00 | level(vector) << 13;
        return (offset & 0xFFFF) | (long) CODE << 16 | (rights & 0xFFFFL | offset & 0xFFFF_0000L) << 32;
    }

    private int level(int vector) {
        boolean software = vector >= 32 && vector != INTERRUPT || vector == BREAKPOINT || vector == OVERFLOW;
        if (!software) {
            return 0;
        }
        if (vector == BREAKPOINT && breakpoints) {
            return 3;
        }
        if (!guest.cpu.protectedMode()) {
            return vector < 32 ? 3 : 0;
        }
        if (vector * 8 + 7 > guest.cpu.idtLimit) {
            return 0;
        }
        int access = Descriptors.access(guest.peek64(guest.cpu.idtBase + vector * 8));
        return Descriptors.present(access) && Descriptors.dpl(access) == 3 ? 3 : 0;
    }

    /** Returns the shadow's descriptor for a selector. */
    long descriptor(int selector) {
        return memory.read64((selector & 4) != 0 ? MonitorMemory.LDT : MonitorMemory.GDT, selector & 0xFFF8);
    }

    /** Puts a descriptor in the place of a selector's, as long as a register is loaded from it. */
    void replace(int selector, long descriptor) {
        memory.write64((selector & 4) != 0 ? MonitorMemory.LDT : MonitorMemory.GDT, selector & 0xFFF8, descriptor);
    }

    /** Forgets what was traced. */
    void release() {
        frames.keySet().forEach(traces::remove);
        frames.clear();
        stale = true;
    }

    @Override
    public void save(StateWriter out) {
        out.bool(stale);
        out.bool(breakpoints);
        out.int64(source);
        out.int64(derivations);
        out.int32(frames.size());
        frames.forEach((frame, range) -> {
            out.int32(frame);
            out.ints(range);
        });
        for (int page : new int[] {MonitorMemory.GDT, MonitorMemory.LDT}) {
            out.int32(filled.get(page));
        }
    }

    @Override
    public void load(StateReader in) {
        stale = in.bool();
        breakpoints = in.bool();
        source = in.int64();
        derivations = in.int64();
        frames.clear();
        for (int left = in.int32(); left > 0; left--) {
            int frame = in.int32();
            int[] range = new int[2];
            in.ints(range);
            frames.put(frame, range);
            traces.restore(frame);
        }
        for (int page : new int[] {MonitorMemory.GDT, MonitorMemory.LDT}) {
            filled.put(page, in.int32());
        }
    }
}
