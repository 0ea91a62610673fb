package ringside.exec.interp;

import ringside.cpu.Vcpu;
import ringside.sem.Alu;
import ringside.sem.MulDiv;
import ringside.sem.Unary;

/** Ops for arithmetic and logic of 32 bits. */
final class Arithmetic32 {
    private Arithmetic32() {}

    // spotless:off
    /** Returns the op for arithmetic of 32 bits between flat places, or null. */
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
            case ADD -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, Alu.add32(cpu, cpu.r32(reg), cpu.r32(rm))); return next; } };
            case OR -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, Alu.or32(cpu, cpu.r32(reg), cpu.r32(rm))); return next; } };
            case ADC -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, Alu.adc32(cpu, cpu.r32(reg), cpu.r32(rm))); return next; } };
            case SBB -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, Alu.sbb32(cpu, cpu.r32(reg), cpu.r32(rm))); return next; } };
            case AND -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, Alu.and32(cpu, cpu.r32(reg), cpu.r32(rm))); return next; } };
            case SUB -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, Alu.sub32(cpu, cpu.r32(reg), cpu.r32(rm))); return next; } };
            case XOR -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, Alu.xor32(cpu, cpu.r32(reg), cpu.r32(rm))); return next; } };
            case CMP -> new Op(site) { @Override Op execute(Vcpu cpu) { Alu.cmp32(cpu, cpu.r32(reg), cpu.r32(rm)); return next; } };
            case TEST -> new Op(site) { @Override Op execute(Vcpu cpu) { Alu.test32(cpu, cpu.r32(reg), cpu.r32(rm)); return next; } };
            case IMUL -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, MulDiv.multiply32(cpu, cpu.r32(reg), cpu.r32(rm))); return next; } };
            default -> null;
        };
    }

    /** A register and an immediate. */
    private static Op immediate(Site site) {
        return switch (site.instruction().mnemonic) {
            case ADD -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, Alu.add32(cpu, cpu.r32(reg), immediate)); return next; } };
            case OR -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, Alu.or32(cpu, cpu.r32(reg), immediate)); return next; } };
            case ADC -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, Alu.adc32(cpu, cpu.r32(reg), immediate)); return next; } };
            case SBB -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, Alu.sbb32(cpu, cpu.r32(reg), immediate)); return next; } };
            case AND -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, Alu.and32(cpu, cpu.r32(reg), immediate)); return next; } };
            case SUB -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, Alu.sub32(cpu, cpu.r32(reg), immediate)); return next; } };
            case XOR -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, Alu.xor32(cpu, cpu.r32(reg), immediate)); return next; } };
            case CMP -> new Op(site) { @Override Op execute(Vcpu cpu) { Alu.cmp32(cpu, cpu.r32(reg), immediate); return next; } };
            case TEST -> new Op(site) { @Override Op execute(Vcpu cpu) { Alu.test32(cpu, cpu.r32(reg), immediate); return next; } };
            default -> null;
        };
    }

    /** A register from memory. */
    private static Op load(Site site) {
        return switch (site.instruction().mnemonic) {
            case ADD -> new Op(site) { @Override Op execute(Vcpu cpu) { int right = Access.read32(cpu, this, address(cpu)); cpu.r32(reg, Alu.add32(cpu, cpu.r32(reg), right)); return next; } };
            case OR -> new Op(site) { @Override Op execute(Vcpu cpu) { int right = Access.read32(cpu, this, address(cpu)); cpu.r32(reg, Alu.or32(cpu, cpu.r32(reg), right)); return next; } };
            case ADC -> new Op(site) { @Override Op execute(Vcpu cpu) { int right = Access.read32(cpu, this, address(cpu)); cpu.r32(reg, Alu.adc32(cpu, cpu.r32(reg), right)); return next; } };
            case SBB -> new Op(site) { @Override Op execute(Vcpu cpu) { int right = Access.read32(cpu, this, address(cpu)); cpu.r32(reg, Alu.sbb32(cpu, cpu.r32(reg), right)); return next; } };
            case AND -> new Op(site) { @Override Op execute(Vcpu cpu) { int right = Access.read32(cpu, this, address(cpu)); cpu.r32(reg, Alu.and32(cpu, cpu.r32(reg), right)); return next; } };
            case SUB -> new Op(site) { @Override Op execute(Vcpu cpu) { int right = Access.read32(cpu, this, address(cpu)); cpu.r32(reg, Alu.sub32(cpu, cpu.r32(reg), right)); return next; } };
            case XOR -> new Op(site) { @Override Op execute(Vcpu cpu) { int right = Access.read32(cpu, this, address(cpu)); cpu.r32(reg, Alu.xor32(cpu, cpu.r32(reg), right)); return next; } };
            case CMP -> new Op(site) { @Override Op execute(Vcpu cpu) { int right = Access.read32(cpu, this, address(cpu)); Alu.cmp32(cpu, cpu.r32(reg), right); return next; } };
            case IMUL -> new Op(site) { @Override Op execute(Vcpu cpu) { int right = Access.read32(cpu, this, address(cpu)); cpu.r32(reg, MulDiv.multiply32(cpu, cpu.r32(reg), right)); return next; } };
            default -> null;
        };
    }

    /** Memory and a register. */
    private static Op store(Site site) {
        return switch (site.instruction().mnemonic) {
            case ADD -> new Op(site) { @Override Op execute(Vcpu cpu) { int at = address(cpu); int left = Access.update32(cpu, this, at); Access.write32(cpu, this, at, Alu.add32(cpu, left, cpu.r32(reg))); return next; } };
            case OR -> new Op(site) { @Override Op execute(Vcpu cpu) { int at = address(cpu); int left = Access.update32(cpu, this, at); Access.write32(cpu, this, at, Alu.or32(cpu, left, cpu.r32(reg))); return next; } };
            case ADC -> new Op(site) { @Override Op execute(Vcpu cpu) { int at = address(cpu); int left = Access.update32(cpu, this, at); Access.write32(cpu, this, at, Alu.adc32(cpu, left, cpu.r32(reg))); return next; } };
            case SBB -> new Op(site) { @Override Op execute(Vcpu cpu) { int at = address(cpu); int left = Access.update32(cpu, this, at); Access.write32(cpu, this, at, Alu.sbb32(cpu, left, cpu.r32(reg))); return next; } };
            case AND -> new Op(site) { @Override Op execute(Vcpu cpu) { int at = address(cpu); int left = Access.update32(cpu, this, at); Access.write32(cpu, this, at, Alu.and32(cpu, left, cpu.r32(reg))); return next; } };
            case SUB -> new Op(site) { @Override Op execute(Vcpu cpu) { int at = address(cpu); int left = Access.update32(cpu, this, at); Access.write32(cpu, this, at, Alu.sub32(cpu, left, cpu.r32(reg))); return next; } };
            case XOR -> new Op(site) { @Override Op execute(Vcpu cpu) { int at = address(cpu); int left = Access.update32(cpu, this, at); Access.write32(cpu, this, at, Alu.xor32(cpu, left, cpu.r32(reg))); return next; } };
            case CMP -> new Op(site) { @Override Op execute(Vcpu cpu) { Alu.cmp32(cpu, Access.read32(cpu, this, address(cpu)), cpu.r32(reg)); return next; } };
            case TEST -> new Op(site) { @Override Op execute(Vcpu cpu) { Alu.test32(cpu, Access.read32(cpu, this, address(cpu)), cpu.r32(reg)); return next; } };
            default -> null;
        };
    }

    /** Memory and an immediate. */
    private static Op storeImmediate(Site site) {
        return switch (site.instruction().mnemonic) {
            case ADD -> new Op(site) { @Override Op execute(Vcpu cpu) { int at = address(cpu); int left = Access.update32(cpu, this, at); Access.write32(cpu, this, at, Alu.add32(cpu, left, immediate)); return next; } };
            case OR -> new Op(site) { @Override Op execute(Vcpu cpu) { int at = address(cpu); int left = Access.update32(cpu, this, at); Access.write32(cpu, this, at, Alu.or32(cpu, left, immediate)); return next; } };
            case ADC -> new Op(site) { @Override Op execute(Vcpu cpu) { int at = address(cpu); int left = Access.update32(cpu, this, at); Access.write32(cpu, this, at, Alu.adc32(cpu, left, immediate)); return next; } };
            case SBB -> new Op(site) { @Override Op execute(Vcpu cpu) { int at = address(cpu); int left = Access.update32(cpu, this, at); Access.write32(cpu, this, at, Alu.sbb32(cpu, left, immediate)); return next; } };
            case AND -> new Op(site) { @Override Op execute(Vcpu cpu) { int at = address(cpu); int left = Access.update32(cpu, this, at); Access.write32(cpu, this, at, Alu.and32(cpu, left, immediate)); return next; } };
            case SUB -> new Op(site) { @Override Op execute(Vcpu cpu) { int at = address(cpu); int left = Access.update32(cpu, this, at); Access.write32(cpu, this, at, Alu.sub32(cpu, left, immediate)); return next; } };
            case XOR -> new Op(site) { @Override Op execute(Vcpu cpu) { int at = address(cpu); int left = Access.update32(cpu, this, at); Access.write32(cpu, this, at, Alu.xor32(cpu, left, immediate)); return next; } };
            case CMP -> new Op(site) { @Override Op execute(Vcpu cpu) { Alu.cmp32(cpu, Access.read32(cpu, this, address(cpu)), immediate); return next; } };
            case TEST -> new Op(site) { @Override Op execute(Vcpu cpu) { Alu.test32(cpu, Access.read32(cpu, this, address(cpu)), immediate); return next; } };
            default -> null;
        };
    }

    /** A register alone. */
    private static Op register(Site site) {
        return switch (site.instruction().mnemonic) {
            case INC -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, Unary.inc32(cpu, cpu.r32(reg))); return next; } };
            case DEC -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, Unary.dec32(cpu, cpu.r32(reg))); return next; } };
            case NEG -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, Unary.neg32(cpu, cpu.r32(reg))); return next; } };
            case NOT -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, Unary.not(cpu, cpu.r32(reg))); return next; } };
            case BSWAP -> new Op(site) { @Override Op execute(Vcpu cpu) { cpu.r32(reg, Unary.bswap32(cpu, cpu.r32(reg))); return next; } };
            default -> null;
        };
    }

    /** Memory alone. */
    private static Op memory(Site site) {
        return switch (site.instruction().mnemonic) {
            case INC -> new Op(site) { @Override Op execute(Vcpu cpu) { int at = address(cpu); int value = Access.update32(cpu, this, at); Access.write32(cpu, this, at, Unary.inc32(cpu, value)); return next; } };
            case DEC -> new Op(site) { @Override Op execute(Vcpu cpu) { int at = address(cpu); int value = Access.update32(cpu, this, at); Access.write32(cpu, this, at, Unary.dec32(cpu, value)); return next; } };
            case NEG -> new Op(site) { @Override Op execute(Vcpu cpu) { int at = address(cpu); int value = Access.update32(cpu, this, at); Access.write32(cpu, this, at, Unary.neg32(cpu, value)); return next; } };
            case NOT -> new Op(site) { @Override Op execute(Vcpu cpu) { int at = address(cpu); int value = Access.update32(cpu, this, at); Access.write32(cpu, this, at, Unary.not(cpu, value)); return next; } };
            default -> null;
        };
    }
    // spotless:on
}
