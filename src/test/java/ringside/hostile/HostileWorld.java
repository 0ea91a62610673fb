package ringside.hostile;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import ringside.cpu.CpuModel;
import ringside.cpu.Eflags;
import ringside.cpu.GuestFault;
import ringside.cpu.Vcpu;
import ringside.isa.SegmentRegister;
import ringside.isa.asm.Assembler;
import ringside.machine.Excursion;
import ringside.machine.Machine;
import ringside.machine.MachineConfig;

/**
 * A machine whose memory holds tables for every mode and handlers that count their vector and step over a byte, so that
 * hostile code keeps going. Cases run in excursions from it.
 *
 * <pre>
 *   00000 interrupt vectors   03000 TSS       06000 page table      0A000 second page table   20000 stacks
 *   01000 GDT                 03800 other TSS 07000 PDPT, PAE       10000 code                30000 data
 *   02000 IDT                 04000 LDT       08000 handlers        05000 page directory      09000 counters
 * </pre>
 */
final class HostileWorld {
    static final int GDT = 0x1000;
    static final int IDT = 0x2000;
    static final int TSS = 0x3000;
    static final int OTHER_TSS = 0x3800;
    static final int LDT = 0x4000;
    static final int PAGE_DIRECTORY = 0x5000;
    static final int PAGE_TABLE = 0x6000;
    static final int PAE_POINTERS = 0x7000;
    static final int CODE = 0x10000;
    static final int DATA = 0x30000;

    private static final int HANDLERS = 0x8000;
    private static final int HANDLER_SIZE = 16;
    private static final int COUNTERS = 0x9000;
    private static final int VECTORS = 20;
    private static final int STACK = 0x20000;

    /** Number of descriptors in the GDT. */
    static final int DESCRIPTORS = 32;

    /** The modes that code can be started in. */
    enum Mode {
        REAL(false, 0),
        PROTECTED_16(false, 0),
        PROTECTED_32(true, 0),
        USER_16(false, 3),
        USER_32(true, 3),
        VIRTUAL_8086(false, 3);

        final boolean code32;
        final int cpl;

        Mode(boolean code32, int cpl) {
            this.code32 = code32;
            this.cpl = cpl;
        }
    }

    private final Machine machine;

    HostileWorld() {
        machine = new Machine(MachineConfig.standard(CpuModel.ringside32()).withRam(2 << 20));
        vectors();
        descriptors();
        gates();
        tasks();
        pageTables();
    }

    Machine machine() {
        return machine;
    }

    Excursion fork() {
        return machine.state().excursion();
    }

    void write32(int address, int value) {
        machine.memory().write(address, 4, value);
    }

    private void vectors() {
        for (int vector = 0; vector < 256; vector++) {
            int counted = Math.min(vector, VECTORS - 1);
            machine.memory().write(4 * vector, 4, HANDLERS + 0x800 + HANDLER_SIZE * counted);
        }
        for (int vector = 0; vector < VECTORS; vector++) {
            boolean code = vector == 8 || (vector >= 10 && vector <= 14) || vector == 17;
            String counter = "0x%x".formatted(COUNTERS + 4 * vector);
            String protectedMode = "bits 32\n inc dword [ss:" + counter + "]\n" + (code ? " pop dword [esp-4]\n" : "")
                    + " inc dword [esp]\n iretd\n";
            machine.memory()
                    .write(
                            HANDLERS + HANDLER_SIZE * vector,
                            Assembler.assemble(protectedMode).bytes());
            String realMode =
                    "inc byte [cs:" + counter + "]\n push bp\n mov bp, sp\n inc word [bp+2]\n pop bp\n iret\n";
            machine.memory()
                    .write(
                            HANDLERS + 0x800 + HANDLER_SIZE * vector,
                            Assembler.assemble(realMode).bytes());
        }
    }

