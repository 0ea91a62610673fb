package ringside.exec.interp;

import ringside.cpu.Vcpu;
import ringside.sem.Alu;
import ringside.sem.Conditions;
import ringside.sem.Unary;

/** Ops that depend on conditions: jumps, alone or as one op with the comparison before them, and their kin. */
final class ConditionOps {
    private ConditionOps() {}

    // spotless:off
    /** A condition alone. */
    static Op jump(Site site, int target) {
        return switch (site.instruction().opcode & 15) {
            case 0 -> new Branch(site, 1, target, site.following()) { @Override Op execute(Vcpu cpu) { return Conditions.o(cpu) ? taken(cpu) : fall(cpu); } };
            case 1 -> new Branch(site, 1, target, site.following()) { @Override Op execute(Vcpu cpu) { return Conditions.no(cpu) ? taken(cpu) : fall(cpu); } };
            case 2 -> new Branch(site, 1, target, site.following()) { @Override Op execute(Vcpu cpu) { return Conditions.b(cpu) ? taken(cpu) : fall(cpu); } };
            case 3 -> new Branch(site, 1, target, site.following()) { @Override Op execute(Vcpu cpu) { return Conditions.ae(cpu) ? taken(cpu) : fall(cpu); } };
            case 4 -> new Branch(site, 1, target, site.following()) { @Override Op execute(Vcpu cpu) { return Conditions.e(cpu) ? taken(cpu) : fall(cpu); } };
            case 5 -> new Branch(site, 1, target, site.following()) { @Override Op execute(Vcpu cpu) { return Conditions.ne(cpu) ? taken(cpu) : fall(cpu); } };
            case 6 -> new Branch(site, 1, target, site.following()) { @Override Op execute(Vcpu cpu) { return Conditions.be(cpu) ? taken(cpu) : fall(cpu); } };
            case 7 -> new Branch(site, 1, target, site.following()) { @Override Op execute(Vcpu cpu) { return Conditions.a(cpu) ? taken(cpu) : fall(cpu); } };
            case 8 -> new Branch(site, 1, target, site.following()) { @Override Op execute(Vcpu cpu) { return Conditions.s(cpu) ? taken(cpu) : fall(cpu); } };
            case 9 -> new Branch(site, 1, target, site.following()) { @Override Op execute(Vcpu cpu) { return Conditions.ns(cpu) ? taken(cpu) : fall(cpu); } };
            case 10 -> new Branch(site, 1, target, site.following()) { @Override Op execute(Vcpu cpu) { return Conditions.p(cpu) ? taken(cpu) : fall(cpu); } };
            case 11 -> new Branch(site, 1, target, site.following()) { @Override Op execute(Vcpu cpu) { return Conditions.np(cpu) ? taken(cpu) : fall(cpu); } };
            case 12 -> new Branch(site, 1, target, site.following()) { @Override Op execute(Vcpu cpu) { return Conditions.l(cpu) ? taken(cpu) : fall(cpu); } };
            case 13 -> new Branch(site, 1, target, site.following()) { @Override Op execute(Vcpu cpu) { return Conditions.ge(cpu) ? taken(cpu) : fall(cpu); } };
            case 14 -> new Branch(site, 1, target, site.following()) { @Override Op execute(Vcpu cpu) { return Conditions.le(cpu) ? taken(cpu) : fall(cpu); } };
            case 15 -> new Branch(site, 1, target, site.following()) { @Override Op execute(Vcpu cpu) { return Conditions.g(cpu) ? taken(cpu) : fall(cpu); } };
            default -> throw new IllegalStateException();
        };
    }

