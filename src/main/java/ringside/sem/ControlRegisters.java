package ringside.sem;

import ringside.cpu.ControlState;
import ringside.cpu.DebugEvents;
import ringside.cpu.FaultCause;
import ringside.cpu.Vcpu;
import ringside.isa.Instruction;
import ringside.isa.OperandCode;

/** MOV to and from control and debug registers, and the short ways to CR0. SDM Vol. 2; Vol. 3A, 2.5; Vol. 3B, 17.2. */
public final class ControlRegisters {
    private static final int PE = 1;
    private static final int TS = 1 << 3;
    private static final int STATUS_WORD = 0xF;
    private static final int CR4_DE = 1 << 3;

    private ControlRegisters() {}

    /** MOV CRn, r32 and MOV r32, CRn. */
    public static void movCr(Vcpu cpu, Instruction instruction) {
        int number = instruction.reg;
        if (number == 1 || number > 4 || number == 4 && !cpu.model.hasCr4()) {
            throw cpu.fault.ud().because(FaultCause.UNDEFINED, 0);
        }
        Privilege.requireCpl0(cpu);
        if (instruction.row.operands().get(0) == OperandCode.Cd) {
            load(cpu, number, cpu.r32(instruction.rm));
        } else {
            cpu.r32(instruction.rm, read(cpu, number));
        }
    }

    private static int read(Vcpu cpu, int number) {
        return switch (number) {
            case 0 -> cpu.cr0;
            case 2 -> cpu.cr2;
            case 3 -> cpu.cr3;
            default -> cpu.cr4;
        };
    }

    private static void load(Vcpu cpu, int number, int value) {
        int old = read(cpu, number);
        switch (number) {
            case 0 -> ControlState.loadCr0(cpu, value);
            case 2 -> cpu.cr2 = value;
            case 3 -> ControlState.loadCr3(cpu, value);
            default -> ControlState.loadCr4(cpu, value);
        }
        loaded(cpu, number, old);
    }

    private static void loaded(Vcpu cpu, int number, int old) {
        if (cpu.observer != null) {
            cpu.observer.controlRegister(number, old, read(cpu, number));
        }
    }

    /** MOV DRn, r32 and MOV r32, DRn. */
    public static void movDr(Vcpu cpu, Instruction instruction) {
        int number = instruction.reg;
        if ((number == 4 || number == 5) && (cpu.cr4 & CR4_DE) != 0) {
            throw cpu.fault.ud().because(FaultCause.UNDEFINED, 0);
        }
        Privilege.requireCpl0(cpu);
        if ((cpu.dr[7] & DebugEvents.GD) != 0) {
            DebugEvents.report(cpu, DebugEvents.BD);
            throw cpu.fault.db().because(FaultCause.DEBUG_REGISTER_GUARDED, 0);
        }
        int register = number == 4 || number == 5 ? number + 2 : number;
        if (instruction.row.operands().get(0) == OperandCode.Dd) {
            loadDr(cpu, register, cpu.r32(instruction.rm));
        } else {
            cpu.r32(instruction.rm, cpu.dr[register]);
        }
    }

    private static void loadDr(Vcpu cpu, int register, int value) {
        switch (register) {
            case 6 -> cpu.dr[6] = value & ~DebugEvents.DR6_FIXED & ~0x1000 | DebugEvents.DR6_FIXED;
            case 7 -> cpu.dr[7] = value & 0xFFFF_2FFF | DebugEvents.DR7_FIXED;
            default -> cpu.dr[register] = value;
        }
        cpu.mmu.debugRegistersChanged();
    }

    /** CLTS. */
    public static void clts(Vcpu cpu, Instruction instruction) {
        Privilege.requireCpl0(cpu);
        int old = cpu.cr0;
        cpu.cr0 &= ~TS;
        loaded(cpu, 0, old);
    }

    /** LMSW: loads PE, MP, EM and TS, but cannot clear PE. */
    public static void lmsw(Vcpu cpu, Instruction instruction) {
        Privilege.requireCpl0(cpu);
        int word = Operands.read(cpu, instruction, 16) & STATUS_WORD;
        int old = cpu.cr0;
        ControlState.loadCr0(cpu, cpu.cr0 & ~STATUS_WORD | word | cpu.cr0 & PE);
        loaded(cpu, 0, old);
    }

    /** SMSW. */
    public static void smsw(Vcpu cpu, Instruction instruction) {
        Privilege.requireReadable(cpu);
        Operands.write(cpu, instruction, cpu.cr0);
    }
}
