package ringside.vmm.bt;

import static ringside.vmm.bt.Emission.ECX;
import static ringside.vmm.bt.Emission.EDX;
import static ringside.vmm.bt.Emission.ESP;
import static ringside.vmm.bt.Emission.register;
import static ringside.vmm.bt.Emission.stack;

import java.util.function.IntPredicate;
import ringside.isa.Instruction;
import ringside.isa.Mnemonic;
import ringside.isa.Operand;

/**
 * Makes x86 code for CPL 1 out of x86 code for CPL 0, and code for CPL 3 out of users' code. What stands for an instruction leaves all registers and flags as the
 * instruction would; it may use ECX and EDX in between, and no flags.
 *
 * <p>In an <em>exact</em> translation each way through the cache retires as many instructions as the guest's code: what would
 * take more is a callout, which retires none.
 */
final class Translator {
    private static final int INTERRUPT_FLAG = 0x200;
    private static final int PAGE = 0xFFFF_F000;
    private static final int EAX = 0;

    private final GuestCode code;
    private final Layout layout;
    private final IntPredicate simulated;
    private final Stubs stubs;
    private final int most;
    private final boolean exact;
    private final Clock clock;
    private final boolean users;
    private Emission out;

    /** Makes continuations that lie apart. */
    interface Stubs {
        /** Returns where the continuation to {@code eip} of the Jcc at {@code branch} is. */
        int continuation(int branch, int eip);
    }

    /**
     * Makes a translator of one unit.
     *
     * @param simulated instructions that are callouts, whatever they are
     * @param stubs makes stubs for the continuations of branches
     * @param most instructions of a unit
     * @param users whether it is code of CPL 3
     */
    Translator(
            GuestCode code,
            Layout layout,
            IntPredicate simulated,
            Stubs stubs,
            int most,
            boolean exact,
            Clock clock,
            boolean users) {
        this.code = code;
        this.layout = layout;
        this.simulated = simulated;
        this.stubs = stubs;
        this.most = most;
        this.exact = exact;
        this.clock = clock;
        this.users = users;
    }

    /** Translates the unit at {@code eip} into code for {@code fragment}. */
    Emission translate(Fragment fragment) {
        out = new Emission(layout, fragment.start);
        int eip = fragment.eip;
        boolean open = true;
        for (int count = 0; open && count < most; count++) {
            Instruction instruction = code.decode(eip);
            if (count > 0 && !continues(fragment.eip, eip, instruction)) {
                break;
            }
            boolean last = count + 1 == most;
            Treatment treatment = treatment(instruction, eip, last);
            fragment.treatments.merge(treatment, 1, Integer::sum);
            out.at(eip, Recovery.NONE);
            int point = out.points.size();
            open = emit(treatment, instruction, eip);
            fragment.add(out.points.get(point));
            out.shadowed = treatment == Treatment.STI;
            eip += instruction == null ? 1 : instruction.length;
        }
        fragment.length = eip - fragment.eip;
        if (open) {
            out.at(eip, Recovery.NONE).continuation(!exact);
        }
        return out;
    }

    /** Whether a unit may go on with an instruction: only its first one may be on two pages, or unseen. */
    private boolean continues(int first, int eip, Instruction instruction) {
        int page = code.linear(first) & PAGE;
        return instruction != null
                && (code.linear(eip) & PAGE) == page
                && (code.linear(eip + instruction.length - 1) & PAGE) == page;
    }

    private Treatment treatment(Instruction instruction, int eip, boolean last) {
        if (instruction == null || simulated.test(eip)) {
            return Treatment.CALLOUT;
        }
        Treatment treatment = users ? Treatment.ofUser(instruction) : Treatment.of(instruction);
        boolean takesMore =
                switch (treatment) {
                    case CALL, INDIRECT_CALL, INDIRECT_JUMP, RETURN, PUSHF, STI -> true;
                    case RDTSC -> clock == Clock.CACHE;
                    default -> false;
                };
        boolean alone = treatment == Treatment.STI && (last || !followed(eip, instruction));
        return exact && takesMore || alone ? Treatment.CALLOUT : treatment;
    }

    /** Whether the instruction in the shadow of STI will be in the same unit. */
    private boolean followed(int eip, Instruction instruction) {
        int next = eip + instruction.length;
        return continues(eip, next, code.decode(next));
    }

