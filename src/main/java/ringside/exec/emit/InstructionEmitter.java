package ringside.exec.emit;

import static org.objectweb.asm.Opcodes.*;

import java.io.Serializable;
import java.util.Locale;
import org.objectweb.asm.Label;
import ringside.exec.CodeMode;
import ringside.exec.emit.Places.Place;
import ringside.isa.Effects;
import ringside.isa.Instruction;
import ringside.isa.Mnemonic;
import ringside.isa.OperandCode;
import ringside.sem.Binding;
import ringside.sem.DataMoves;
import ringside.sem.Semantics;

/**
 * Writes instructions that do not end a block. What may leave the unit comes first in each, so that nothing has happened
 * then.
 */
final class InstructionEmitter {
    private static final int EAX = 0;
    private static final int ECX = 1;
    private static final int EDX = 2;
    private static final int ALL = 0xFF;

    private final UnitCode code;
    private final FlagCode flags;
    private final StackEmitter stack;
    private final SystemFlagEmitter systemFlags;
    private final EmitOptions options;
    private final CodeMode mode;

    /** Where to go when the instruction turns out to be one for the interpreter. */
    private Label missing;

    private Instruction instruction;
    private int width;

    InstructionEmitter(
            UnitCode code,
            FlagCode flags,
            StackEmitter stack,
            SystemFlagEmitter systemFlags,
            EmitOptions options,
            CodeMode mode) {
        this.systemFlags = systemFlags;
        this.code = code;
        this.flags = flags;
        this.stack = stack;
        this.options = options;
        this.mode = mode;
    }

    /** Writes an instruction. Returns how it is done, or null, with nothing written, if this class does not know it. */
    UnitFacts.Way emit(Instruction what, Label leave) {
        instruction = what;
        width = what.width;
        missing = leave;
        return switch (Semantics.of(what.row)) {
            case Binding.Binary binary -> binary(binary.of(width));
            case Binding.Compare compare -> compare(compare.of(width));
            case Binding.Single single -> single(single.of(width));
            case Binding.Accumulate accumulate -> accumulate(accumulate.of(width));
            case Binding.Move move -> done(move());
            case Binding.Set set -> done(set());
            case Binding.MoveIf moveIf -> done(moveIf());
            case Binding.Run run -> done(routine());
            default -> null;
        };
    }

    private static UnitFacts.Way done(boolean emitted) {
        return emitted ? UnitFacts.Way.EMITTED : null;
    }

    // --- Operands -------------------------------------------------------------------------------------------------

    private Place place(int operand) {
        return Places.of(instruction, operand);
    }

    private int register(int operand) {
        return Places.register(instruction, operand);
    }

    private boolean reachable(int operand) {
        return switch (place(operand)) {
            case OTHER, NONE -> false;
            case MEMORY -> instruction.addressSize == 32;
            default -> true;
        };
    }

    /** Loads an operand into a local. */
    private void read(int operand, int operandWidth, int local) {
        switch (place(operand)) {
            case MEMORY -> {
                code.linear(instruction, mode, "read", operandWidth, missing);
                code.find("read", operandWidth, missing);
                code.getAt(operandWidth);
            }
            case REGISTER -> code.push(register(operand), isCl(operand) ? 8 : operandWidth);
            default -> code.constant(Places.immediate(instruction, operand));
        }
        code.store(local);
    }

    private boolean isCl(int operand) {
        return instruction.row.operands().get(operand) == OperandCode.CL;
    }

    /** Loads operand 0 into A; in memory, so that it can be written back. */
    private void update() {
        if (place(0) == Place.MEMORY) {
            code.linear(instruction, mode, "write", width, missing);
            code.find("write", width, missing);
            code.getAt(width);
            code.store(UnitCode.A);
        } else {
            read(0, width, UnitCode.A);
        }
    }

    /** Writes RESULT to operand 0, which {@link #update} has found. */
    private void writeBack() {
        if (place(0) == Place.MEMORY) {
            code.putAt(width, UnitCode.RESULT);
        } else {
            code.load(UnitCode.RESULT);
            code.pop(register(0), width);
        }
    }

    // --- Arithmetic -----------------------------------------------------------------------------------------------

