package ringside.vmm.study;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import ringside.base.StateWriter;
import ringside.bus.PhysicalMemory;
import ringside.cpu.CpuModel;
import ringside.cpu.Descriptors;
import ringside.cpu.Eflags;
import ringside.cpu.FaultTrace;
import ringside.cpu.SegmentLoader;
import ringside.cpu.Vcpu;
import ringside.isa.SegmentRegister;
import ringside.machine.Excursion;
import ringside.machine.Machine;
import ringside.machine.MachineConfig;

/**
 * A small machine in protected mode with paging on which one instruction at a time is tried: each trial is a fork that is
 * rolled back. The tables are built as a monitor would build them for code compressed to a ring: what the code owns has
 * that ring's DPL, and its CS and SS have that RPL.
 */
final class Laboratory {
    static final int CODE = 0x08;
    static final int DATA = 0x10;
    static final int USER_CODE = 0x1B;
    static final int USER_DATA = 0x23;
    static final int TSS = 0x28;
    static final int LDT = 0x30;
    static final int CODE2 = 0x38;

    /** Data of DPL 0 whatever the ring: the monitor's. */
    static final int PRIVATE = 0x40;

    static final int CONFORMING = 0x48;

    /** A call gate of DPL 3 to the monitor's code. */
    static final int GATE = 0x50;

    static final int FREE_TSS = 0x58;

    private static final int MONITOR_CODE = 0x60;
    static final int LDT_MOVED = 0x68;
    static final int TSS_MOVED = 0x70;

    /** Port 80h, a latch. */
    static final int POST = 0x80;

    /** The scratch register of COM1. */
    static final int SCRATCH = 0x3FF;

    /** Where operands in memory are. */
    static final int OPERAND = 0x2000;

    private static final int STACK = 0x3800;
    private static final int GDT = 0x4000;
    static final int GDT_MOVED = 0x4400;
    private static final int IDT = 0x4800;
    static final int IDT_MOVED = 0x5000;
    private static final int TSS_AT = 0x5800;
    private static final int TSS_MOVED_AT = 0x5900;
    private static final int TSS_FREE_AT = 0x5A00;
    private static final int LDT_AT = 0x5C00;
    private static final int LDT_MOVED_AT = 0x5D00;
    private static final int DIRECTORY = 0x6000;
    static final int DIRECTORY_MOVED = 0x8000;
    private static final int PAGE_TABLE = 0x7000;
    private static final int CODE_AT = 0x9000;
    private static final int HANDLERS = 0xA000;
    private static final int MONITOR_STACK = 0xC000;
    private static final int WINDOW = 0xC000;
    private static final int TABLE_LIMIT = 0x77;
    private static final int TSS_LIMIT = 0x67;
    private static final int FLAT = 0x00CF_0000;
    private static final int ESP = 4;
    private static final long RAM = 1 << 20;

    private final Machine machine;
    private final Vcpu cpu;
    private final int controls;
    private final PhysicalMemory memory;
    private int ring = -1;
    private byte[] tables;
    private final StateWriter fpu = new StateWriter();

    /**
     * Builds a machine with that CPU.
     *
     * @param controls what CR4 holds
     */
    Laboratory(CpuModel model, int controls) {
        this.controls = controls;
        machine = new Machine(MachineConfig.standard(model).withRam(RAM));
        cpu = machine.cpu();
        memory = machine.memory();
        pageTables();
        for (int base : List.of(IDT, IDT_MOVED)) {
            for (int vector = 0; vector < 256; vector++) {
                memory.write32(base + vector * 8, MONITOR_CODE << 16 | HANDLERS);
                memory.write32(base + vector * 8 + 4, 0xEE00);
            }
        }
        for (int base : List.of(TSS_AT, TSS_MOVED_AT, TSS_FREE_AT)) {
            memory.write32(base + 4, MONITOR_STACK);
            memory.write32(base + 8, PRIVATE);
            memory.write32(base + 0x64, TSS_LIMIT + 1 << 16);
        }
    }

    private void pageTables() {
        for (int i = 0; i < 1024; i++) {
            memory.write32(PAGE_TABLE + 4 * i, i << 12 | 0x67);
        }
        memory.write32(DIRECTORY, PAGE_TABLE | 0x67);
        memory.write32(DIRECTORY_MOVED, PAGE_TABLE | 0x67);
    }

