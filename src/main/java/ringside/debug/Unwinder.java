package ringside.debug;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import ringside.debug.expr.Address;
import ringside.isa.Instruction;
import ringside.isa.Mnemonic;

/**
 * Walks the stack from callee to caller. Nothing in the guest describes its frames, so each step takes the best evidence
 * there is, in this order, and says which: the instruction that stands there (a handler's or function's first ones, a
 * return), the frame pointer if a call stands in front of the return address next to it, a frame that the CPU pushed, and
 * at last the first word on the stack that stands behind a call.
 */
public final class Unwinder {
    private static final int MOST_FRAMES = 200;

    /** Bytes of a function that may run before its frame pointer is set. */
    private static final int PROLOGUE = 48;

    /** How far a saved frame pointer may be from the stack pointer: Linux's stacks have 8 KiB. */
    private static final int NEAR = 0x2000;

    /** How many words of the stack are searched; what is farther away proves nothing. */
    private static final int SEARCHED = 256;

    private static final int PUSH_EBP = 0x55;
    private static final int ESP = 4;

    private final Debugger debugger;
    private final MemoryView memory;
    private final CallSites calls;
    private final InterruptFrames interrupts;
    private String end = "";

    Unwinder(Debugger debugger) {
        this.debugger = debugger;
        this.memory = debugger.memory();
        this.calls = new CallSites(debugger);
        this.interrupts = new InterruptFrames(debugger);
    }

    /** A caller's state and what speaks for it. */
    private record Caller(UnwindState state, Frame.Source source, String detail) {}

    /** Returns at most {@code most} frames of the present code. */
    Backtrace walk(int most) {
        List<Frame> frames = new ArrayList<>();
        UnwindState state = UnwindState.of(debugger.cpu());
        Caller caller = new Caller(state, Frame.Source.REGISTERS, "cs:eip");
        end = "";
        while (caller != null && frames.size() < Math.min(most, MOST_FRAMES)) {
            state = caller.state();
            frames.add(frame(frames.size(), caller));
            caller = callerOf(state);
        }
        return new Backtrace(
                List.copyOf(frames), caller == null ? end : "there may be more; 'backtrace N' shows N frames");
    }

    /** Returns the innermost frame that an interrupt or exception left, or null. */
    Frame interrupted() {
        return walk(MOST_FRAMES).frames().stream()
                .filter(frame -> frame.source() == Frame.Source.INTERRUPT_FRAME)
                .findFirst()
                .orElse(null);
    }

    private Frame frame(int index, Caller caller) {
        UnwindState state = caller.state();
        boolean exact = caller.source() == Frame.Source.REGISTERS || caller.source() == Frame.Source.INTERRUPT_FRAME;
        int linear = state.linearPc();
        // A function that ends with a call has its return address in the next one.
        String symbol = debugger.symbols().describe(linear);
        OptionalLong start = debugger.symbols().start(linear - 1);
        if (!exact && start.isPresent()) {
            symbol = String.format(
                    "%s+0x%x", debugger.symbols().at((int) start.getAsLong()), linear - (int) start.getAsLong());
        }
        Location place = new Location(state.cs(), state.eip(), linear, memory.physical(state.pc()), symbol);
        return new Frame(index, place, state.linearStack(), caller.source(), caller.detail());
    }

    private Caller callerOf(UnwindState state) {
        if (memory.peek(Address.linear(state.linearStack())) < 0) {
            return ends(String.format("the stack cannot be read at l:%08x", state.linearStack()));
        }
        if (memory.peek(state.pc()) < 0) {
            return ends(String.format("no code can be read at l:%08x", state.linearPc()));
        }
        Caller caller = state.fresh() ? byInstruction(state) : null;
        if (caller == null) {
            caller = byFramePointer(state);
        }
        return caller == null ? bySearch(state) : caller;
    }

    private Caller ends(String why) {
        end = why;
        return null;
    }