    private UnitFacts.Way binary(Serializable operation) {
        boolean third = instruction.row.operands().size() > 2;
        if (!reachable(0) || !reachable(1) || isBitString()) {
            return null;
        }
        if (third) {
            read(1, width, UnitCode.A);
            code.constant(instruction.immediate);
            code.store(UnitCode.B);
        } else if (place(1) == Place.MEMORY) {
            read(1, width, UnitCode.B);
            update();
        } else {
            update();
            read(1, width, UnitCode.B);
        }
        boolean plain = options.flags() && plain();
        if (!plain) {
            code.flagsOut();
            code.cpu();
            code.load(UnitCode.A);
            code.load(UnitCode.B);
            code.call(SemanticMethod.of(operation));
            code.store(UnitCode.RESULT);
            flagsReturned();
        }
        writeBack();
        if (instruction.mnemonic == Mnemonic.SUB) {
            // Last, so that the comparison's operands are those before.
            flags.compared(width);
        }
        return plain ? UnitFacts.Way.EMITTED : UnitFacts.Way.CALLED;
    }

    private boolean isBitString() {
        boolean bits =
                switch (instruction.mnemonic) {
                    case BT, BTS, BTR, BTC -> true;
                    default -> false;
                };
        return bits && place(0) == Place.MEMORY && place(1) == Place.REGISTER;
    }

    /** The flags are in the CPU, where a call has left them. */
    private void flagsReturned() {
        flags.forget();
        code.flagsIn();
    }

    private void value(int opcode) {
        code.load(UnitCode.A);
        code.load(UnitCode.B);
        code.op(opcode);
        code.store(UnitCode.RESULT);
    }

