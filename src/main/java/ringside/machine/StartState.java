package ringside.machine;

import ringside.cpu.SegmentLoader;
import ringside.cpu.Vcpu;
import ringside.isa.SegmentRegister;

/** The states in which loaders hand the CPU to a guest; all of them with interrupts disabled and paging off. */
final class StartState {
    private static final int CR0_PE = 1;
    private static final int CR0_ET = 1 << 4;
    private static final int CODE_RIGHTS = 0x9B;
    private static final int DATA_RIGHTS = 0x93;
    private static final int ESP = 4;
    private static final int[] DATA_SEGMENTS = {
        SegmentRegister.DS, SegmentRegister.ES, SegmentRegister.SS, SegmentRegister.FS, SegmentRegister.GS
    };

    private StartState() {}

    /** Real mode at CS:IP, all other segments {@code dataSegment}, with a stack pointer in the low 64 KiB. */
    static void real16(Machine machine, int codeSegment, int ip, int dataSegment, int sp) {
        Vcpu cpu = machine.cpu();
        controls(cpu, 0);
        cpu.idtLimit = 0x3FF;
        SegmentLoader.real(cpu, SegmentRegister.CS, codeSegment);
        for (int segment : DATA_SEGMENTS) {
            SegmentLoader.real(cpu, segment, dataSegment);
        }
        cpu.eip = ip;
        cpu.r32(ESP, sp);
    }

    /**
     * Protected mode with flat 4 GiB segments of 32 bits, described by a GDT that is written to physical address {@code
     * gdt}.
     */
    static void flat32(Machine machine, long gdt, int codeSelector, int dataSelector, int eip, int esp) {
        long code = descriptor(0, 0xFFFFF, CODE_RIGHTS, 0xC);
        long data = descriptor(0, 0xFFFFF, DATA_RIGHTS, 0xC);
        enter(machine, gdt, codeSelector, code, dataSelector, data, eip, esp);
    }

    /** Protected mode with 16-bit segments of 64 KiB at {@code base}, described by a GDT at {@code gdt}. */
    static void flat16(Machine machine, long gdt, int base, int ip, int sp) {
        long code = descriptor(base, 0xFFFF, CODE_RIGHTS, 0);
        long data = descriptor(base, 0xFFFF, DATA_RIGHTS, 0);
        enter(machine, gdt, 0x08, code, 0x10, data, ip, sp);
    }

    private static void enter(
            Machine machine, long gdt, int codeSelector, long code, int dataSelector, long data, int eip, int esp) {
        Vcpu cpu = machine.cpu();
        int last = Math.max(codeSelector, dataSelector);
        for (int selector = 0; selector <= last; selector += 8) {
            long entry = selector == codeSelector ? code : selector == dataSelector ? data : 0;
            machine.memory().write32(gdt + selector, (int) entry);
            machine.memory().write32(gdt + selector + 4, (int) (entry >>> 32));
        }
        cpu.gdtBase = (int) gdt;
        cpu.gdtLimit = last + 7;
        cpu.idtBase = 0;
        cpu.idtLimit = 0;
        controls(cpu, CR0_PE);
        SegmentLoader.code(cpu, codeSelector, code, 0);
        for (int segment : DATA_SEGMENTS) {
            SegmentLoader.cache(cpu, segment, dataSelector, data);
        }
        cpu.eip = eip;
        cpu.r32(ESP, esp);
    }

    /** Firmware has switched the caches on. */
    private static void controls(Vcpu cpu, int protection) {
        cpu.cr0 = cpu.cr0 & CR0_ET | protection;
        cpu.mmu.modeChanged();
    }

    private static long descriptor(int base, int limit, int rights, int flags) {
        return limit & 0xFFFFL
                | (base & 0xFF_FFFFL) << 16
                | (long) rights << 40
                | (limit >>> 16 & 0xFL) << 48
                | (long) flags << 52
                | (base >>> 24 & 0xFFL) << 56;
    }
}
