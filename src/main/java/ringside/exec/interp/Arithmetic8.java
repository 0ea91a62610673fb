package ringside.exec.interp;

import ringside.cpu.Vcpu;
import ringside.sem.Alu;
import ringside.sem.Unary;

/** Ops for arithmetic and logic of 8 bits. */
final class Arithmetic8 {
    private Arithmetic8() {}

    // spotless:off
    /** Returns the op for arithmetic of 8 bits between flat places, or null. */
    static Op of(Site site) {
        return switch (site.form().kind()) {
            case RR -> registers(site);
            case RI -> immediate(site);
            case RM -> site.reads() ? load(site) : null;
            case MR -> site.writes() && site.reads() ? store(site) : null;
            case MI -> site.writes() && site.reads() ? storeImmediate(site) : null;
            case R -> register(site);
            case M -> site.writes() ? memory(site) : null;
            default -> null;
        };
    }

    /** Both operands in registers. */
    private static Op registers(Site site) {
        return switch (site.instruction().mnemonic) {
            case ADD -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r8(reg, Alu.add8(cpu, cpu.r8(reg), cpu.r8(rm))); return next; } };
            case OR -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r8(reg, Alu.or8(cpu, cpu.r8(reg), cpu.r8(rm))); return next; } };
            case ADC -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r8(reg, Alu.adc8(cpu, cpu.r8(reg), cpu.r8(rm))); return next; } };
            case SBB -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r8(reg, Alu.sbb8(cpu, cpu.r8(reg), cpu.r8(rm))); return next; } };
            case AND -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r8(reg, Alu.and8(cpu, cpu.r8(reg), cpu.r8(rm))); return next; } };
            case SUB -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r8(reg, Alu.sub8(cpu, cpu.r8(reg), cpu.r8(rm))); return next; } };
            case XOR -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r8(reg, Alu.xor8(cpu, cpu.r8(reg), cpu.r8(rm))); return next; } };
            case CMP -> new Op(site) { @Override Op execute(Vcpu cpu) { Alu.cmp8(cpu, cpu.r8(reg), cpu.r8(rm)); return next; } };
            case TEST -> new Op(site) { @Override Op execute(Vcpu cpu) { Alu.test8(cpu, cpu.r8(reg), cpu.r8(rm)); return next; } };
            default -> null;
        };
    }

    /** A register and an immediate. */
    private static Op immediate(Site site) {
        return switch (site.instruction().mnemonic) {
            case ADD -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r8(reg, Alu.add8(cpu, cpu.r8(reg), immediate)); return next; } };
            case OR -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r8(reg, Alu.or8(cpu, cpu.r8(reg), immediate)); return next; } };
            case ADC -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r8(reg, Alu.adc8(cpu, cpu.r8(reg), immediate)); return next; } };
            case SBB -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r8(reg, Alu.sbb8(cpu, cpu.r8(reg), immediate)); return next; } };
            case AND -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r8(reg, Alu.and8(cpu, cpu.r8(reg), immediate)); return next; } };
            case SUB -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r8(reg, Alu.sub8(cpu, cpu.r8(reg), immediate)); return next; } };
            case XOR -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r8(reg, Alu.xor8(cpu, cpu.r8(reg), immediate)); return next; } };
            case CMP -> new Op(site) { @Override Op execute(Vcpu cpu) { Alu.cmp8(cpu, cpu.r8(reg), immediate); return next; } };
            case TEST -> new Op(site) { @Override Op execute(Vcpu cpu) { Alu.test8(cpu, cpu.r8(reg), immediate); return next; } };
            default -> null;
        };
    }

    /** A register from memory. */
    private static Op load(Site site) {
        return switch (site.instruction().mnemonic) {
            case ADD -> new Op(site) { @Override Op execute(Vcpu cpu) { int right = Access.read8(cpu, this, address(cpu)); cpu.r8(reg, Alu.add8(cpu, cpu.r8(reg), right)); return next; } };
            case OR -> new Op(site) { @Override Op execute(Vcpu cpu) { int right = Access.read8(cpu, this, address(cpu)); cpu.r8(reg, Alu.or8(cpu, cpu.r8(reg), right)); return next; } };
            case ADC -> new Op(site) { @Override Op execute(Vcpu cpu) { int right = Access.read8(cpu, this, address(cpu)); cpu.r8(reg, Alu.adc8(cpu, cpu.r8(reg), right)); return next; } };
            case SBB -> new Op(site) { @Override Op execute(Vcpu cpu) { int right = Access.read8(cpu, this, address(cpu)); cpu.r8(reg, Alu.sbb8(cpu, cpu.r8(reg), right)); return next; } };
            case AND -> new Op(site) { @Override Op execute(Vcpu cpu) { int right = Access.read8(cpu, this, address(cpu)); cpu.r8(reg, Alu.and8(cpu, cpu.r8(reg), right)); return next; } };
            case SUB -> new Op(site) { @Override Op execute(Vcpu cpu) { int right = Access.read8(cpu, this, address(cpu)); cpu.r8(reg, Alu.sub8(cpu, cpu.r8(reg), right)); return next; } };
            case XOR -> new Op(site) { @Override Op execute(Vcpu cpu) { int right = Access.read8(cpu, this, address(cpu)); cpu.r8(reg, Alu.xor8(cpu, cpu.r8(reg), right)); return next; } };
            case CMP -> new Op(site) { @Override Op execute(Vcpu cpu) { int right = Access.read8(cpu, this, address(cpu)); Alu.cmp8(cpu, cpu.r8(reg), right); return next; } };
            default -> null;
        };
    }

    /** Memory and a register. */
    private static Op store(Site site) {
        return switch (site.instruction().mnemonic) {
            case ADD -> new Op(site) { @Override Op execute(Vcpu cpu) { int at = address(cpu); int left = Access.update8(cpu, this, at); Access.write8(cpu, this, at, Alu.add8(cpu, left, cpu.r8(reg))); return next; } };
            case OR -> new Op(site) { @Override Op execute(Vcpu cpu) { int at = address(cpu); int left = Access.update8(cpu, this, at); Access.write8(cpu, this, at, Alu.or8(cpu, left, cpu.r8(reg))); return next; } };
            case ADC -> new Op(site) { @Override Op execute(Vcpu cpu) { int at = address(cpu); int left = Access.update8(cpu, this, at); Access.write8(cpu, this, at, Alu.adc8(cpu, left, cpu.r8(reg))); return next; } };
            case SBB -> new Op(site) { @Override Op execute(Vcpu cpu) { int at = address(cpu); int left = Access.update8(cpu, this, at); Access.write8(cpu, this, at, Alu.sbb8(cpu, left, cpu.r8(reg))); return next; } };
            case AND -> new Op(site) { @Override Op execute(Vcpu cpu) { int at = address(cpu); int left = Access.update8(cpu, this, at); Access.write8(cpu, this, at, Alu.and8(cpu, left, cpu.r8(reg))); return next; } };
            case SUB -> new Op(site) { @Override Op execute(Vcpu cpu) { int at = address(cpu); int left = Access.update8(cpu, this, at); Access.write8(cpu, this, at, Alu.sub8(cpu, left, cpu.r8(reg))); return next; } };
            case XOR -> new Op(site) { @Override Op execute(Vcpu cpu) { int at = address(cpu); int left = Access.update8(cpu, this, at); Access.write8(cpu, this, at, Alu.xor8(cpu, left, cpu.r8(reg))); return next; } };
            case CMP -> new Op(site) { @Override Op execute(Vcpu cpu) { Alu.cmp8(cpu, Access.read8(cpu, this, address(cpu)), cpu.r8(reg)); return next; } };
            case TEST -> new Op(site) { @Override Op execute(Vcpu cpu) { Alu.test8(cpu, Access.read8(cpu, this, address(cpu)), cpu.r8(reg)); return next; } };
            default -> null;
        };
    }

    /** Memory and an immediate. */
    private static Op storeImmediate(Site site) {
        return switch (site.instruction().mnemonic) {
            case ADD -> new Op(site) { @Override Op execute(Vcpu cpu) { int at = address(cpu); int left = Access.update8(cpu, this, at); Access.write8(cpu, this, at, Alu.add8(cpu, left, immediate)); return next; } };
            case OR -> new Op(site) { @Override Op execute(Vcpu cpu) { int at = address(cpu); int left = Access.update8(cpu, this, at); Access.write8(cpu, this, at, Alu.or8(cpu, left, immediate)); return next; } };
            case ADC -> new Op(site) { @Override Op execute(Vcpu cpu) { int at = address(cpu); int left = Access.update8(cpu, this, at); Access.write8(cpu, this, at, Alu.adc8(cpu, left, immediate)); return next; } };
            case SBB -> new Op(site) { @Override Op execute(Vcpu cpu) { int at = address(cpu); int left = Access.update8(cpu, this, at); Access.write8(cpu, this, at, Alu.sbb8(cpu, left, immediate)); return next; } };
            case AND -> new Op(site) { @Override Op execute(Vcpu cpu) { int at = address(cpu); int left = Access.update8(cpu, this, at); Access.write8(cpu, this, at, Alu.and8(cpu, left, immediate)); return next; } };
            case SUB -> new Op(site) { @Override Op execute(Vcpu cpu) { int at = address(cpu); int left = Access.update8(cpu, this, at); Access.write8(cpu, this, at, Alu.sub8(cpu, left, immediate)); return next; } };
            case XOR -> new Op(site) { @Override Op execute(Vcpu cpu) { int at = address(cpu); int left = Access.update8(cpu, this, at); Access.write8(cpu, this, at, Alu.xor8(cpu, left, immediate)); return next; } };
            case CMP -> new Op(site) { @Override Op execute(Vcpu cpu) { Alu.cmp8(cpu, Access.read8(cpu, this, address(cpu)), immediate); return next; } };
            case TEST -> new Op(site) { @Override Op execute(Vcpu cpu) { Alu.test8(cpu, Access.read8(cpu, this, address(cpu)), immediate); return next; } };
            default -> null;
        };
    }

    /** A register alone. */
    private static Op register(Site site) {
        return switch (site.instruction().mnemonic) {
            case INC -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r8(reg, Unary.inc8(cpu, cpu.r8(reg))); return next; } };
            case DEC -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r8(reg, Unary.dec8(cpu, cpu.r8(reg))); return next; } };
            case NEG -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r8(reg, Unary.neg8(cpu, cpu.r8(reg))); return next; } };
            case NOT -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r8(reg, Unary.not(cpu, cpu.r8(reg))); return next; } };
            default -> null;
        };
    }

    /** Memory alone. */
    private static Op memory(Site site) {
        return switch (site.instruction().mnemonic) {
            case INC -> new Op(site) { @Override Op execute(Vcpu cpu) { int at = address(cpu); int value = Access.update8(cpu, this, at); Access.write8(cpu, this, at, Unary.inc8(cpu, value)); return next; } };
            case DEC -> new Op(site) { @Override Op execute(Vcpu cpu) { int at = address(cpu); int value = Access.update8(cpu, this, at); Access.write8(cpu, this, at, Unary.dec8(cpu, value)); return next; } };
            case NEG -> new Op(site) { @Override Op execute(Vcpu cpu) { int at = address(cpu); int value = Access.update8(cpu, this, at); Access.write8(cpu, this, at, Unary.neg8(cpu, value)); return next; } };
            case NOT -> new Op(site) { @Override Op execute(Vcpu cpu) { int at = address(cpu); int value = Access.update8(cpu, this, at); Access.write8(cpu, this, at, Unary.not(cpu, value)); return next; } };
            default -> null;
        };
    }
    // spotless:on
}