    /** Writes RESULT and the flags out of A and B without a call that the JVM could not see through. */
    private boolean plain() {
        switch (instruction.mnemonic) {
            case ADD -> {
                value(IADD);
                flags.arithmetic(false, width);
            }
            case SUB -> {
                value(ISUB);
                flags.arithmetic(true, width);
            }
            case ADC, SBB -> withCarry(instruction.mnemonic == Mnemonic.SBB);
            case AND -> {
                value(IAND);
                flags.logic(width);
            }
            case OR -> {
                value(IOR);
                flags.logic(width);
            }
            case XOR -> {
                value(IXOR);
                flags.logic(width);
            }
            case IMUL -> {
                return width == 32 && multiply();
            }
            case SHL, SHR, SAR, ROL, ROR -> {
                return width == 32 && place(1) == Place.IMMEDIATE && shift();
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void withCarry(boolean subtraction) {
        int opcode = subtraction ? ISUB : IADD;
        code.load(UnitCode.A);
        code.load(UnitCode.B);
        code.op(opcode);
        code.load(UnitCode.FLAG_CARRIES);
        code.constant(31);
        code.op(IUSHR);
        code.op(opcode);
        code.store(UnitCode.RESULT);
        flags.arithmetic(subtraction, width);
    }

    private boolean multiply() {
        value(IMUL);
        flags.result(32);
        code.load(UnitCode.A);
        code.load(UnitCode.B);
        code.call("ringside/sem/MulDiv", "multiplyCarries32", "(II)I");
        flags.carries();
        return true;
    }

    private boolean shift() {
        int count = Places.immediate(instruction, 1) & 31;
        if (count == 0) {
            code.load(UnitCode.A);
            code.store(UnitCode.RESULT);
            return true;
        }
        boolean rotates = instruction.mnemonic == Mnemonic.ROL || instruction.mnemonic == Mnemonic.ROR;
        code.load(UnitCode.A);
        code.constant(count);
        switch (instruction.mnemonic) {
            case SHL -> code.op(ISHL);
            case SHR -> code.op(IUSHR);
            case SAR -> code.op(ISHR);
            case ROL -> code.call("java/lang/Integer", "rotateLeft", "(II)I");
            default -> code.call("java/lang/Integer", "rotateRight", "(II)I");
        }
        code.store(UnitCode.RESULT);
        String name = instruction.mnemonic.name().toLowerCase(Locale.ROOT) + "Carries32";
        if (rotates) {
            code.load(UnitCode.FLAG_CARRIES);
            code.load(UnitCode.RESULT);
            code.call("ringside/sem/Rotates", name, "(II)I");
            code.flagsClean = false;
            flags.forget();
        } else {
            flags.result(32);
            code.load(UnitCode.A);
            code.constant(count);
            code.call("ringside/sem/Shifts", name, "(II)I");
        }
        flags.carries();
        return true;
    }

    private UnitFacts.Way compare(Serializable operation) {
        if (!reachable(0) || !reachable(1) || isBitString()) {
            return null;
        }
        if (place(1) == Place.MEMORY) {
            read(1, width, UnitCode.B);
            read(0, width, UnitCode.A);
        } else {
            read(0, width, UnitCode.A);
            read(1, width, UnitCode.B);
        }
        boolean test = instruction.mnemonic == Mnemonic.TEST;
        boolean plain = options.flags() && (test || instruction.mnemonic == Mnemonic.CMP);
        if (!plain) {
            code.flagsOut();
            code.cpu();
            code.load(UnitCode.A);
            code.load(UnitCode.B);
            code.call(SemanticMethod.of(operation));
            flagsReturned();
        } else if (test) {
            value(IAND);
            flags.logic(width);
        } else {
            value(ISUB);
            flags.arithmetic(true, width);
        }
        if (instruction.mnemonic == Mnemonic.CMP) {
            flags.compared(width);
        }
        return plain ? UnitFacts.Way.EMITTED : UnitFacts.Way.CALLED;
    }

    private UnitFacts.Way single(Serializable operation) {
        if (!reachable(0)) {
            return null;
        }
        update();
        boolean plain = options.flags() && count();
        if (!plain) {
            code.flagsOut();
            code.cpu();
            code.load(UnitCode.A);
            code.call(SemanticMethod.of(operation));
            code.store(UnitCode.RESULT);
            flagsReturned();
        }
        writeBack();
        return plain ? UnitFacts.Way.EMITTED : UnitFacts.Way.CALLED;
    }

    private boolean count() {
        code.load(UnitCode.A);
        switch (instruction.mnemonic) {
            case INC, DEC -> {
                boolean up = instruction.mnemonic == Mnemonic.INC;
                code.constant(1);
                code.op(up ? IADD : ISUB);
                code.store(UnitCode.RESULT);
                flags.result(width);
                code.load(UnitCode.FLAG_CARRIES);
                code.load(UnitCode.A);
                code.load(UnitCode.RESULT);
                code.call("ringside/sem/Unary", (up ? "incCarries" : "decCarries") + width, "(III)I");
                flags.carries();
            }
            case NEG -> {
                code.store(UnitCode.B);
                code.constant(0);
                code.store(UnitCode.A);
                value(ISUB);
                flags.arithmetic(true, width);
            }
            case NOT -> {
                code.constant(-1);
                code.op(IXOR);
                code.store(UnitCode.RESULT);
            }
            case BSWAP -> {
                if (width == 32) {
                    code.call("java/lang/Integer", "reverseBytes", "(I)I");
                } else {
                    code.op(POP);
                    code.constant(0);
                }
                code.store(UnitCode.RESULT);
            }
            default -> throw new IllegalStateException(instruction.mnemonic + " has one operand");
        }
        return true;
    }

    /** Multiplication cannot fault; division can, and is left to the interpreter's op. */
    private UnitFacts.Way accumulate(Serializable operation) {
        boolean multiplies = instruction.mnemonic == Mnemonic.MUL || instruction.mnemonic == Mnemonic.IMUL;
        if (!multiplies || !reachable(0)) {
            return null;
        }
        read(0, width, UnitCode.A);
        code.registersOut(1 << EAX | 1 << EDX);
        code.flagsOut();
        code.cpu();
        code.load(UnitCode.A);
        code.call(SemanticMethod.of(operation));
        code.registersIn(1 << EAX | 1 << EDX);
        flagsReturned();
        return UnitFacts.Way.CALLED;
    }

    // --- Moves ----------------------------------------------------------------------------------------------------

    private boolean move() {
        if (!reachable(0) || !reachable(1)) {
            return false;
        }
        if (place(0) == Place.MEMORY) {
            code.linear(instruction, mode, "write", width, missing);
            code.find("write", width, missing);
            read(1, width, UnitCode.RESULT);
            code.putAt(width, UnitCode.RESULT);
        } else {
            read(1, width, UnitCode.RESULT);
            writeBack();
        }
        return true;
    }

    private boolean set() {
        if (!reachable(0)) {
            return false;
        }
        if (place(0) == Place.MEMORY) {
            code.linear(instruction, mode, "write", 8, missing);
            code.find("write", 8, missing);
        }
        Label no = new Label();
        code.constant(0);
        code.store(UnitCode.RESULT);
        flags.jump(instruction.opcode & 15, false, no);
        code.constant(1);
        code.store(UnitCode.RESULT);
        code.label(no);
        writeBack();
        return true;
    }

    private boolean moveIf() {
        if (!reachable(0) || !reachable(1)) {
            return false;
        }
        Label no = new Label();
        read(1, width, UnitCode.RESULT);
        flags.jump(instruction.opcode & 15, false, no);
        writeBack();
        code.label(no);
        return true;
    }

    private boolean routine() {
        return switch (instruction.mnemonic) {
            case NOP -> true;
            case MOVZX, MOVSX -> extend();
            case LEA -> lea();
            case XCHG -> exchange();
            case CDQ -> cdq();
            case CWDE -> cwde();
            case PUSH -> Places.flatStack(instruction, mode) && stack.push(instruction, missing);
            case POP -> Places.flatStack(instruction, mode) && stack.pop(instruction, missing);
            case LEAVE -> Places.flatStack(instruction, mode) && stack.leave(missing);
            case PUSHF -> Places.flatStack(instruction, mode) && systemFlags.pushf(missing);
            case CLI -> systemFlags.cli(missing);
            default -> false;
        };
    }

    private boolean extend() {
        if (!memoryReachable()) {
            return false;
        }
        int from = DataMoves.sourceWidth(instruction);
        if (instruction.memory) {
            code.linear(instruction, mode, "read", from, missing);
            code.find("read", from, missing);
            code.getAt(from);
        } else {
            code.push(instruction.rm, from);
        }
        if (instruction.mnemonic == Mnemonic.MOVSX) {
            code.op(from == 8 ? I2B : I2S);
        }
        code.pop(instruction.reg, instruction.operandSize);
        return true;
    }

    private boolean memoryReachable() {
        return !instruction.memory || instruction.addressSize == 32;
    }

    private boolean lea() {
        if (!instruction.memory || instruction.addressSize != 32) {
            return false;
        }
        code.address(instruction);
        code.pop(instruction.reg, width);
        return true;
    }

    private boolean exchange() {
        if (place(0) == Place.MEMORY || place(1) == Place.MEMORY) {
            return exchangeMemory();
        }
        code.push(register(0), width);
        code.store(UnitCode.A);
        code.push(register(1), width);
        code.pop(register(0), width);
        code.load(UnitCode.A);
        code.pop(register(1), width);
        return true;
    }

    private boolean exchangeMemory() {
        if (place(0) != Place.MEMORY || !reachable(0) || place(1) != Place.REGISTER) {
            return false;
        }
        update();
        code.push(register(1), width);
        code.store(UnitCode.RESULT);
        writeBack();
        code.load(UnitCode.A);
        code.pop(register(1), width);
        return true;
    }

    private boolean cdq() {
        code.push32(EAX);
        code.constant(31);
        code.op(ISHR);
        code.pop32(EDX);
        return true;
    }

    private boolean cwde() {
        code.push32(EAX);
        code.op(I2S);
        code.pop32(EAX);
        return true;
    }

    /** Brings everything home, so that whoever is called sees the CPU as it is, EIP and count excepted. */
    void allOut() {
        code.registersOut(ALL);
        code.flagsOut();
    }

    /** Takes back what the interpreter's op for an instruction may have changed. */
    void backFrom(Instruction done) {
        int status = done.row.effects().flagsWritten() | done.row.effects().flagsUndefined();
        if (!changesNoRegister(done)) {
            code.registersIn(ALL);
        }
        if ((status & Effects.STATUS) != 0) {
            code.flagsIn();
        }
        flags.forget();
    }

    /** The instructions of the x87 leave the general registers alone, but for the one that stores its status in AX. */
    private static boolean changesNoRegister(Instruction done) {
        return done.mnemonic.name().startsWith("F")
                && !done.row.operands().contains(OperandCode.AX)
                && !done.row.operands().contains(OperandCode.rAX);
    }

    /** Counts ECX down for LOOP. */
    void countDown() {
        code.push32(ECX);
        code.constant(1);
        code.op(ISUB);
        code.pop32(ECX);
    }
}