    /** The first and last instructions of handlers and functions tell where the return address is. */
    private Caller byInstruction(UnwindState state) {
        UnwindState interrupted = interrupts.atEntry(state);
        if (interrupted != null) {
            return new Caller(interrupted, Frame.Source.INTERRUPT_FRAME, "at the first instruction of a handler");
        }
        Instruction next = debugger.code().decode(state.pc(), state.code32());
        if (next == null) {
            return null;
        }
        if (next.mnemonic == Mnemonic.IRET) {
            interrupted = interrupts.read(state, state.sp());
            return interrupted == null
                    ? null
                    : new Caller(interrupted, Frame.Source.INTERRUPT_FRAME, "the next instruction is iret");
        }
        if (next.mnemonic == Mnemonic.RET) {
            return atTop(state, state.sp(), "the next instruction is ret");
        }
        int pushed = pushed(state);
        if (pushed >= 0) {
            String why = pushed == 0 ? "at the start of a function" : "before the frame pointer is set";
            return atTop(state, state.sp() + pushed, why);
        }
        if (isPrologue(state, state.pc())) {
            return atTop(state, state.sp(), "at the start of a function");
        }
        if (memory.peek(state.pc().plus(-1)) == PUSH_EBP && setsFramePointer(state.pc())) {
            return atTop(state, state.sp() + state.word(), "behind push ebp");
        }
        return null;
    }

    /**
     * Returns how many bytes the function that begins at the symbol has pushed so far, or -1 if that is not known: it has
     * set its frame pointer, branched or moved its stack pointer otherwise.
     */
    private int pushed(UnwindState state) {
        OptionalLong symbol = debugger.symbols().start(state.linearPc());
        int done = symbol.isPresent() ? state.linearPc() - (int) symbol.getAsLong() : -1;
        if (done < 0 || done > PROLOGUE) {
            return -1;
        }
        int bytes = 0;
        int at = 0;
        while (at < done) {
            Address place = state.pc().plus(at - done);
            Instruction instruction = debugger.code().decode(place, state.code32());
            // Kernels that can be traced begin with a call.
            boolean traced = at == 0 && instruction != null && CallSites.isDirect(instruction);
            if (instruction == null
                    || setsFramePointer(place)
                    || instruction.row.effects().endsBlock() && !traced
                    || movesStack(instruction)) {
                return -1;
            }
            bytes += instruction.mnemonic == Mnemonic.PUSH ? instruction.operandSize / 8 : 0;
            at += instruction.length;
        }
        return at == done ? bytes : -1;
    }

    private static boolean movesStack(Instruction instruction) {
        return switch (instruction.mnemonic) {
            case POP, POPA, POPF, PUSHA, PUSHF, PUSH_SREG, POP_SREG, ENTER, LEAVE -> true;
            case ADD, SUB, AND, OR, MOV, LEA, XCHG -> instruction.rm == ESP || instruction.reg == ESP;
            default -> false;
        };
    }

    /** Whether the code at {@code pc} is {@code push ebp; mov ebp, esp}. */
    private boolean isPrologue(UnwindState state, Address pc) {
        Address place = pc;
        // Kernels that can be traced begin with a call or a long NOP, and some compilers put other instructions in
        // between.
        for (int i = 0; i < 3 && place.value() - pc.value() < PROLOGUE; i++) {
            if (memory.peek(place) == PUSH_EBP) {
                return setsFramePointer(place.plus(1));
            }
            Instruction instruction = debugger.code().decode(place, state.code32());
            if (instruction == null || instruction.row.effects().endsBlock()) {
                return false;
            }
            place = place.plus(instruction.length);
        }
        return false;
    }

    private boolean setsFramePointer(Address place) {
        int first = memory.peek(place);
        int second = memory.peek(place.plus(1));
        return first == 0x89 && second == 0xE5 || first == 0x8B && second == 0xEC;
    }

    private Caller atTop(UnwindState state, int slot, String why) {
        long eip = word(state, slot, state.word());
        Instruction call = eip < 0 ? null : calls.before(state, (int) eip);
        if (call == null) {
            return null;
        }
        String detail = why + ", " + calls.describe(state, call, (int) eip);
        return new Caller(
                state.returned((int) eip, slot + state.word(), state.bp(), true), Frame.Source.STACK_TOP, detail);
    }