    /** Emits what stands for an instruction; returns whether the next one may follow. */
    private boolean emit(Treatment treatment, Instruction instruction, int eip) {
        int next = eip + (instruction == null ? 0 : instruction.length);
        switch (treatment) {
            case IDENTICAL -> out.copy(code.bytes(eip, instruction.length));
            case BRANCH -> branch(instruction, next);
            case LOOP -> loop(instruction, eip, next);
            case JUMP -> out.jump();
            case CALL -> {
                out.put(Mnemonic.PUSH, new Operand.Immediate(next));
                out.at(next + instruction.immediate, Recovery.NONE).continuation(true);
            }
            case INDIRECT_JUMP -> indirect(instruction, eip, false);
            case INDIRECT_CALL -> indirect(instruction, eip, true);
            case RETURN -> returns(instruction, eip);
            case CLI -> out.put(Mnemonic.MOV, out.shared(Layout.VIRTUAL_FLAGS), new Operand.Immediate(0));
            case STI -> enableInterrupts(eip, next);
            case PUSHF -> pushFlags(eip, next);
            case RDTSC -> readTime(instruction, eip);
            case CALLOUT -> {
                out.callout();
                return instruction != null && !instruction.row.effects().endsBlock();
            }
        }
        return !treatment.endsUnit();
    }

    private void branch(Instruction instruction, int next) {
        out.near(instruction.mnemonic, stubs.continuation(out.here(), next + instruction.immediate));
        out.at(next, Recovery.NONE).continuation(!exact);
    }

    /** Copies the branch with a distance over the first of the two continuations. */
    private void loop(Instruction instruction, int eip, int next) {
        byte[] bytes = code.bytes(eip, instruction.length);
        bytes[bytes.length - 1] = Emission.SLOT;
        out.copy(bytes);
        out.at(next, Recovery.NONE).continuation(!exact);
        out.at(next + instruction.immediate, Recovery.NONE).continuation(!exact);
    }

    private void save() {
        out.store(Layout.SAVED_ECX, ECX);
        out.store(Layout.SAVED_EDX, EDX);
    }

    private void indirect(Instruction instruction, int eip, boolean call) {
        save();
        Operand target = instruction.memory
                ? new Operand.Memory(
                        32,
                        instruction.segment,
                        instruction.base,
                        instruction.index,
                        instruction.scale,
                        instruction.displacement,
                        instruction.addressSize)
                : register(instruction.rm);
        out.put(Mnemonic.MOV, register(ECX), target);
        if (call) {
            out.at(eip, Recovery.BOTH).put(Mnemonic.PUSH, new Operand.Immediate(eip + instruction.length));
        }
        out.at(0, Recovery.TARGET).lookUp();
    }

    private void returns(Instruction instruction, int eip) {
        save();
        if (instruction.row.operands().isEmpty()) {
            out.put(Mnemonic.POP, register(ECX));
        } else {
            out.put(Mnemonic.MOV, register(ECX), stack());
            out.at(eip, Recovery.BOTH).add(ESP, 4 + instruction.immediate);
        }
        out.at(0, Recovery.TARGET).lookUp();
    }

    private void enableInterrupts(int eip, int next) {
        out.store(Layout.SAVED_ECX, ECX);
        out.load(ECX, Layout.PENDING);
        out.at(eip, Recovery.ECX).skipIfZero(Emission.CALLOUT.length);
        out.callout();
        out.put(Mnemonic.MOV, out.shared(Layout.VIRTUAL_FLAGS), new Operand.Immediate(INTERRUPT_FLAG));
        out.shadowed = true;
        out.at(next, Recovery.ECX).load(ECX, Layout.SAVED_ECX);
    }

    /** The image that the machine pushes has IF set and IOPL 0, always. */
    private void pushFlags(int eip, int next) {
        save();
        out.put(Mnemonic.PUSHF);
        out.at(eip, Recovery.PUSHED).load(ECX, Layout.VIRTUAL_FLAGS);
        out.put(Mnemonic.MOV, register(EDX), stack());
        out.put(Mnemonic.LEA, register(ECX), Emission.memory(ECX, EDX, 0, -INTERRUPT_FLAG));
        out.put(Mnemonic.MOV, stack(), register(ECX));
        out.at(next, Recovery.BOTH).load(EDX, Layout.SAVED_EDX);
        out.load(ECX, Layout.SAVED_ECX);
    }

    private void readTime(Instruction instruction, int eip) {
        switch (clock) {
            case DIRECT, TRAP -> out.copy(code.bytes(eip, instruction.length));
            case CALLOUT -> out.callout();
            case CACHE -> {
                out.load(EAX, Layout.TIME_LOW);
                out.load(EDX, Layout.TIME_HIGH);
            }
        }
    }
}
