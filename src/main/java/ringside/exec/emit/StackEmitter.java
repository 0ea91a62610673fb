package ringside.exec.emit;

import static org.objectweb.asm.Opcodes.*;

import org.objectweb.asm.Label;
import ringside.exec.CodeMode;
import ringside.isa.Instruction;
import ringside.isa.OperandCode;

/** Writes accesses to the guest's stack, flat and of 32 bits. What may leave the unit comes before ESP changes. */
final class StackEmitter {
    private static final int ESP = 4;
    private static final int EBP = 5;

    private final UnitCode code;
    private final CodeMode mode;

    StackEmitter(UnitCode code, CodeMode mode) {
        this.code = code;
        this.mode = mode;
    }

    /** Writes PUSH. Returns whether it did, as the other instructions here do. */
    boolean push(Instruction instruction, Label missing) {
        OperandCode operand = instruction.row.operands().get(0);
        switch (operand) {
            case Zv -> code.push32(instruction.reg);
            case Ev -> {
                if (instruction.memory) {
                    if (instruction.addressSize != 32) {
                        return false;
                    }
                    code.linear(instruction, mode, "read", 32, missing);
                    code.find("read", 32, missing);
                    code.getAt(32);
                } else {
                    code.push32(instruction.rm);
                }
            }
            case Ibs, Iz -> code.constant(instruction.immediate);
            default -> {
                return false;
            }
        }
        code.store(UnitCode.RESULT);
        pushResult(missing);
        return true;
    }

    /** Pushes RESULT on the guest's stack. */
    void pushResult(Label leave) {
        code.push32(ESP);
        code.constant(4);
        code.op(ISUB);
        code.find("write", 32, leave);
        code.putAt(32, UnitCode.RESULT);
        moveStackPointer(-4);
    }

    /** Adds to ESP. */
    void moveStackPointer(int by) {
        code.push32(ESP);
        code.constant(by);
        code.op(IADD);
        code.pop32(ESP);
    }

    /** Loads what is on top of the guest's stack into RESULT. */
    void peek(Label leave) {
        code.push32(ESP);
        code.find("read", 32, leave);
        code.getAt(32);
        code.store(UnitCode.RESULT);
    }

    /** Writes POP to a register. */
    boolean pop(Instruction instruction, Label missing) {
        boolean inOpcode = instruction.row.operands().get(0) == OperandCode.Zv;
        if (!inOpcode && (instruction.memory || Places.of(instruction, 0) != Places.Place.REGISTER)) {
            return false;
        }
        peek(missing);
        moveStackPointer(4);
        code.load(UnitCode.RESULT);
        code.pop32(inOpcode ? instruction.reg : instruction.rm);
        return true;
    }

    /** Writes LEAVE. */
    boolean leave(Label missing) {
        code.push32(EBP);
        code.find("read", 32, missing);
        code.getAt(32);
        code.store(UnitCode.RESULT);
        code.push32(EBP);
        code.constant(4);
        code.op(IADD);
        code.pop32(ESP);
        code.load(UnitCode.RESULT);
        code.pop32(EBP);
        return true;
    }
}