    private Caller byFramePointer(UnwindState state) {
        UnwindState marked = interrupts.marked(state);
        if (marked != null) {
            return new Caller(marked, Frame.Source.INTERRUPT_FRAME, "registers that Linux saved (pt_regs)");
        }
        int size = state.word();
        long saved = word(state, state.bp(), size);
        long eip = word(state, state.bp() + size, size);
        if (state.bp() == 0 || saved < 0 || eip < 0) {
            return null;
        }
        int distance = state.bp() - state.sp();
        boolean near = distance >= 0 && distance < NEAR;
        Instruction call = calls.before(state, (int) eip);
        if (call != null && (call.mnemonic == Mnemonic.CALL || near)) {
            String detail = calls.describe(state, call, (int) eip) + (near ? "" : ", on another stack");
            UnwindState caller = call.mnemonic == Mnemonic.CALL
                    ? state.returned((int) eip, state.bp() + 2 * size, (int) saved, false)
                    : far(state, state.bp() + size, (int) saved);
            return caller == null ? null : new Caller(caller, Frame.Source.FRAME_POINTER, detail);
        }
        if (near) {
            UnwindState far = far(state, state.bp() + size, (int) saved);
            return far == null ? null : new Caller(far, Frame.Source.FRAME_POINTER, "after a far call");
        }
        return null;
    }

    /** Returns the state behind a far return whose frame is at {@code slot}, or null if none is there. */
    private UnwindState far(UnwindState state, int slot, int bp) {
        int size = state.word();
        long eip = word(state, slot, size);
        long selector = word(state, slot + size, size);
        if (eip < 0 || selector < 0) {
            return null;
        }
        int cs = (int) selector & 0xFFFF;
        int base = cs * 16;
        if (state.mode() == UnwindState.Mode.PROTECTED) {
            SegmentDescriptor code = cs < 4 ? null : DescriptorTables.find(debugger.cpu(), memory, cs);
            if (code == null || code.isSystem() || (code.type() & 8) == 0 || (cs & 3) != state.cpl()) {
                return null;
            }
            base = code.base();
        }
        Instruction call = calls.before(cs, base, state.code32(), (int) eip);
        return call == null || call.mnemonic != Mnemonic.CALL_FAR
                ? null
                : state.returnedFar(cs, base, (int) eip, slot + 2 * size, bp);
    }

    /** Looks up the stack for a frame of the CPU's, or for a return address. */
    private Caller bySearch(UnwindState state) {
        int size = state.word();
        for (int i = 0; i < SEARCHED; i++) {
            int slot = state.sp() + i * size;
            long value = word(state, slot, size);
            if (value < 0) {
                return ends(String.format("the stack ends at l:%08x", state.stackBase() + slot));
            }
            // Three words of real mode prove too little: nearly any would do.
            UnwindState interrupted = state.mode() == UnwindState.Mode.PROTECTED ? interrupts.read(state, slot) : null;
            if (interrupted != null) {
                String where = String.format("eip, cs and eflags at l:%08x", state.stackBase() + slot);
                return new Caller(interrupted, Frame.Source.INTERRUPT_FRAME, where);
            }
            Instruction call = calls.before(state, (int) value);
            if (call != null && call.mnemonic == Mnemonic.CALL) {
                String detail = calls.describe(state, call, (int) value)
                        + String.format(", found at l:%08x", state.stackBase() + slot);
                return new Caller(
                        state.returned((int) value, slot + size, state.bp(), false), Frame.Source.HEURISTIC, detail);
            }
            UnwindState far = far(state, slot, state.bp());
            if (far != null) {
                return new Caller(far, Frame.Source.HEURISTIC, "after a far call");
            }
        }
        return ends(String.format("no return address in the next %d bytes of the stack", SEARCHED * size));
    }

    private long word(UnwindState state, int offset, int size) {
        int wrapped = state.stack32() ? offset : offset & 0xFFFF;
        return memory.readNumber(Address.linear(state.stackBase() + wrapped), size);
    }
}
