package ringside.sem;

import ringside.cpu.FarReturn;
import ringside.cpu.InterruptDelivery;
import ringside.cpu.InterruptDelivery.Source;
import ringside.cpu.LazyFlags;
import ringside.cpu.Vcpu;
import ringside.isa.Instruction;

/** Instructions that raise interrupts and come back from them. SDM Vol. 2A, "INT n/INTO/INT3/INT1", "IRET/IRETD". */
public final class Interrupts {
    private static final int DEBUG = 1;
    private static final int BREAKPOINT = 3;
    private static final int OVERFLOW = 4;

    private Interrupts() {}

    /** INT n. */
    public static void interrupt(Vcpu cpu, Instruction instruction) {
        InterruptDelivery.software(cpu, instruction.immediate & 0xFF, Source.SOFTWARE, next(cpu, instruction));
    }

    /** INT3. */
    public static void int3(Vcpu cpu, Instruction instruction) {
        InterruptDelivery.software(cpu, BREAKPOINT, Source.TRAP_INSTRUCTION, next(cpu, instruction));
    }

    /** INT1, alias ICEBP: delivered like a hardware event. */
    public static void int1(Vcpu cpu, Instruction instruction) {
        InterruptDelivery.software(cpu, DEBUG, Source.EXTERNAL, next(cpu, instruction));
    }

    /** INTO: interrupt 4 if OF is set. */
    public static void into(Vcpu cpu, Instruction instruction) {
        if (LazyFlags.of(cpu) == 0) {
            cpu.eip = next(cpu, instruction);
        } else {
            InterruptDelivery.software(cpu, OVERFLOW, Source.TRAP_INSTRUCTION, next(cpu, instruction));
        }
    }

    /** IRET and IRETD. */
    public static void iret(Vcpu cpu, Instruction instruction) {
        FarReturn.iret(cpu, instruction.operandSize, next(cpu, instruction));
    }

    private static int next(Vcpu cpu, Instruction instruction) {
        return cpu.eip + instruction.length;
    }
}
