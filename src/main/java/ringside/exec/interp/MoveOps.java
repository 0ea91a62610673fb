package ringside.exec.interp;

import ringside.cpu.Vcpu;
import ringside.isa.Instruction;
import ringside.sem.DataMoves;

/** Ops for moves. */
final class MoveOps {
    private MoveOps() {}

    // spotless:off
    /** Returns the op for a move between flat places, or null. */
    static Op of(Site site) {
        return switch (site.instruction().width) {
            case 8 -> move8(site);
            case 16 -> move16(site);
            default -> move32(site);
        };
    }

    /** 8 bits. */
    private static Op move8(Site site) {
        return switch (site.form().kind()) {
            case RR -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r8(reg, cpu.r8(rm)); return next; } };
            case RI -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r8(reg, immediate); return next; } };
            case RM -> site.reads() ? new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r8(reg, Access.read8(cpu, this, address(cpu))); return next; } } : null;
            case MR -> site.writes() ? new Op(site) { @Override Op execute(Vcpu cpu) { Access.write8(cpu, this, address(cpu), cpu.r8(reg)); return next; } } : null;
            case MI -> site.writes() ? new Op(site) { @Override Op execute(Vcpu cpu) { Access.write8(cpu, this, address(cpu), immediate); return next; } } : null;
            default -> null;
        };
    }

    /** 16 bits. */
    private static Op move16(Site site) {
        return switch (site.form().kind()) {
            case RR -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r16(reg, cpu.r16(rm)); return next; } };
            case RI -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r16(reg, immediate); return next; } };
            case RM -> site.reads() ? new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r16(reg, Access.read16(cpu, this, address(cpu))); return next; } } : null;
            case MR -> site.writes() ? new Op(site) { @Override Op execute(Vcpu cpu) { Access.write16(cpu, this, address(cpu), cpu.r16(reg)); return next; } } : null;
            case MI -> site.writes() ? new Op(site) { @Override Op execute(Vcpu cpu) { Access.write16(cpu, this, address(cpu), immediate); return next; } } : null;
            default -> null;
        };
    }

    /** 32 bits. */
    private static Op move32(Site site) {
        return switch (site.form().kind()) {
            case RR -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.gpr[reg] = cpu.gpr[rm]; return next; } };
            case RI -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.gpr[reg] = immediate & 0xFFFF_FFFFL; return next; } };
            case RM -> site.reads() ? new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, Access.read32(cpu, this, address(cpu))); return next; } } : null;
            case MR -> site.writes() ? new Op(site) { @Override Op execute(Vcpu cpu) { Access.write32(cpu, this, address(cpu), cpu.r32(reg)); return next; } } : null;
            case MI -> site.writes() ? new Op(site) { @Override Op execute(Vcpu cpu) { Access.write32(cpu, this, address(cpu), immediate); return next; } } : null;
            default -> null;
        };
    }

    /** Zero-extends a byte or word to 32 bits. */
    static Op zeroExtend(Site site) {
        boolean narrow = DataMoves.sourceWidth(site.instruction()) == 8;
        return switch (site.form().kind()) {
            case RR -> narrow ? new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, cpu.r8(rm)); return next; } }
                    : new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, cpu.r16(rm)); return next; } };
            case RM -> !site.reads() ? null : narrow ? new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, Access.read8(cpu, this, address(cpu))); return next; } }
                    : new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, Access.read16(cpu, this, address(cpu))); return next; } };
            default -> null;
        };
    }

    /** Sign-extends a byte or word to 32 bits. */
    static Op signExtend(Site site) {
        boolean narrow = DataMoves.sourceWidth(site.instruction()) == 8;
        return switch (site.form().kind()) {
            case RR -> narrow ? new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, (byte) cpu.r8(rm)); return next; } }
                    : new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, (short) cpu.r16(rm)); return next; } };
            case RM -> !site.reads() ? null : narrow ? new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, (byte) Access.read8(cpu, this, address(cpu))); return next; } }
                    : new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, (short) Access.read16(cpu, this, address(cpu))); return next; } };
            default -> null;
        };
    }

    /** Loads an address; segments do not matter. */
    static Op lea(Site site) {
        boolean index = site.instruction().index != Instruction.NO_REGISTER;
        return index ? new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, address(cpu)); return next; } }
                : new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, (int) cpu.gpr[base] + displacement); return next; } };
    }

    /** Swaps two registers. */
    static Op exchange(Site site) {
        return new Op(site) { @Override Op execute(Vcpu cpu) { long old = cpu.gpr[reg]; cpu.gpr[reg] = cpu.gpr[rm]; cpu.gpr[rm] = old; return next; } };
    }

    /** Does nothing. */
    static Op nop(Site site) {
        return new Op(site) { @Override Op execute(Vcpu cpu) { return next; } };
    }

    /** Widens EAX into EDX. */
    static Op cdq(Site site) {
        return new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r32(2, cpu.r32(0) >> 31); return next; } };
    }
    // spotless:on
}
