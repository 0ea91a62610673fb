package ringside.vmm;

import java.util.HexFormat;
import java.util.Set;
import ringside.cpu.GuestFault;
import ringside.cpu.InterruptDelivery;
import ringside.cpu.Tlb;
import ringside.cpu.Vcpu;
import ringside.isa.Decoder;
import ringside.isa.Instruction;
import ringside.isa.SegmentRegister;
import ringside.sem.EffectiveAddress;

/**
 * Decides what a trap of the guest means and does what follows. The one rule for most of them: let the virtual CPU try the
 * instruction. What it can do was the guest's right and only the ring forbade it; what it cannot do is the guest's own fault.
 */
final class TrapHandler {
    private static final int DEBUG = 1;
    private static final int NMI = 2;
    private static final int BREAKPOINT = 3;
    private static final int PAGE_FAULT = 14;
    private static final int CODE_WRITE = 2;
    private static final int USER = 3;

    /** Iterations of a string instruction that are carried out at one exit: as many as doublewords fit into a page. */
    private static final int MOST_REPETITIONS = 1024;

    private static final String[] NAMES = {
        "#DE", "#DB", "NMI", "#BP", "#OF", "#BR", "#UD", "#NM", "#DF", "", "#TS", "#NP", "#SS", "#GP", "#PF", "", "#MF",
        "#AC"
    };

    private final GuestState guest;
    private final Vcpu machine;
    private final Traces traces;
    private final ShadowPageTables pages;
    private final FaultCounts faults;
    private final Patches patches;
    private final Set<SeededBug> bugs;
    private final GuestInstructions code;

    /** Instructions carried out and events reflected since the exit began. */
    int emulated;

    int reflected;

    /** What the exit was, in the end. */
    ExitReason reason;

    String qualification;
    String handler;

    TrapHandler(
            GuestState guest,
            Vcpu machine,
            Traces traces,
            ShadowPageTables pages,
            FaultCounts faults,
            Patches patches,
            Set<SeededBug> bugs) {
        this.bugs = bugs;
        code = new GuestInstructions(guest);
        this.patches = patches;
        this.guest = guest;
        this.machine = machine;
        this.traces = traces;
        this.pages = pages;
        this.faults = faults;
    }

    void begin() {
        emulated = 0;
        reflected = 0;
        reason = ExitReason.MODE;
        qualification = "";
        handler = "";
    }

    private void tell(ExitReason why, String what, String how) {
        reason = why;
        qualification = what;
        handler = how;
    }

    /** Handles a trap that is not the monitor's own interrupt. */
    void handle(int vector, int code) {
        if (vector == PAGE_FAULT) {
            pageFault(code);
        } else if (vector == DEBUG || vector == NMI) {
            event(vector);
        } else if (vector < 32 && vector != BREAKPOINT && vector != 4) {
            attempt(NAMES[vector] + (code != 0 ? String.format("(%04x)", code & 0xFFFF) : ""));
        } else {
            software(vector);
        }
    }

    /** Tells of the board's interrupt; it is delivered afterwards, if the guest takes it now. */
    void interrupt(boolean taken) {
        tell(ExitReason.EXTERNAL_INTERRUPT, "INTR", taken ? "reflected" : "held: the guest's IF is 0");
    }

    /** Tells of an NMI for a guest that is not on the machine; it is delivered afterwards. */
    void pendingNmi() {
        tell(ExitReason.EXCEPTION_NMI, NAMES[NMI], "reflected");
    }

    private void event(int vector) {
        tell(ExitReason.EXCEPTION_NMI, NAMES[vector], "reflected");
        guest.cpu.nmiBlocked |= vector == NMI;
        reflected++;
        guest.deliver(vector);
    }

