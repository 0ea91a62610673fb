package ringside.sem;

import ringside.cpu.IoPermission;
import ringside.cpu.Vcpu;
import ringside.isa.Instruction;
import ringside.isa.OperandCode;

/** IN and OUT; {@link #check} is shared with INS and OUTS. SDM Vol. 2; Vol. 1, 18.5. */
public final class PortOps {
    private static final int EAX = 0;
    private static final int EDX = 2;

    private PortOps() {}

    /** Raises #GP(0) unless IOPL or the TSS admits the program to {@code size} ports from {@code port} on. */
    public static void check(Vcpu cpu, int port, int size) {
        IoPermission.check(cpu, port, size);
    }

    /** Reads a port the program is admitted to, noting I/O breakpoints. */
    public static int read(Vcpu cpu, int port, int size) {
        cpu.pendingDebug |= cpu.mmu.ioBreakpoint(port, size);
        int value = cpu.ports.in(port, size);
        if (cpu.observer != null) {
            cpu.observer.port(port, size, value, false);
        }
        return value;
    }

    /** Writes a port the program is admitted to, noting I/O breakpoints. */
    public static void write(Vcpu cpu, int port, int size, int value) {
        cpu.pendingDebug |= cpu.mmu.ioBreakpoint(port, size);
        if (cpu.observer != null) {
            cpu.observer.port(port, size, value, true);
        }
        cpu.ports.out(port, size, value);
    }

    /** IN. */
    public static void in(Vcpu cpu, Instruction instruction) {
        boolean byteWide = instruction.row.operands().get(0) == OperandCode.AL;
        int width = byteWide ? 8 : instruction.operandSize;
        int port = port(cpu, instruction, instruction.row.operands().get(1));
        check(cpu, port, width >> 3);
        Operands.setRegister(cpu, EAX, width, read(cpu, port, width >> 3));
    }

    /** OUT. */
    public static void out(Vcpu cpu, Instruction instruction) {
        boolean byteWide = instruction.row.operands().get(1) == OperandCode.AL;
        int width = byteWide ? 8 : instruction.operandSize;
        int port = port(cpu, instruction, instruction.row.operands().get(0));
        check(cpu, port, width >> 3);
        write(cpu, port, width >> 3, Operands.register(cpu, EAX, width));
    }

    private static int port(Vcpu cpu, Instruction instruction, OperandCode operand) {
        return operand == OperandCode.DX ? cpu.r16(EDX) : instruction.immediate & 0xFF;
    }
}
