package ringside.debug;

import ringside.cpu.Eflags;
import ringside.cpu.Vcpu;
import ringside.debug.expr.Address;

/**
 * Recognises what the CPU pushes at interrupts and exceptions, and Linux's {@code pt_regs} around it. SDM Vol. 3A, 6.12.1 and
 * 20.3.
 */
final class InterruptFrames {
    /** Vectors whose delivery pushes an error code: #DF #TS #NP #SS #GP #PF #AC. */
    private static final int WITH_ERROR_CODE = 1 << 8 | 1 << 10 | 1 << 11 | 1 << 12 | 1 << 13 | 1 << 14 | 1 << 17;

    /** Bits of EFLAGS that are always zero: 3, 5, 15 and 22 to 31. */
    private static final int ALWAYS_ZERO = 0xFFC0_8028;

    /** Linux's mark in the upper half of a saved CS: the frame was completed with SS:ESP although nothing changed. */
    private static final int CS_FROM_KERNEL = 1 << 29;

    /** Distance of EIP in {@code pt_regs} of 32-bit x86, behind eleven registers and the original EAX. */
    private static final int REGS_EIP = 48;

    private static final int REGS_EBP = 20;

    private final Debugger debugger;
    private final MemoryView memory;

    InterruptFrames(Debugger debugger) {
        this.debugger = debugger;
        this.memory = debugger.memory();
    }

    /** Returns the interrupted state if the code stands at the first instruction of a handler, else null. */
    UnwindState atEntry(UnwindState state) {
        Vcpu cpu = debugger.cpu();
        DescriptorTables.Table idt = DescriptorTables.idt(cpu);
        if (state.mode() == UnwindState.Mode.REAL) {
            for (int i = 0; !cpu.virtual8086() && i < Math.min(256, idt.entries(4)); i++) {
                int vector = (int) memory.readNumber(Address.linear(idt.base() + 4 * i), 4);
                if (vector > 0 && (vector >>> 16) * 16 + (vector & 0xFFFF) == state.linearPc()) {
                    return read(state, state.sp());
                }
            }
            return null;
        }
        for (int i = 0; i < Math.min(256, idt.entries(8)); i++) {
            SegmentDescriptor gate = DescriptorTables.read(memory, idt, i);
            boolean leadsHere = gate.isPresent()
                    && gate.isGate()
                    && gate.gateSelector() >>> 3 == state.cs() >>> 3
                    && gate.gateOffset() == state.eip();
            if (leadsHere) {
                boolean code = i < 32 && (WITH_ERROR_CODE >>> i & 1) != 0;
                UnwindState interrupted = read(state, state.sp() + (code ? 4 : 0));
                if (interrupted != null) {
                    return interrupted;
                }
            }
        }
        return null;
    }

    /** Returns the interrupted state if the frame pointer is Linux's mark for saved registers, else null. */
    UnwindState marked(UnwindState state) {
        // Linux stores the address of pt_regs with its highest bit cleared, which no frame of the kernel's can have.
        int regs = state.bp() | 1 << 31;
        if (!state.code32() || state.bp() <= 0 || state.cpl() != 0) {
            return null;
        }
        UnwindState interrupted = read(state, regs + REGS_EIP);
        long bp = memory.readNumber(Address.linear(state.stackBase() + regs + REGS_EBP), 4);
        return interrupted == null || bp < 0 ? null : withFramePointer(interrupted, (int) bp);
    }

    private static UnwindState withFramePointer(UnwindState state, int bp) {
        return new UnwindState(
                state.mode(),
                state.cpl(),
                state.cs(),
                state.codeBase(),
                state.code32(),
                state.eip(),
                state.stackBase(),
                state.stack32(),
                state.sp(),
                bp,
                true);
    }

    /** Returns the interrupted state if the words at offset {@code at} of the stack are a frame of the CPU's, else null. */
    UnwindState read(UnwindState state, int at) {
        return state.mode() == UnwindState.Mode.REAL ? readReal(state, at) : readProtected(state, at);
    }

    private UnwindState readReal(UnwindState state, int at) {
        long ip = word(state, at, 2);
        long cs = word(state, at + 2, 2);
        long flags = word(state, at + 4, 2);
        boolean plausible = ip >= 0 && cs >= 0 && flags >= 0 && (flags & 0x802A) == Eflags.RESERVED_ONE;
        if (!plausible || memory.peek(Address.linear((int) (cs * 16 + ip))) < 0) {
            return null;
        }
        UnwindState far = state.returnedFar((int) cs, (int) cs * 16, (int) ip, at + 6, state.bp());
        return withFramePointer(far, state.bp());
    }

    private UnwindState readProtected(UnwindState state, int at) {
        long eip = word(state, at, 4);
        long savedCs = word(state, at + 4, 4);
        long flags = word(state, at + 8, 4);
        boolean plausible = eip >= 0
                && savedCs >= 0
                && flags >= 0
                && (flags & ALWAYS_ZERO) == 0
                && (flags & Eflags.RESERVED_ONE) != 0
                && (savedCs & ~CS_FROM_KERNEL) <= 0xFFFF;
        if (!plausible) {
            return null;
        }
        int cs = (int) savedCs & 0xFFFF;
        if ((flags & Eflags.VM) != 0) {
            return virtual8086(state, at, cs, (int) eip);
        }
        SegmentDescriptor code = cs < 4 ? null : DescriptorTables.find(debugger.cpu(), memory, cs);
        boolean isCode = code != null && code.isPresent() && !code.isSystem() && (code.type() & 8) != 0;
        if (!isCode || (cs & 3) < state.cpl() || code.privilege() > (cs & 3)) {
            return null;
        }
        if (memory.peek(Address.linear(code.base() + (int) eip)) < 0) {
            return null;
        }
        int level = cs & 3;
        boolean stackSaved = level > state.cpl() || (savedCs & CS_FROM_KERNEL) != 0;
        long sp = stackSaved ? word(state, at + 12, 4) : at + 12 & 0xFFFF_FFFFL;
        int stackBase = state.stackBase();
        if (level > state.cpl()) {
            long ss = word(state, at + 16, 4);
            SegmentDescriptor stack =
                    ss < 4 || ss > 0xFFFF ? null : DescriptorTables.find(debugger.cpu(), memory, (int) ss);
            if (stack == null || !stack.isPresent() || stack.isSystem() || (stack.type() & 8) != 0) {
                return null;
            }
            stackBase = stack.base();
        }
        boolean wide = (code.high() & 1 << 22) != 0;
        return sp < 0
                ? null
                : new UnwindState(
                        UnwindState.Mode.PROTECTED,
                        level,
                        cs,
                        code.base(),
                        wide,
                        (int) eip,
                        stackBase,
                        state.stack32(),
                        (int) sp,
                        state.bp(),
                        true);
    }

    private UnwindState virtual8086(UnwindState state, int at, int cs, int ip) {
        long sp = word(state, at + 12, 4);
        long ss = word(state, at + 16, 4);
        if (sp < 0 || ss < 0 || ss > 0xFFFF || ip >>> 16 != 0 || (debugger.cpu().systemFlags & Eflags.VM) != 0) {
            return null;
        }
        return new UnwindState(
                UnwindState.Mode.REAL,
                3,
                cs,
                cs * 16,
                false,
                ip,
                (int) ss * 16,
                false,
                (int) sp & 0xFFFF,
                state.bp() & 0xFFFF,
                true);
    }

    private long word(UnwindState state, int offset, int size) {
        int wrapped = state.stack32() ? offset : offset & 0xFFFF;
        return memory.readNumber(Address.linear(state.stackBase() + wrapped), size);
    }
}
