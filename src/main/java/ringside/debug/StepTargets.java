package ringside.debug;

import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Set;
import ringside.cpu.Vcpu;
import ringside.debug.expr.Address;
import ringside.isa.Instruction;
import ringside.isa.Mnemonic;

/** Where a step may lead. */
final class StepTargets {
    private static final int GATES = 256;
    private static final Set<Mnemonic> COMES_BACK = EnumSet.of(
            Mnemonic.CALL,
            Mnemonic.CALL_FAR,
            Mnemonic.INT,
            Mnemonic.INT1,
            Mnemonic.INT3,
            Mnemonic.INTO,
            Mnemonic.LOOP,
            Mnemonic.LOOPE,
            Mnemonic.LOOPNE,
            Mnemonic.HLT);
    private static final Set<Mnemonic> RETURNS =
            EnumSet.of(Mnemonic.RET, Mnemonic.RET_FAR, Mnemonic.IRET, Mnemonic.SYSEXIT, Mnemonic.RSM);

    private StepTargets() {}

    /** Whether stepping over it means running to the instruction behind it. */
    static boolean fallsThrough(Instruction instruction) {
        boolean repeated = instruction.hasPrefix(Instruction.REP | Instruction.REPNE);
        return COMES_BACK.contains(instruction.mnemonic)
                || repeated && !instruction.row.effects().endsBlock()
                || repeated && (instruction.mnemonic == Mnemonic.INS || instruction.mnemonic == Mnemonic.OUTS);
    }

    static boolean isReturn(Mnemonic mnemonic) {
        return RETURNS.contains(mnemonic);
    }

    /** Returns the linear addresses of all interrupt and exception handlers that the CPU would enter now. */
    static int[] handlers(Debugger debugger) {
        Vcpu cpu = debugger.target().guestCpu();
        MemoryView memory = debugger.memory();
        Set<Integer> found = new LinkedHashSet<>();
        DescriptorTables.Table idt = DescriptorTables.idt(cpu);
        if (!cpu.protectedMode()) {
            for (int i = 0; i < Math.min(GATES, idt.entries(4)); i++) {
                long vector = memory.readNumber(Address.linear(idt.base() + 4 * i), 4);
                if (vector > 0) {
                    found.add((int) ((vector >>> 16) * 16 + (vector & 0xFFFF)));
                }
            }
        } else {
            for (int i = 0; i < Math.min(GATES, idt.entries(8)); i++) {
                SegmentDescriptor gate = DescriptorTables.read(memory, idt, i);
                SegmentDescriptor code = gate.isPresent() && gate.isGate() && gate.type() != 5
                        ? DescriptorTables.find(cpu, memory, gate.gateSelector())
                        : null;
                if (code != null) {
                    found.add(code.base() + gate.gateOffset());
                }
            }
        }
        found.remove((int) debugger.code().pc().value());
        return found.stream().mapToInt(Integer::intValue).toArray();
    }
}
