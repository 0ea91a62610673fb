package ringside.exec.interp;

import ringside.cpu.Vcpu;
import ringside.sem.Rotates;
import ringside.sem.Shifts;

/** Ops for shifts and rotations of 32-bit registers. */
final class ShiftOps {
    private ShiftOps() {}

    // spotless:off
    /** Returns the op for a shift of a register of 32 bits by an immediate or CL, or null. */
    static Op of(Site site) {
        return switch (site.form().kind()) {
            case RI -> immediate(site);
            case RC -> counted(site);
            default -> null;
        };
    }

    /** By an immediate. */
    private static Op immediate(Site site) {
        return switch (site.instruction().mnemonic) {
            case SHL -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, Shifts.shl32(cpu, cpu.r32(reg), immediate)); return next; } };
            case SHR -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, Shifts.shr32(cpu, cpu.r32(reg), immediate)); return next; } };
            case SAR -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, Shifts.sar32(cpu, cpu.r32(reg), immediate)); return next; } };
            case ROL -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, Rotates.rol32(cpu, cpu.r32(reg), immediate)); return next; } };
            case ROR -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, Rotates.ror32(cpu, cpu.r32(reg), immediate)); return next; } };
            default -> null;
        };
    }

    /** By CL. */
    private static Op counted(Site site) {
        return switch (site.instruction().mnemonic) {
            case SHL -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, Shifts.shl32(cpu, cpu.r32(reg), cpu.r32(1))); return next; } };
            case SHR -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, Shifts.shr32(cpu, cpu.r32(reg), cpu.r32(1))); return next; } };
            case SAR -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, Shifts.sar32(cpu, cpu.r32(reg), cpu.r32(1))); return next; } };
            case ROL -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, Rotates.rol32(cpu, cpu.r32(reg), cpu.r32(1))); return next; } };
            case ROR -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, Rotates.ror32(cpu, cpu.r32(reg), cpu.r32(1))); return next; } };
            default -> null;
        };
    }
    // spotless:on
}
