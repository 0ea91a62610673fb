package ringside.cpu;

import ringside.bus.InterruptController;
import ringside.bus.IrqLine;
import ringside.bus.PhysicalMemory;
import ringside.bus.PortSpace;
import ringside.isa.Instruction;
import ringside.isa.SegmentRegister;

/**
 * The state of one virtual CPU. Public fields, because every engine reads and writes them in its innermost loop;
 * behaviour lives in the semantics, the {@link Mmu} and event delivery. Confined to the machine thread.
 */
public final class Vcpu {
    /**
     * General registers EAX ECX EDX EBX ESP EBP ESI EDI, zero-extended to 64 bits, then one slot that always reads
     * zero, so that an address without base or index needs no branch ({@link Instruction#NO_REGISTER}).
     */
    public final long[] gpr = new long[9];

    /** Offset of the next instruction in CS. While an instruction executes: of that instruction. */
    public int eip;

    /** EFLAGS without the six status flags, which {@link LazyFlags} keeps. Bit 1 is set. */
    public int systemFlags = Eflags.RESERVED_ONE;

    /** See {@link LazyFlags}. */
    public int flagResult = 1;

    /** See {@link LazyFlags}. */
    public int flagCarries;

    /** Visible selectors, by {@link SegmentRegister} number. */
    public final int[] selector = new int[SegmentRegister.COUNT];

    /** Cached bases. */
    public final int[] segmentBase = new int[SegmentRegister.COUNT];

    /** Cached limits in bytes (granularity applied; the last valid offset of an expand-up segment). */
    public final int[] segmentLimit = new int[SegmentRegister.COUNT];

    /**
     * Cached access rights as bits 8 to 23 of a descriptor's upper doubleword (type, S, DPL, P, AVL, D/B, G); P = 0
     * marks a segment that cannot be used (null selector).
     */
    public final int[] segmentAccess = new int[SegmentRegister.COUNT];

    public int gdtBase;
    public int gdtLimit = 0xFFFF;
    public int idtBase;
    public int idtLimit = 0xFFFF;

    public int cr0;
    public int cr2;
    public int cr3;
    public int cr4;

    /** DR0 to DR3 in 0 to 3, DR6 in 6, DR7 in 7. */
    public final int[] dr = new int[8];

    /** Current privilege level, 0 to 3; 0 in real mode, 3 in virtual-8086 mode. */
    public int cpl;

    /** Model-specific registers. */
    public final Msrs msrs = new Msrs();

    public final LastBranch lastBranch = new LastBranch();

    public final FpuState fpu = new FpuState();

    /** Retired instructions since power-on; never jumps. A REP iteration is one instruction. */
    public long icount;

    /** Time units spent halted; {@code icount + idle} is the machine's time. */
    public long idle;

    /** Instruction count at which the run loop wants control back; engines never pass it. */
    public long horizon;

    /**
     * The engine's own: the count at which it must look itself. At most {@link #horizon}; lower once something has happened
     * that ends the block.
     */
    public long deadline;

    /** TSC = time + this offset. */
    public long tscOffset;

    /** Whether HLT stopped the CPU until the next interrupt. */
    public boolean halted;

    /** Whether a triple fault stopped the CPU. */
    public boolean shutdown;

    /**
     * Why the run has to stop at the next boundary, as a sentence for the user; null while nobody asked. Set by
     * instructions that this machine cannot take any further. No part of the state.
     */
    public String stopRequest;

    /** The debugger's ear, null while nobody listens. No part of the state. */
    public CpuObserver observer;

    /** Vector of the event whose delivery is under way, -1 if none. No part of the state. */
    public int delivering = -1;

    /** Vector of the last event that was to be delivered. No part of the state. */
    public int delivered;

    /** Whether an NMI is latched. */
    public boolean nmiPending;

    /** Whether NMIs are blocked until the next IRET. */
    public boolean nmiBlocked;

    /**
     * Instruction count at whose boundary interrupts are still held off (the one after STI, or MOV SS/POP SS, see
     * {@link #shadowMovSs}); -1 if none.
     */
    public long shadowUntil = -1;

