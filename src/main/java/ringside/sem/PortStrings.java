package ringside.sem;

import ringside.cpu.Vcpu;
import ringside.isa.Instruction;
import ringside.isa.SegmentRegister;

/**
 * INS and OUTS. SDM Vol. 2A, "INS"; Vol. 2B, "OUTS". Each iteration may change what a device asks for, so it is a boundary at
 * which the engine looks.
 */
public final class PortStrings {
    private static final int EDX = 2;

    private PortStrings() {}

    /** Stores from port DX at ES:(E)DI. The port is read only once the store is known to succeed. */
    public static boolean ins(Vcpu cpu, Instruction instruction, long until) {
        if (StringCursor.skips(cpu, instruction)) {
            return true;
        }
        int bytes = instruction.width >> 3;
        int port = cpu.r16(EDX);
        PortOps.check(cpu, port, bytes);
        int offset = StringCursor.destination(cpu, instruction);
        int linear = cpu.mmu.linear(SegmentRegister.ES, offset, bytes, true);
        cpu.mmu.probe(linear, bytes, true, cpu.cpl == 3);
        StringCursor.writeDestination(cpu, instruction, PortOps.read(cpu, port, bytes));
        StringCursor.moveDestination(cpu, instruction, StringCursor.step(cpu, instruction));
        cpu.deviceAccess = true;
        return StringCursor.finish(cpu, StringCursor.retire(cpu, instruction, 1));
    }

    /** Sends DS:(E)SI, or another segment by prefix, to port DX. */
    public static boolean outs(Vcpu cpu, Instruction instruction, long until) {
        if (StringCursor.skips(cpu, instruction)) {
            return true;
        }
        int bytes = instruction.width >> 3;
        int port = cpu.r16(EDX);
        PortOps.check(cpu, port, bytes);
        int value = StringCursor.readSource(cpu, instruction);
        PortOps.write(cpu, port, bytes, value);
        StringCursor.moveSource(cpu, instruction, StringCursor.step(cpu, instruction));
        cpu.deviceAccess = true;
        return StringCursor.finish(cpu, StringCursor.retire(cpu, instruction, 1));
    }
}