    /**
     * Returns one op for a comparison or count and the conditional jump behind it, or null.
     *
     * @param site the first instruction
     * @param jump the second, which ends the block
     */
    static Op pair(Site site, Site jump, int target) {
        int condition = jump.instruction().opcode & 15;
        int following = jump.following();
        Form.Kind kind = site.form().kind();
        int width = site.instruction().width;
        return switch (site.instruction().mnemonic) {
            case CMP -> width == 32 ? compare32(site, condition, target, following) : width == 8 ? compare8(site, condition, target, following) : null;
            case TEST -> width == 32 && kind == Form.Kind.RR ? test(site, condition, target, following)
                    : width == 8 ? test8(site, condition, target, following) : null;
            case DEC -> width == 32 && kind == Form.Kind.R
                    ? new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, Unary.dec32(cpu, cpu.r32(reg))); return holds(cpu, condition) ? taken(cpu) : fall(cpu); } } : null;
            case INC -> width == 32 && kind == Form.Kind.R
                    ? new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, Unary.inc32(cpu, cpu.r32(reg))); return holds(cpu, condition) ? taken(cpu) : fall(cpu); } } : null;
            case ADD -> width == 32 && kind == Form.Kind.RI
                    ? new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, Alu.add32(cpu, cpu.r32(reg), immediate)); return holds(cpu, condition) ? taken(cpu) : fall(cpu); } } : null;
            case SUB -> width == 32 && kind == Form.Kind.RI
                    ? new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, Alu.sub32(cpu, cpu.r32(reg), immediate)); return holds(cpu, condition) ? taken(cpu) : fall(cpu); } } : null;
            default -> null;
        };
    }

    /** CMP of 32 bits and a jump. */
    private static Op compare32(Site site, int condition, int target, int following) {
        return switch (site.form().kind()) {
            case RR -> compareRegisters(site, condition, target, following);
            case RI -> compareImmediate(site, condition, target, following);
            case RM -> !site.reads() ? null : new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { int right = Access.read32(cpu, this, address(cpu)); Alu.cmp32(cpu, cpu.r32(reg), right); if (cpu.deadline < 0) { return between(cpu); } return holds(cpu, condition) ? taken(cpu) : fall(cpu); } };
            case MR -> !site.reads() ? null : new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.cmp32(cpu, Access.read32(cpu, this, address(cpu)), cpu.r32(reg)); if (cpu.deadline < 0) { return between(cpu); } return holds(cpu, condition) ? taken(cpu) : fall(cpu); } };
            case MI -> !site.reads() ? null : new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.cmp32(cpu, Access.read32(cpu, this, address(cpu)), immediate); if (cpu.deadline < 0) { return between(cpu); } return holds(cpu, condition) ? taken(cpu) : fall(cpu); } };
            default -> null;
        };
    }

    /** CMP of 8 bits and a jump. */
    private static Op compare8(Site site, int condition, int target, int following) {
        return switch (site.form().kind()) {
            case RR -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.cmp8(cpu, cpu.r8(reg), cpu.r8(rm)); return holds(cpu, condition) ? taken(cpu) : fall(cpu); } };
            case RI -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.cmp8(cpu, cpu.r8(reg), immediate); return holds(cpu, condition) ? taken(cpu) : fall(cpu); } };
            case RM -> !site.reads() ? null : new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { int right = Access.read8(cpu, this, address(cpu)); Alu.cmp8(cpu, cpu.r8(reg), right); if (cpu.deadline < 0) { return between(cpu); } return holds(cpu, condition) ? taken(cpu) : fall(cpu); } };
            case MR -> !site.reads() ? null : new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.cmp8(cpu, Access.read8(cpu, this, address(cpu)), cpu.r8(reg)); if (cpu.deadline < 0) { return between(cpu); } return holds(cpu, condition) ? taken(cpu) : fall(cpu); } };
            case MI -> !site.reads() ? null : new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.cmp8(cpu, Access.read8(cpu, this, address(cpu)), immediate); if (cpu.deadline < 0) { return between(cpu); } return holds(cpu, condition) ? taken(cpu) : fall(cpu); } };
            default -> null;
        };
    }

    /** TEST of 8 bits and a jump. */
    private static Op test8(Site site, int condition, int target, int following) {
        return switch (site.form().kind()) {
            case RR -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.test8(cpu, cpu.r8(reg), cpu.r8(rm)); return holds(cpu, condition) ? taken(cpu) : fall(cpu); } };
            case RI -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.test8(cpu, cpu.r8(reg), immediate); return holds(cpu, condition) ? taken(cpu) : fall(cpu); } };
            case MI -> !site.reads() ? null : new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.test8(cpu, Access.read8(cpu, this, address(cpu)), immediate); if (cpu.deadline < 0) { return between(cpu); } return holds(cpu, condition) ? taken(cpu) : fall(cpu); } };
            default -> null;
        };
    }

    /** CMP of two registers and a jump. */
    private static Op compareRegisters(Site site, int condition, int target, int following) {
        return switch (condition) {
            case 0 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.cmp32(cpu, cpu.r32(reg), cpu.r32(rm)); return Conditions.o(cpu) ? taken(cpu) : fall(cpu); } };
            case 1 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.cmp32(cpu, cpu.r32(reg), cpu.r32(rm)); return Conditions.no(cpu) ? taken(cpu) : fall(cpu); } };
            case 2 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.cmp32(cpu, cpu.r32(reg), cpu.r32(rm)); return Conditions.b(cpu) ? taken(cpu) : fall(cpu); } };
            case 3 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.cmp32(cpu, cpu.r32(reg), cpu.r32(rm)); return Conditions.ae(cpu) ? taken(cpu) : fall(cpu); } };
            case 4 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.cmp32(cpu, cpu.r32(reg), cpu.r32(rm)); return Conditions.e(cpu) ? taken(cpu) : fall(cpu); } };
            case 5 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.cmp32(cpu, cpu.r32(reg), cpu.r32(rm)); return Conditions.ne(cpu) ? taken(cpu) : fall(cpu); } };
            case 6 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.cmp32(cpu, cpu.r32(reg), cpu.r32(rm)); return Conditions.be(cpu) ? taken(cpu) : fall(cpu); } };
            case 7 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.cmp32(cpu, cpu.r32(reg), cpu.r32(rm)); return Conditions.a(cpu) ? taken(cpu) : fall(cpu); } };
            case 8 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.cmp32(cpu, cpu.r32(reg), cpu.r32(rm)); return Conditions.s(cpu) ? taken(cpu) : fall(cpu); } };
            case 9 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.cmp32(cpu, cpu.r32(reg), cpu.r32(rm)); return Conditions.ns(cpu) ? taken(cpu) : fall(cpu); } };
            case 10 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.cmp32(cpu, cpu.r32(reg), cpu.r32(rm)); return Conditions.p(cpu) ? taken(cpu) : fall(cpu); } };
            case 11 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.cmp32(cpu, cpu.r32(reg), cpu.r32(rm)); return Conditions.np(cpu) ? taken(cpu) : fall(cpu); } };
            case 12 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.cmp32(cpu, cpu.r32(reg), cpu.r32(rm)); return Conditions.l(cpu) ? taken(cpu) : fall(cpu); } };
            case 13 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.cmp32(cpu, cpu.r32(reg), cpu.r32(rm)); return Conditions.ge(cpu) ? taken(cpu) : fall(cpu); } };
            case 14 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.cmp32(cpu, cpu.r32(reg), cpu.r32(rm)); return Conditions.le(cpu) ? taken(cpu) : fall(cpu); } };
            case 15 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.cmp32(cpu, cpu.r32(reg), cpu.r32(rm)); return Conditions.g(cpu) ? taken(cpu) : fall(cpu); } };
            default -> throw new IllegalStateException();
        };
    }

    /** CMP with an immediate and a jump. */
    private static Op compareImmediate(Site site, int condition, int target, int following) {
        return switch (condition) {
            case 0 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.cmp32(cpu, cpu.r32(reg), immediate); return Conditions.o(cpu) ? taken(cpu) : fall(cpu); } };
            case 1 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.cmp32(cpu, cpu.r32(reg), immediate); return Conditions.no(cpu) ? taken(cpu) : fall(cpu); } };
            case 2 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.cmp32(cpu, cpu.r32(reg), immediate); return Conditions.b(cpu) ? taken(cpu) : fall(cpu); } };
            case 3 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.cmp32(cpu, cpu.r32(reg), immediate); return Conditions.ae(cpu) ? taken(cpu) : fall(cpu); } };
            case 4 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.cmp32(cpu, cpu.r32(reg), immediate); return Conditions.e(cpu) ? taken(cpu) : fall(cpu); } };
            case 5 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.cmp32(cpu, cpu.r32(reg), immediate); return Conditions.ne(cpu) ? taken(cpu) : fall(cpu); } };
            case 6 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.cmp32(cpu, cpu.r32(reg), immediate); return Conditions.be(cpu) ? taken(cpu) : fall(cpu); } };
            case 7 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.cmp32(cpu, cpu.r32(reg), immediate); return Conditions.a(cpu) ? taken(cpu) : fall(cpu); } };
            case 8 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.cmp32(cpu, cpu.r32(reg), immediate); return Conditions.s(cpu) ? taken(cpu) : fall(cpu); } };
            case 9 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.cmp32(cpu, cpu.r32(reg), immediate); return Conditions.ns(cpu) ? taken(cpu) : fall(cpu); } };
            case 10 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.cmp32(cpu, cpu.r32(reg), immediate); return Conditions.p(cpu) ? taken(cpu) : fall(cpu); } };
            case 11 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.cmp32(cpu, cpu.r32(reg), immediate); return Conditions.np(cpu) ? taken(cpu) : fall(cpu); } };
            case 12 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.cmp32(cpu, cpu.r32(reg), immediate); return Conditions.l(cpu) ? taken(cpu) : fall(cpu); } };
            case 13 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.cmp32(cpu, cpu.r32(reg), immediate); return Conditions.ge(cpu) ? taken(cpu) : fall(cpu); } };
            case 14 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.cmp32(cpu, cpu.r32(reg), immediate); return Conditions.le(cpu) ? taken(cpu) : fall(cpu); } };
            case 15 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.cmp32(cpu, cpu.r32(reg), immediate); return Conditions.g(cpu) ? taken(cpu) : fall(cpu); } };
            default -> throw new IllegalStateException();
        };
    }

    /** TEST of two registers and a jump. */
    private static Op test(Site site, int condition, int target, int following) {
        return switch (condition) {
            case 0 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.test32(cpu, cpu.r32(reg), cpu.r32(rm)); return Conditions.o(cpu) ? taken(cpu) : fall(cpu); } };
            case 1 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.test32(cpu, cpu.r32(reg), cpu.r32(rm)); return Conditions.no(cpu) ? taken(cpu) : fall(cpu); } };
            case 2 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.test32(cpu, cpu.r32(reg), cpu.r32(rm)); return Conditions.b(cpu) ? taken(cpu) : fall(cpu); } };
            case 3 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.test32(cpu, cpu.r32(reg), cpu.r32(rm)); return Conditions.ae(cpu) ? taken(cpu) : fall(cpu); } };
            case 4 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.test32(cpu, cpu.r32(reg), cpu.r32(rm)); return Conditions.e(cpu) ? taken(cpu) : fall(cpu); } };
            case 5 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.test32(cpu, cpu.r32(reg), cpu.r32(rm)); return Conditions.ne(cpu) ? taken(cpu) : fall(cpu); } };
            case 6 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.test32(cpu, cpu.r32(reg), cpu.r32(rm)); return Conditions.be(cpu) ? taken(cpu) : fall(cpu); } };
            case 7 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.test32(cpu, cpu.r32(reg), cpu.r32(rm)); return Conditions.a(cpu) ? taken(cpu) : fall(cpu); } };
            case 8 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.test32(cpu, cpu.r32(reg), cpu.r32(rm)); return Conditions.s(cpu) ? taken(cpu) : fall(cpu); } };
            case 9 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.test32(cpu, cpu.r32(reg), cpu.r32(rm)); return Conditions.ns(cpu) ? taken(cpu) : fall(cpu); } };
            case 10 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.test32(cpu, cpu.r32(reg), cpu.r32(rm)); return Conditions.p(cpu) ? taken(cpu) : fall(cpu); } };
            case 11 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.test32(cpu, cpu.r32(reg), cpu.r32(rm)); return Conditions.np(cpu) ? taken(cpu) : fall(cpu); } };
            case 12 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.test32(cpu, cpu.r32(reg), cpu.r32(rm)); return Conditions.l(cpu) ? taken(cpu) : fall(cpu); } };
            case 13 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.test32(cpu, cpu.r32(reg), cpu.r32(rm)); return Conditions.ge(cpu) ? taken(cpu) : fall(cpu); } };
            case 14 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.test32(cpu, cpu.r32(reg), cpu.r32(rm)); return Conditions.le(cpu) ? taken(cpu) : fall(cpu); } };
            case 15 -> new Pair(site, target, following) { @Override Op execute(Vcpu cpu) { Alu.test32(cpu, cpu.r32(reg), cpu.r32(rm)); return Conditions.g(cpu) ? taken(cpu) : fall(cpu); } };
            default -> throw new IllegalStateException();
        };
    }

    /** Whether the condition with this code holds. */
    static boolean holds(Vcpu cpu, int condition) {
        return switch (condition) {
            case 0 -> Conditions.o(cpu);
            case 1 -> Conditions.no(cpu);
            case 2 -> Conditions.b(cpu);
            case 3 -> Conditions.ae(cpu);
            case 4 -> Conditions.e(cpu);
            case 5 -> Conditions.ne(cpu);
            case 6 -> Conditions.be(cpu);
            case 7 -> Conditions.a(cpu);
            case 8 -> Conditions.s(cpu);
            case 9 -> Conditions.ns(cpu);
            case 10 -> Conditions.p(cpu);
            case 11 -> Conditions.np(cpu);
            case 12 -> Conditions.l(cpu);
            case 13 -> Conditions.ge(cpu);
            case 14 -> Conditions.le(cpu);
            default -> Conditions.g(cpu);
        };
    }

    /** Sets a byte register by a condition. */
    static Op set(Site site) {
        int condition = site.instruction().opcode & 15;
        return site.form().kind() == Form.Kind.R ? new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r8(reg, holds(cpu, condition) ? 1 : 0); return next; } } : null;
    }

    /** Moves 32 bits under a condition. */
    static Op move(Site site) {
        int condition = site.instruction().opcode & 15;
        return switch (site.form().kind()) {
            case RR -> new Op(site) { @Override Op execute(Vcpu cpu) { if (holds(cpu, condition)) { cpu.gpr[reg] = cpu.gpr[rm]; } return next; } };
            case RM -> site.reads() ? new Op(site) { @Override Op execute(Vcpu cpu) { int value = Access.read32(cpu, this, address(cpu)); if (holds(cpu, condition)) { cpu.r32(reg, value); } return next; } } : null;
            default -> null;
        };
    }

    /** Jumps to a known target. */
    static Op always(Site site, int target) {
        return new Branch(site, 1, target, site.following()) { @Override Op execute(Vcpu cpu) { return taken(cpu); } };
    }
    // spotless:on
}
