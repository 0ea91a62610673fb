package ringside.cpu;

import ringside.isa.SegmentRegister;

/** Decides whether a program may use I/O ports: by IOPL, else by the bitmap in the TSS. SDM Vol. 1, 18.5.2. */
public final class IoPermission {
    private static final int MAP_BASE = 102;
    private static final int SHORTEST = 103;

    private IoPermission() {}

    /** Raises #GP(0) unless all of {@code size} ports from {@code port} on are allowed. */
    public static void check(Vcpu cpu, int port, int size) {
        boolean byLevel = !cpu.virtual8086() && cpu.cpl <= (cpu.systemFlags & Eflags.IOPL) >>> Eflags.IOPL_SHIFT;
        if (cpu.protectedMode() && !byLevel && !allowedByBitmap(cpu, port, size)) {
            throw cpu.fault.gp(0).because(FaultCause.IO_BITMAP, port);
        }
    }

    private static boolean allowedByBitmap(Vcpu cpu, int port, int size) {
        int access = cpu.segmentAccess[SegmentRegister.TR];
        long limit = cpu.segmentLimit[SegmentRegister.TR] & 0xFFFF_FFFFL;
        if (!Descriptors.present(access) || Descriptors.type(access) < Descriptors.TSS32 || limit < SHORTEST) {
            return false;
        }
        int base = cpu.segmentBase[SegmentRegister.TR];
        int offset = cpu.mmu.readSystem16(base + MAP_BASE) + (port >>> 3);
        // The processor always reads two bytes, so the bitmap needs one more at its end.
        if (offset + 1 > limit) {
            return false;
        }
        int bits = cpu.mmu.readSystem16(base + offset) >>> (port & 7);
        return (bits & (1 << size) - 1) == 0;
    }
}