    private void descriptors() {
        int[] access = {
            0, 0xC09B, 0xC093, 0xC0FB, 0xC0F3, 0x009B, 0x0093, 0x00FB, 0x00F3, 0x008B, 0x0082, 0x0089, 0xC09F, 0xC097,
            0xC0F7, 0xC091, 0xC0F1, 0x0013, 0xC01B, 0x4093, 0x40FB, 0x00FF
        };
        for (int i = 0; i < access.length; i++) {
            int base = i == 9 ? TSS : i == 10 ? LDT : i == 11 ? OTHER_TSS : 0;
            int limit = i >= 9 && i <= 11 ? 0x7FF : i == 19 ? 0xFFF : 0xFFFFF;
            descriptor(GDT + 8 * i, base, limit, access[i]);
            descriptor(LDT + 8 * i, base, limit, access[i] | 0x60);
        }
        gate(GDT + 8 * 22, 8, CODE, 0xEC00);
        gate(GDT + 8 * 23, 5 * 8, CODE & 0xFFFF, 0xE400);
        gate(GDT + 8 * 24, 11 * 8, 0, 0xE500);
        gate(GDT + 8 * 25, 8, CODE, 0x6C00);
        gate(GDT + 8 * 26, 8, CODE, 0xEC03);
    }

    private void descriptor(int address, int base, int limit, int access) {
        write32(address, (limit & 0xFFFF) | base << 16);
        write32(address + 4, (base >>> 16 & 0xFF) | (access & 0xFF) << 8 | (access & 0xF000) << 8 | (limit & 0xF0000));
    }

    private void gate(int address, int selector, int offset, int access) {
        write32(address, (offset & 0xFFFF) | selector << 16);
        write32(address + 4, (offset & 0xFFFF0000) | access);
    }

    private void gates() {
        for (int vector = 0; vector < 256; vector++) {
            int handler = HANDLERS + HANDLER_SIZE * Math.min(vector, VECTORS - 1);
            gate(IDT + 8 * vector, 8, handler, (vector & 1) == 0 ? 0xEE00 : 0xEF00);
        }
    }

    private void tasks() {
        for (int task : new int[] {TSS, OTHER_TSS}) {
            write32(task + 4, STACK + 0x8000);
            write32(task + 8, 0x10);
            write32(task + 12, STACK + 0x7000);
            write32(task + 16, 0x10);
            write32(task + 0x1C, PAGE_DIRECTORY);
            write32(task + 0x20, CODE);
            write32(task + 0x24, 2);
            write32(task + 0x38, STACK + 0x6000);
            int[] selectors = {0x10, 8, 0x10, 0x10, 0, 0, 0x50};
            for (int i = 0; i < selectors.length; i++) {
                write32(task + 0x48 + 4 * i, selectors[i]);
            }
            write32(task + 0x64, 0x0088_0000);
            write32(task + 0x88 + 0x10, 0x0FF0_F0F0);
        }
    }

    private void pageTables() {
        write32(PAGE_DIRECTORY, PAGE_TABLE | 7);
        write32(PAGE_DIRECTORY + 4, 0x83);
        write32(PAGE_DIRECTORY + 4 * 0x3FF, PAGE_DIRECTORY | 7);
        for (int page = 0; page < 1024; page++) {
            int rights = page == 0x31 ? 6 : page == 0x32 ? 5 : page == 0x33 ? 3 : 7;
            write32(PAGE_TABLE + 4 * page, page << 12 | rights);
        }
        write32(PAE_POINTERS, 0xA000 | 1);
        write32(0xA000, 0xB000 | 7);
        write32(0xA008, 0x20_0087);
        for (int page = 0; page < 512; page++) {
            write32(0xB000 + 8 * page, page << 12 | (page == 0x31 ? 6 : 7));
        }
    }

