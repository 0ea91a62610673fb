package ringside.exec.emit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import ringside.exec.BasicBlock;
import ringside.isa.Instruction;
import ringside.isa.OperandCode;

/** Which general registers code names, to give those it names most a host slot. */
final class RegisterUse {
    private final int[] uses = new int[8];

    RegisterUse(List<? extends BasicBlock> blocks) {
        for (BasicBlock block : blocks) {
            block.instructions.forEach(this::count);
        }
    }

    private void count(Instruction instruction) {
        if (instruction.base != Instruction.NO_REGISTER) {
            uses[instruction.base]++;
        }
        if (instruction.index != Instruction.NO_REGISTER) {
            uses[instruction.index]++;
        }
        for (OperandCode code : instruction.row.operands()) {
            switch (code) {
                case Eb -> uses[instruction.memory ? 0 : instruction.rm & 3] += instruction.memory ? 0 : 1;
                case Ew, Ev, Ew_v, Rd -> uses[instruction.rm] += instruction.memory ? 0 : 1;
                case Gb, Zb -> uses[instruction.reg & 3]++;
                case Gw, Gv, Zv -> uses[instruction.reg]++;
                case AL, AX, rAX -> uses[0]++;
                case CL -> uses[1]++;
                case DX -> uses[2]++;
                default -> {}
            }
        }
        switch (instruction.mnemonic) {
            case PUSH, POP, CALL, RET -> uses[4]++;
            case LEAVE -> {
                uses[4]++;
                uses[5]++;
            }
            case CDQ, MUL, DIV, IDIV -> {
                uses[0]++;
                uses[2]++;
            }
            case LOOP, LOOPE, LOOPNE, JCXZ -> uses[1]++;
            default -> {}
        }
    }

    /** Returns which registers get one of {@code slots} slots. */
    boolean[] mapped(int slots) {
        List<Integer> order = new ArrayList<>(List.of(0, 1, 2, 3, 4, 5, 6, 7));
        order.sort(Comparator.comparingInt(register -> -uses[register]));
        boolean[] mapped = new boolean[8];
        for (int register : order.subList(0, slots)) {
            mapped[register] = uses[register] > 0;
        }
        return mapped;
    }
}