    /** Whether the shadow is one of MOV SS or POP SS, which also holds off NMI and debug traps. */
    public boolean shadowMovSs;

    /** Whether the current instruction reached a device in memory, so that its block ends behind it. */
    public boolean deviceAccess;

    /** DR6 bits of debug traps found while the current instruction ran; delivered at its boundary. */
    public int pendingDebug;

    /** FERR#: asserted by an unmasked x87 exception while CR0.NE is clear; the board wires it to IRQ 13. */
    public IrqLine ferr = high -> {};

    /** IGNNE#: asserted by a write to port F0h until FERR# goes inactive; holds off the next FERR# stop. */
    public boolean ignne;

    /** The fault in flight; see {@link GuestFault}. */
    public final GuestFault fault = new GuestFault();

    /** The door that is being entered. */
    public final Door door = new Door();

    /** The last faults, for explaining them; no part of the state. */
    public final FaultTrace faults = new FaultTrace();

    public final CpuModel model;
    public final Mmu mmu;
    public final PortSpace ports;
    public final InterruptController pic;

    /** Wires a CPU; {@code Reset} gives it its power-on state. */
    public Vcpu(CpuModel model, PhysicalMemory memory, PortSpace ports, InterruptController pic) {
        this.model = model;
        this.ports = ports;
        this.pic = pic;
        this.mmu = new Mmu(this, memory);
    }

    /** Whether an FPU instruction would wait for the interrupt that FERR# asks for. */
    public boolean awaitsFerr() {
        return (fpu.fsw & FpuState.ES) != 0 && (cr0 & ControlState.NE) == 0 && !ignne;
    }

    /** Makes the run stop at the next boundary for {@code reason}; a reason given before stays. */
    public void stopAtBoundary(String reason) {
        if (stopRequest == null) {
            stopRequest = reason;
        }
        deviceAccess = true;
    }

    /** Reads a doubleword register by encoding number. */
    public int r32(int register) {
        return (int) gpr[register];
    }

    /** Writes a doubleword register by encoding number. */
    public void r32(int register, int value) {
        gpr[register] = value & 0xFFFF_FFFFL;
    }

    /** Reads a word register, zero-extended. */
    public int r16(int register) {
        return (int) gpr[register] & 0xFFFF;
    }

    /** Writes a word register, the upper half kept. */
    public void r16(int register, int value) {
        gpr[register] = (gpr[register] & 0xFFFF_0000L) | (value & 0xFFFF);
    }

    /** Reads a byte register, zero-extended; 4 to 7 are AH CH DH BH. */
    public int r8(int register) {
        return (int) (gpr[register & 3] >>> ((register & 4) << 1)) & 0xFF;
    }

    /** Writes a byte register, the rest kept; 4 to 7 are AH CH DH BH. */
    public void r8(int register, int value) {
        int shift = (register & 4) << 1;
        gpr[register & 3] = (gpr[register & 3] & ~(0xFFL << shift)) | ((long) (value & 0xFF) << shift);
    }

    /** Returns the whole EFLAGS with status flags materialised. */
    public int eflags() {
        return systemFlags | LazyFlags.materialize(this);
    }

    /** Sets the whole EFLAGS without any check; bit 1 stays set, bits 3, 5, 15 and 22 up stay clear. */
    public void eflags(int value) {
        systemFlags = (value & 0x003F_7700) | Eflags.RESERVED_ONE;
        LazyFlags.load(this, value);
    }

    /** The machine's time in time units. */
    public long time() {
        return icount + idle;
    }

    public boolean protectedMode() {
        return (cr0 & 1) != 0;
    }

    public boolean virtual8086() {
        return (systemFlags & Eflags.VM) != 0;
    }

    /** Whether code is 32-bit by default: the D bit of CS. */
    public boolean code32() {
        return (segmentAccess[SegmentRegister.CS] & 1 << 22) != 0;
    }

    /** Whether the stack pointer is ESP: the B bit of SS. */
    public boolean stack32() {
        return (segmentAccess[SegmentRegister.SS] & 1 << 22) != 0;
    }
}
