package ringside.sem;

import ringside.cpu.Eflags;
import ringside.cpu.LazyFlags;
import ringside.cpu.SegmentLoader;
import ringside.cpu.SelectorChecks;
import ringside.cpu.Vcpu;
import ringside.isa.Instruction;
import ringside.isa.SegmentRegister;

/** Instructions about descriptor tables, tasks and selectors. SDM Vol. 2; Vol. 3A, 2.4 and 5.10. */
public final class DescriptorTables {
    private static final int BASE24 = 0x00FF_FFFF;

    private DescriptorTables() {}

    /** LGDT. */
    public static void lgdt(Vcpu cpu, Instruction instruction) {
        Privilege.requireCpl0(cpu);
        int limit = limit(cpu, instruction);
        cpu.gdtBase = base(cpu, instruction);
        cpu.gdtLimit = limit;
    }

    /** LIDT. */
    public static void lidt(Vcpu cpu, Instruction instruction) {
        Privilege.requireCpl0(cpu);
        int limit = limit(cpu, instruction);
        cpu.idtBase = base(cpu, instruction);
        cpu.idtLimit = limit;
    }

    private static int limit(Vcpu cpu, Instruction instruction) {
        return cpu.mmu.read16(instruction.segment, EffectiveAddress.offset(cpu, instruction));
    }

    private static int base(Vcpu cpu, Instruction instruction) {
        int base = cpu.mmu.read32(instruction.segment, second(cpu, instruction));
        return instruction.operandSize == 16 ? base & BASE24 : base;
    }

    private static int second(Vcpu cpu, Instruction instruction) {
        int offset = EffectiveAddress.offset(cpu, instruction) + 2;
        return instruction.addressSize == 16 ? offset & 0xFFFF : offset;
    }

    /** SGDT. The base is stored in full whatever the operand size. */
    public static void sgdt(Vcpu cpu, Instruction instruction) {
        store(cpu, instruction, cpu.gdtLimit, cpu.gdtBase);
    }

    /** SIDT. The base is stored in full whatever the operand size. */
    public static void sidt(Vcpu cpu, Instruction instruction) {
        store(cpu, instruction, cpu.idtLimit, cpu.idtBase);
    }

    private static void store(Vcpu cpu, Instruction instruction, int limit, int base) {
        Privilege.requireReadable(cpu);
        int second = second(cpu, instruction);
        int linear = cpu.mmu.linear(instruction.segment, second, 4, true);
        cpu.mmu.probe(linear, 4, true, cpu.cpl == 3);
        cpu.mmu.write16(instruction.segment, EffectiveAddress.offset(cpu, instruction), limit);
        cpu.mmu.write32(instruction.segment, second, base);
    }

    /** LLDT. */
    public static void lldt(Vcpu cpu, Instruction instruction) {
        Privilege.requireProtectedMode(cpu);
        Privilege.requireCpl0(cpu);
        SegmentLoader.ldtr(cpu, Operands.read(cpu, instruction, 16), 13);
    }

    /** LTR. */
    public static void ltr(Vcpu cpu, Instruction instruction) {
        Privilege.requireProtectedMode(cpu);
        Privilege.requireCpl0(cpu);
        SegmentLoader.taskRegister(cpu, Operands.read(cpu, instruction, 16));
    }

    /** SLDT. */
    public static void sldt(Vcpu cpu, Instruction instruction) {
        Privilege.requireProtectedMode(cpu);
        Privilege.requireReadable(cpu);
        Operands.write(cpu, instruction, cpu.selector[SegmentRegister.LDTR]);
    }

    /** STR. */
    public static void str(Vcpu cpu, Instruction instruction) {
        Privilege.requireProtectedMode(cpu);
        Privilege.requireReadable(cpu);
        Operands.write(cpu, instruction, cpu.selector[SegmentRegister.TR]);
    }

    /** LAR. */
    public static void lar(Vcpu cpu, Instruction instruction) {
        Privilege.requireProtectedMode(cpu);
        answer(cpu, instruction, SelectorChecks.rights(cpu, Operands.read(cpu, instruction, 16)));
    }

    /** LSL. */
    public static void lsl(Vcpu cpu, Instruction instruction) {
        Privilege.requireProtectedMode(cpu);
        answer(cpu, instruction, SelectorChecks.limit(cpu, Operands.read(cpu, instruction, 16)));
    }

    private static void answer(Vcpu cpu, Instruction instruction, long value) {
        boolean visible = value != SelectorChecks.INVISIBLE;
        if (visible) {
            Operands.setRegister(cpu, instruction.reg, instruction.operandSize, (int) value);
        }
        setZf(cpu, visible);
    }

    /** VERR. */
    public static void verr(Vcpu cpu, Instruction instruction) {
        Privilege.requireProtectedMode(cpu);
        setZf(cpu, SelectorChecks.readable(cpu, Operands.read(cpu, instruction, 16)));
    }

    /** VERW. */
    public static void verw(Vcpu cpu, Instruction instruction) {
        Privilege.requireProtectedMode(cpu);
        setZf(cpu, SelectorChecks.writable(cpu, Operands.read(cpu, instruction, 16)));
    }

    /** ARPL: raises the RPL of the destination to that of the source. */
    public static void arpl(Vcpu cpu, Instruction instruction) {
        Privilege.requireProtectedMode(cpu);
        int selector = Operands.read(cpu, instruction);
        int level = cpu.r16(instruction.reg) & 3;
        boolean lower = (selector & 3) < level;
        if (lower) {
            Operands.write(cpu, instruction, selector & 0xFFFC | level);
        }
        setZf(cpu, lower);
    }

    private static void setZf(Vcpu cpu, boolean set) {
        int flags = LazyFlags.materialize(cpu);
        LazyFlags.load(cpu, set ? flags | Eflags.ZF : flags & ~Eflags.ZF);
    }
}
