package ringside.exec.interp;

import ringside.cpu.Vcpu;
import ringside.isa.Instruction;
import ringside.isa.OperandCode;
import ringside.sem.EffectiveAddress;
import ringside.sem.Operands;

/** Any form under any segment: finds its operands by their codes, with all checks. */
abstract class FormOp extends Op {
    private enum Place {
        REGISTER,
        MEMORY,
        IMMEDIATE,
        NONE
    }

    final int width;
    private final Place destination;
    private final int destinationRegister;
    private final Place source;
    private final int sourceRegister;
    private final int sourceWidth;
    private final boolean bitString;

    /** Makes an op whose destination and source are operands 0 and 1 of its row. */
    FormOp(Site site) {
        this(site, 1);
    }

    /** Makes an op whose source is the operand {@code sourceOperand} of its row, if there are so many. */
    FormOp(Site site, int sourceOperand) {
        super(site);
        width = instruction.width;
        OperandCode first = instruction.row.operands().get(0);
        destination = place(first);
        destinationRegister = register(first);
        boolean two = instruction.row.operands().size() > sourceOperand;
        OperandCode second = two ? instruction.row.operands().get(sourceOperand) : first;
        source = two ? place(second) : Place.NONE;
        sourceRegister = register(second);
        sourceWidth = second == OperandCode.CL ? 8 : width;
        bitString = destination == Place.MEMORY && second == OperandCode.Gv && isBitTest();
    }

    private boolean isBitTest() {
        return switch (instruction.mnemonic) {
            case BT, BTS, BTR, BTC -> true;
            default -> false;
        };
    }

    private Place place(OperandCode code) {
        return switch (code) {
            case Eb, Ew, Ev, Ob, Ov -> instruction.memory ? Place.MEMORY : Place.REGISTER;
            case Gb, Gw, Gv, Zb, Zv, AL, AX, rAX, CL -> Place.REGISTER;
            case Ib, Ibs, Iw, Iz, One -> Place.IMMEDIATE;
            default -> throw new IllegalStateException(instruction.row + " has no form for " + code);
        };
    }

    private int register(OperandCode code) {
        return switch (code) {
            case Eb, Ew, Ev -> instruction.rm;
            case Gb, Gw, Gv, Zb, Zv -> instruction.reg;
            case CL -> 1;
            default -> 0;
        };
    }

    /** Whether the destination is in memory. */
    final boolean toMemory() {
        return destination == Place.MEMORY;
    }

    /** Returns the offset of the operand in memory. */
    final int offset(Vcpu cpu) {
        int offset = EffectiveAddress.offset(cpu, instruction);
        return bitString ? bitStringOffset(cpu, offset) : offset;
    }

    /** A bit index in a register reaches beyond the operand. SDM Vol. 2A, "BT". */
    private int bitStringOffset(Vcpu cpu, int offset) {
        int bit = width == 16 ? (short) cpu.r16(sourceRegister) : cpu.r32(sourceRegister);
        int moved = width == 16 ? offset + (bit >> 4) * 2 : offset + (bit >> 5) * 4;
        return instruction.addressSize == 16 ? moved & 0xFFFF : moved;
    }

    /** Reads the source, zero-extended. */
    final int source(Vcpu cpu) {
        return switch (source) {
            case REGISTER -> Operands.register(cpu, sourceRegister, sourceWidth);
            case MEMORY -> Operands.readMemory(cpu, segment, offset(cpu), width);
            default -> immediate;
        };
    }

    /** Reads the destination for its own sake. */
    final int readDestination(Vcpu cpu) {
        return toMemory()
                ? Operands.readMemory(cpu, segment, offset(cpu), width)
                : Operands.register(cpu, destinationRegister, width);
    }

    /** Reads the destination, to be written back. */
    final int updateDestination(Vcpu cpu) {
        if (!toMemory()) {
            return Operands.register(cpu, destinationRegister, width);
        }
        int offset = offset(cpu);
        return switch (width) {
            case 8 -> cpu.mmu.update8(segment, offset);
            case 16 -> cpu.mmu.update16(segment, offset);
            default -> cpu.mmu.update32(segment, offset);
        };
    }

    /** Writes the destination. */
    final void writeDestination(Vcpu cpu, int value) {
        if (toMemory()) {
            Operands.writeMemory(cpu, segment, offset(cpu), width, value);
        } else {
            Operands.setRegister(cpu, destinationRegister, width, value);
        }
    }

    @Override
    final Op execute(Vcpu cpu) {
        expose(cpu);
        compute(cpu);
        conceal(cpu);
        return next;
    }

    /** Does the instruction's work. */
    abstract void compute(Vcpu cpu);

    /** Returns the row's third operand: the immediate or CL. */
    final int third(Vcpu cpu) {
        return instruction.row.operands().get(2) == OperandCode.CL ? cpu.r8(1) : immediate;
    }

    /** Whether the row names a third operand. */
    static boolean hasThird(Instruction instruction) {
        return instruction.row.operands().size() > 2;
    }
}