    /** Runs one instruction in a setting on a fork of the machine. */
    Observation run(Setting setting, byte[] code) {
        tables(setting.ring());
        Excursion fork = machine.state().excursion();
        try {
            prepare(setting, code);
            long[] before = resources();
            int[] selectors = Arrays.copyOf(cpu.selector, SegmentRegister.GS + 1);
            cpu.faults.clear();
            machine.run(cpu.icount + 1);
            List<FaultTrace.Entry> faults = cpu.faults.entries();
            FaultTrace.Entry fault = faults.isEmpty() ? null : faults.get(0);
            return new Observation(
                    fault == null ? -1 : fault.vector(),
                    fault == null ? 0 : fault.errorCode(),
                    fault == null ? "" : fault.explain(),
                    user(selectors),
                    before,
                    resources(),
                    window());
        } finally {
            fork.rollBack();
        }
    }

    /** Returns memory with what the program did to the GDT in the place of the GDT, whose contents depend on the ring. */
    private byte[] window() {
        byte[] window = Arrays.copyOf(memory.bytes, WINDOW);
        for (int i = 0; i < tables.length; i++) {
            window[GDT + i] ^= tables[i];
        }
        return window;
    }

    /** Writes the descriptor tables for code of a ring; outside of forks, because runs come ring by ring. */
    private void tables(int wanted) {
        if (ring == wanted) {
            return;
        }
        ring = wanted;
        for (int base : List.of(GDT, GDT_MOVED)) {
            descriptor(base + CODE, FLAT | 0x9B00 | ring << 13);
            descriptor(base + DATA, FLAT | 0x9300 | ring << 13);
            descriptor(base + (USER_CODE & ~7), FLAT | 0xFB00);
            descriptor(base + (USER_DATA & ~7), FLAT | 0xF300);
            descriptor(base + CODE2, FLAT | 0x9B00 | ring << 13);
            descriptor(base + PRIVATE, FLAT | 0x9300);
            descriptor(base + CONFORMING, FLAT | 0x9F00);
            descriptor(base + MONITOR_CODE, FLAT | 0x9B00);
            memory.write32(base + GATE, MONITOR_CODE << 16 | HANDLERS);
            memory.write32(base + GATE + 4, 0xEC00);
            system(base + TSS, TSS_AT, TSS_LIMIT, 0x8B00);
            system(base + TSS_MOVED, TSS_MOVED_AT, TSS_LIMIT, 0x8B00);
            system(base + FREE_TSS, TSS_FREE_AT, TSS_LIMIT, 0x8900);
            system(base + LDT, LDT_AT, 7, 0x8200);
            system(base + LDT_MOVED, LDT_MOVED_AT, 7, 0x8200);
        }
        tables = Arrays.copyOfRange(memory.bytes, GDT, IDT);
    }

    private void descriptor(int at, int upper) {
        memory.write32(at, 0xFFFF);
        memory.write32(at + 4, upper);
    }

    private void system(int at, int base, int limit, int upper) {
        memory.write32(at, base << 16 | limit);
        memory.write32(at + 4, upper);
    }

    private void prepare(Setting setting, byte[] code) {
        Fill fill = setting.fill();
        for (int i = 0; i < 8; i++) {
            cpu.r32(i, i == ESP ? STACK : fill.value());
        }
        for (int i = 0; i < 16; i++) {
            memory.write32(OPERAND + 4 * i, fill.value());
            memory.write32(STACK + 4 * i, i < fill.frame().size() ? fill.frame().get(i) : fill.value());
        }
        memory.write(CODE_AT, code);
        cpu.ports.out(POST, 1, 0x55);
        cpu.ports.out(SCRATCH, 1, 0x55);
        cpu.eflags(0);
        cpu.eip = CODE_AT;
        cpu.cr0 = 0x8000_0031;
        cpu.cr3 = DIRECTORY;
        cpu.cr4 = controls;
        cpu.gdtBase = GDT;
        cpu.gdtLimit = TABLE_LIMIT;
        cpu.idtBase = IDT;
        cpu.idtLimit = 0x7FF;
        cpu.msrs.sysenterCs = MONITOR_CODE;
        cpu.msrs.sysenterEsp = MONITOR_STACK;
        cpu.msrs.sysenterEip = HANDLERS;
        system(SegmentRegister.LDTR, LDT, Descriptors.LDT);
        system(SegmentRegister.TR, TSS, Descriptors.TSS32_BUSY);
        setting.moved().forEach(resource -> resource.move(this, cpu));
        int level = setting.ring();
        // As if an x87 instruction of this code had been the last one.
        cpu.fpu.fcs = CODE | level;
        for (int segment = SegmentRegister.ES; segment <= SegmentRegister.GS; segment++) {
            int selector = segment == SegmentRegister.CS ? CODE : DATA;
            boolean fixed = segment == SegmentRegister.CS || segment == SegmentRegister.SS;
            int upper = FLAT | (segment == SegmentRegister.CS ? 0x9B00 : 0x9300) | level << 13;
            SegmentLoader.cache(cpu, segment, fixed ? selector | level : selector, (long) upper << 32 | 0xFFFF);
        }
        SegmentLoader.setCpl(cpu, level);
        cpu.mmu.stateLoaded();
        cpu.mmu.flushTlb(false);
        cpu.mmu.probe(OPERAND, 4, true, false);
    }