    /** Reflects INT n, INT3 or INTO, which the machine has executed already. */
    private void software(int vector) {
        Vcpu cpu = guest.cpu;
        if (vector == BREAKPOINT && patched()) {
            return;
        }
        tell(ExitReason.SOFTWARE_INTERRUPT, String.format("int %02xh", vector), "reflected");
        reflected++;
        int next = cpu.eip;
        int length = vector == BREAKPOINT || vector == 4 ? 1 : 2;
        try {
            InterruptDelivery.Source source =
                    length == 1 ? InterruptDelivery.Source.TRAP_INSTRUCTION : InterruptDelivery.Source.SOFTWARE;
            InterruptDelivery.software(cpu, vector, source, next);
        } catch (GuestFault barred) {
            cpu.eip = next - length;
            cpu.icount--;
            guest.deliver(barred);
        }
    }

    /** Carries out the instruction that an INT3 of the monitor replaces; returns false if the INT3 is the guest's own. */
    private boolean patched() {
        Vcpu cpu = guest.cpu;
        Patches.Patch patch = patches.at(cpu.segmentBase[SegmentRegister.CS] + cpu.eip - 1);
        if (patch == null) {
            return false;
        }
        cpu.eip--;
        cpu.icount--;
        guest.history().trapped(BREAKPOINT, cpu.icount);
        patches.lift(patch);
        boolean done = carryOut(next());
        patches.lower(patch);
        String what = patch.discovery() ? "an indirect branch: " : "";
        tell(ExitReason.PATCH, patch.instruction(), what + (done ? "emulated" : "the guest's own fault: reflected"));
        return true;
    }

    /** Carries out an instruction of the guest for translated code. Returns whether it retired. */
    boolean callout() {
        Instruction instruction = next();
        int eip = guest.cpu.eip;
        boolean done = carryOut(instruction);
        tell(ExitReason.CALLOUT, code.text(instruction, eip), done ? "emulated" : "the guest's own fault: reflected");
        return done;
    }

    /** Tells that translated code came to where it is not linked. */
    void continuation() {
        tell(ExitReason.CONTINUATION, "", "translation looked up");
    }

    /** Lets the virtual CPU try the instruction at which the guest trapped. */
    private void attempt(String trap) {
        Instruction instruction = next();
        int eip = guest.cpu.eip;
        if (carryOut(instruction)) {
            boolean privileged = trap.startsWith("#GP");
            tell(
                    privileged ? Reasons.of(instruction) : ExitReason.SEGMENT_LOAD,
                    code.text(instruction, eip),
                    "emulated");
        } else {
            tell(ExitReason.EXCEPTION_NMI, trap + " " + code.text(instruction, eip), "the guest's own: reflected");
        }
    }

    /** Runs one instruction on the virtual CPU; a fault goes through the guest's tables. Returns whether it retired. */
    boolean carryOut(Instruction instruction) {
        try {
            single(instruction);
            return true;
        } catch (GuestFault fault) {
            reflected++;
            guest.deliver(fault);
            return false;
        }
    }

    private void single(Instruction instruction) {
        machine.icount = guest.cpu.icount;
        guest.single(instruction);
        if (bugs.contains(SeededBug.TIMELESS)) {
            guest.cpu.icount--;
        }
        machine.icount = guest.cpu.icount;
        // A virtual machine's device may want to be looked at earlier now.
        machine.horizon = Math.min(machine.horizon, guest.cpu.horizon);
        emulated++;
        if (instruction == null) {
            return;
        }
        if (Reasons.flushes(instruction)) {
            pages.guestFlushed();
        } else if (Reasons.of(instruction) == ExitReason.INVLPG && !bugs.contains(SeededBug.INVLPG_IGNORED)) {
            pages.guestForgot(
                    EffectiveAddress.offset(guest.cpu, instruction) + guest.cpu.segmentBase[instruction.segment]);
        }
    }