    /** Puts the CPU at {@link #CODE} in a mode. */
    void enter(Mode mode, boolean paging, SplittableRandom random) {
        Vcpu cpu = machine.cpu();
        boolean pae = paging && random.nextInt(8) == 0;
        cpu.gdtBase = GDT;
        cpu.gdtLimit = 8 * DESCRIPTORS - 1;
        cpu.idtBase = mode == Mode.REAL ? 0 : IDT;
        cpu.idtLimit = mode == Mode.REAL ? 0x3FF : 0x7FF;
        cpu.cr0 = 0x10 | (mode == Mode.REAL ? 0 : 1) | (paging && mode != Mode.REAL ? 0x8001_0000 : 0) | 0x20;
        cpu.cr0 |= random.nextInt(4) == 0 ? random.nextInt(16) & 0xE : 0;
        cpu.cr0 |= random.nextInt(3) == 0 ? 1 << 18 : 0;
        cpu.cr4 = (pae ? 0x20 : 0x10) | (random.nextInt(3) == 0 ? random.nextInt(0x10) : 0) | random.nextInt(2) << 7;
        cpu.cr3 = pae ? PAE_POINTERS : PAGE_DIRECTORY;
        cpu.cpl = mode.cpl;
        cpu.msrs.sysenterCs = random.nextInt(4) == 0 ? 0 : 8;
        cpu.msrs.sysenterEip = CODE;
        cpu.msrs.sysenterEsp = STACK + 0x5000;
        int flags = Eflags.RESERVED_ONE | (random.nextInt() & (Eflags.STATUS | Eflags.DF));
        flags |= random.nextInt(4) == 0 ? random.nextInt() & 0x3F_7F00 & ~Eflags.VM : 0;
        flags |= random.nextBoolean() ? Eflags.AC : 0;
        cpu.eflags(mode == Mode.VIRTUAL_8086 ? flags | Eflags.VM : flags);
        segments(mode);
        cpu.eip = mode.code32 ? CODE : 0;
        cpu.gpr[4] = mode.code32 ? STACK + 0x4000 : 0x4000;
        cpu.mmu.flushTlb(false);
        cpu.mmu.stateLoaded();
        if (pae) {
            loadPointers(cpu);
        }
        cpu.mmu.modeChanged();
    }

    /** Loads the PAE page-directory pointers, which may be damaged: then the CPU keeps the ones it has. */
    private static void loadPointers(Vcpu cpu) {
        try {
            cpu.mmu.loadPageDirectoryPointers(cpu.cr3);
        } catch (GuestFault refused) {
            cpu.cr0 &= ~0x8000_0000;
        }
    }

    private void segments(Mode mode) {
        Vcpu cpu = machine.cpu();
        boolean segmented = mode == Mode.REAL || mode == Mode.VIRTUAL_8086;
        int descriptorPrivilege = mode.cpl << 13;
        for (int i = 0; i < 6; i++) {
            int place = i == SegmentRegister.CS ? CODE : i == SegmentRegister.SS ? STACK : DATA;
            int type = i == SegmentRegister.CS && !(mode == Mode.VIRTUAL_8086) ? 0x9B00 : 0x9300;
            if (segmented) {
                segment(i, place >> 4, place, 0xFFFF, type | descriptorPrivilege);
            } else if (mode.code32) {
                int selector = (i == SegmentRegister.CS ? 8 : 0x10) + (mode.cpl == 3 ? 0x13 : 0);
                segment(i, selector, 0, -1, 0x00C0_0000 | type | descriptorPrivilege);
            } else {
                int selector = (i == SegmentRegister.CS ? 0x28 : 0x30) + (mode.cpl == 3 ? 0x13 : 0);
                segment(i, selector, place, 0xFFFF, type | descriptorPrivilege);
            }
        }
        segment(SegmentRegister.TR, 0x48, TSS, 0x7FF, 0x8B00);
        segment(SegmentRegister.LDTR, 0x50, LDT, 0x7FF, 0x8200);
    }

    private void segment(int number, int selector, int base, int limit, int access) {
        Vcpu cpu = machine.cpu();
        cpu.selector[number] = selector;
        cpu.segmentBase[number] = base;
        cpu.segmentLimit[number] = limit;
        cpu.segmentAccess[number] = access;
    }

    /** Returns the vectors, up to 18, whose handlers have run. */
    Set<Integer> vectorsSeen() {
        Set<Integer> seen = new HashSet<>();
        for (int vector = 0; vector < VECTORS - 1; vector++) {
            if (machine.memory().read(COUNTERS + 4 * vector, 4) != 0) {
                seen.add(vector);
            }
        }
        return seen;
    }
}