    /** Loads LDTR or TR without checks. */
    void system(int register, int selector, int type) {
        boolean task = register == SegmentRegister.TR;
        cpu.selector[register] = selector;
        cpu.segmentBase[register] = switch (selector) {
            case TSS -> TSS_AT;
            case TSS_MOVED -> TSS_MOVED_AT;
            case LDT -> LDT_AT;
            default -> LDT_MOVED_AT;
        };
        cpu.segmentLimit[register] = task ? TSS_LIMIT : 7;
        cpu.segmentAccess[register] = Descriptors.PRESENT | type << 8;
    }

    private long[] user(int[] before) {
        long[] seen = new long[Observation.USER.size()];
        for (int i = 0; i < 8; i++) {
            seen[i] = cpu.gpr[i];
        }
        seen[8] = cpu.eip & 0xFFFF_FFFFL;
        seen[9] = cpu.eflags() & ~(Eflags.IF | Eflags.IOPL | Eflags.VM);
        for (int i = 0; i < before.length; i++) {
            seen[10 + i] = cpu.selector[i] == before[i] ? -1 : cpu.selector[i];
        }
        // Which code ran the last x87 instruction shows when it is stored.
        cpu.fpu.fcs = 0;
        fpu.clear();
        cpu.fpu.save(fpu);
        seen[16] = fpu.hash();
        return seen;
    }

    private long[] resources() {
        return new long[] {
            cpu.cpl,
            (cpu.systemFlags & Eflags.IF) >>> 9,
            (cpu.systemFlags & Eflags.IOPL) >>> 12,
            (cpu.systemFlags & Eflags.VM) >>> 17,
            cpu.cr0 & 0xFFFF_FFFFL,
            cpu.cr2 & 0xFFFF_FFFFL,
            cpu.cr3 & 0xFFFF_FFFFL,
            cpu.cr4 & 0xFFFF_FFFFL,
            cpu.gdtBase & 0xFFFF_FFFFL,
            cpu.gdtLimit,
            cpu.idtBase & 0xFFFF_FFFFL,
            cpu.idtLimit,
            cpu.selector[SegmentRegister.LDTR],
            cpu.selector[SegmentRegister.TR],
            cpu.dr[0] & 0xFFFF_FFFFL,
            cpu.dr[1] & 0xFFFF_FFFFL,
            cpu.dr[2] & 0xFFFF_FFFFL,
            cpu.dr[3] & 0xFFFF_FFFFL,
            cpu.dr[6] & 0xFFFF_FFFFL,
            cpu.dr[7] & 0xFFFF_FFFFL,
            cpu.msrs.sysenterCs & 0xFFFF_FFFFL,
            cpu.msrs.sysenterEsp & 0xFFFF_FFFFL,
            cpu.msrs.sysenterEip & 0xFFFF_FFFFL,
            cpu.msrs.efer,
            cpu.tscOffset,
            cpu.halted ? 1 : 0,
            cpu.mmu.tlb.lookup(OPERAND >>> 12) == 0 ? 0 : 1,
            cpu.ports.peek(POST, 1),
            cpu.ports.peek(SCRATCH, 1)
        };
    }

    /** The resources that can be moved on this machine. */
    static final Set<Resource> MOVABLE = Set.of(
            Arrays.stream(Resource.values()).filter(r -> r != Resource.IDENTITY).toArray(Resource[]::new));
}
