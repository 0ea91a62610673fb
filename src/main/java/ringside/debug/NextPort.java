package ringside.debug;

import ringside.cpu.Vcpu;
import ringside.debug.event.Event;
import ringside.debug.event.Trigger;
import ringside.isa.Instruction;
import ringside.isa.Mnemonic;
import ringside.isa.OperandCode;

/** What an IN, OUT, INS or OUTS that is the next to run will do, privileges aside. */
final class NextPort {
    private static final int EAX = 0;
    private static final int EDX = 2;
    private static final int ESI = 6;

    private NextPort() {}

    /** Returns the access that {@code instruction} will make, or null if {@code wanted} is not about it. */
    static Event of(Vcpu cpu, Instruction instruction, Trigger.Port wanted, Event.Origin here) {
        Mnemonic mnemonic = instruction.mnemonic;
        boolean string = mnemonic == Mnemonic.INS || mnemonic == Mnemonic.OUTS;
        boolean write = mnemonic == Mnemonic.OUT || mnemonic == Mnemonic.OUTS;
        if (!string && !write && mnemonic != Mnemonic.IN) {
            return null;
        }
        OperandCode data = string ? null : instruction.row.operands().get(write ? 1 : 0);
        OperandCode place = string ? OperandCode.DX : instruction.row.operands().get(write ? 0 : 1);
        int width = string ? instruction.width : data == OperandCode.AL ? 8 : instruction.operandSize;
        int port = place == OperandCode.DX ? cpu.r16(EDX) : instruction.immediate & 0xFF;
        int size = width >> 3;
        if (!wanted.covers(port, size, write)) {
            return null;
        }
        long value = write ? string ? source(cpu, instruction, size) : cpu.gpr[EAX] : 0;
        Event.Kind kind = write ? Event.Kind.PORT_WRITE : Event.Kind.PORT_READ;
        return Breakpoints.before(kind, here, size, value & (1L << width) - 1, port);
    }

    private static long source(Vcpu cpu, Instruction instruction, int size) {
        int offset = instruction.addressSize == 16 ? cpu.r16(ESI) : cpu.r32(ESI);
        long value = 0;
        for (int i = 0; i < size; i++) {
            value |= (cpu.mmu.peekLinear8(cpu.segmentBase[instruction.segment] + offset + i) & 0xFFL) << 8 * i;
        }
        return value;
    }
}