    /** Sorts a page fault: the guest's own, one of the shadow, a write to a traced page, or no memory at all. */
    private void pageFault(int code) {
        Vcpu cpu = guest.cpu;
        int linear = machine.cr2;
        boolean write = (code & CODE_WRITE) != 0;
        boolean fetch = fetches(linear);
        String what =
                (write ? "write " : fetch ? "fetch " : "read ") + HexFormat.of().toHexDigits(linear);
        if (Integer.compareUnsigned(linear, MonitorMemory.BASE) >= 0) {
            emulate(ExitReason.MONITOR_REGION, what);
            return;
        }
        try {
            if (fetch) {
                cpu.mmu.fetchOffset(linear);
            } else {
                boolean dirty = write && !bugs.contains(SeededBug.DIRTY_LOST);
                cpu.mmu.probe(linear, 1, dirty, cpu.cpl == USER);
            }
        } catch (GuestFault fault) {
            faults.trueFaults++;
            reflected++;
            tell(ExitReason.TRUE_PAGE_FAULT, what, "reflected");
            if (bugs.contains(SeededBug.ERROR_CODE_WRONG)) {
                fault.errorCode &= ~CODE_WRITE;
            }
            int before = cpu.cr2;
            guest.deliver(fault);
            if (bugs.contains(SeededBug.CR2_LOST)) {
                cpu.cr2 = before;
            }
            return;
        }
        long entry = cpu.mmu.paging() ? cpu.mmu.tlb.lookup(linear >>> 12) : 0;
        int frame = guest.frameOf(linear);
        if (guest.memory.offset(frame) < 0) {
            faults.mmioFaults++;
            emulate(ExitReason.MMIO, what);
        } else if (write && traces.isTraced(frame)) {
            faults.traceFaults++;
            emulate(ExitReason.TRACE_FAULT, what);
        } else if (write && !writable(frame, entry)) {
            faults.writeProtectFaults++;
            emulate(ExitReason.WRITE_PROTECT, what);
        } else {
            faults.hiddenFaults++;
            tell(ExitReason.HIDDEN_PAGE_FAULT, what, "shadow filled");
            boolean unmarked = bugs.contains(SeededBug.DIRTY_LOST) && write;
            pages.fill(linear, unmarked ? entry | Tlb.DIRTY : entry);
        }
    }

    /** Whether the shadow can allow the write: not to ROM, and not where only CR0.WP = 0 lets the supervisor write. */
    private boolean writable(int frame, long entry) {
        return !guest.memory.readOnly(guest.memory.offset(frame))
                && (!guest.cpu.mmu.paging() || (entry & Tlb.WRITABLE) != 0);
    }

    /** Whether the fault came from fetching: its address lies in the instruction that faulted. */
    private boolean fetches(int linear) {
        int start = guest.cpu.segmentBase[SegmentRegister.CS] + guest.cpu.eip;
        int distance = linear - start;
        if (distance == 0) {
            return true;
        }
        boolean nextPage = (linear & 0xFFF) == 0 && distance > 0 && distance < Decoder.MAX_LENGTH;
        return nextPage && next() == null;
    }

    private void emulate(ExitReason why, String what) {
        Instruction instruction = next();
        int eip = guest.cpu.eip;
        boolean done = carryOut(instruction);
        for (int more = MOST_REPETITIONS; more > 0 && done && repeats(instruction, eip); more--) {
            done = carryOut(instruction);
        }
        tell(why, what + " by " + code.text(instruction, eip), done ? "emulated" : "the guest's own fault: reflected");
    }

    /** Whether a string instruction has to go on, and nothing comes before it does: its next access would be another exit. */
    private boolean repeats(Instruction instruction, int eip) {
        Vcpu cpu = guest.cpu;
        return instruction != null
                && instruction.hasPrefix(Instruction.REP | Instruction.REPNE)
                && cpu.eip == eip
                && machine.icount < machine.horizon
                && cpu.stopRequest == null
                && !cpu.deviceAccess
                && !guest.eventDue();
    }

    /** Returns the guest's next instruction without any effect, or null if it cannot be seen. */
    Instruction next() {
        return code.next();
    }
}
