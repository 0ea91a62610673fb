package ringside.vmm;

import ringside.base.LittleEndian;
import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;
import ringside.bus.InterruptController;
import ringside.bus.PhysicalMemory;
import ringside.cpu.Boundary;
import ringside.cpu.CpuState;
import ringside.cpu.Eflags;
import ringside.cpu.GuestFault;
import ringside.cpu.InterruptDelivery;
import ringside.cpu.Vcpu;
import ringside.exec.CodeBreakpoints;
import ringside.exec.ExecutionHistory;
import ringside.exec.interp.Interpreter;
import ringside.isa.Instruction;
import ringside.machine.Machine;

/**
 * The guest as it believes to be: a virtual CPU at the level the guest thinks it runs at, with its own tables and segment
 * caches, and guest-physical memory, which is the machine's without the monitor's. While the guest runs directly, its general
 * registers, flags and segments are in the machine's CPU; {@link WorldSwitch} brings them here and back.
 *
 * <p>What the monitor emulates runs on this CPU, with the semantics that the machine's CPU has.
 */
final class GuestState implements Stateful {
    private static final int PAGE = 4096;

    final Vcpu cpu;
    final PhysicalMemory memory;
    private final CpuState state;
    private final Interpreter engine;
    private final InterruptController board;
    private final boolean virtual;
    private final Machine owner;
    private boolean listening;

    /** Makes the guest of a machine with a monitor under it: the board is the machine's, the CPU another one. */
    GuestState(Machine machine) {
        owner = machine;
        memory = machine.memory().guestView();
        board = machine.boardInterrupts();
        cpu = new Vcpu(machine.cpu().model, memory, machine.ports(), new InterruptController() {
            @Override
            public boolean asserted() {
                return listening && board.asserted();
            }

            @Override
            public int acknowledge() {
                return board.acknowledge();
            }
        });
        cpu.ferr = machine.cpu().ferr;
        state = new CpuState(cpu);
        engine = new Interpreter(memory, new CodeBreakpoints());
        virtual = false;
    }

    private GuestState(Machine vm, Interpreter engine) {
        owner = vm;
        memory = vm.memory();
        board = vm.boardInterrupts();
        cpu = vm.cpu();
        state = new CpuState(cpu);
        this.engine = engine;
        virtual = true;
    }

    /** Returns the guest of a virtual machine: its CPU, memory and board are all its own. */
    static GuestState of(Machine vm) {
        return new GuestState(vm, new Interpreter(vm.memory(), new CodeBreakpoints()));
    }

    /** Whether the CPU is a virtual machine's own, which has its clock and events; else those are the machine's. */
    boolean isVirtual() {
        return virtual;
    }

    /** Tells who watches the guest what the monitor did; see {@link ringside.cpu.CpuObserver#monitor}. */
    void tell(String event, String reason, String what, int address) {
        if (cpu.observer != null) {
            cpu.observer.monitor(event, reason, what, address);
        }
    }

    /** Returns what was executed last, with what the monitor did for the guest. */
    ExecutionHistory history() {
        return owner.engine().history();
    }

    /**
     * Runs one instruction; a fault is thrown.
     *
     * @param instruction what it is, or null if it cannot be seen
     */
    void single(Instruction instruction) {
        if (instruction != null) {
            history().emulates(instruction, cpu);
        }
        if ((cpu.systemFlags & Eflags.TF) != 0) {
            cpu.pendingDebug |= 1 << 14;
        }
        cpu.systemFlags &= ~Eflags.RF;
        engine.single(cpu);
    }

    /** Whether an event is due before the next instruction. */
    boolean eventDue() {
        boolean shadow = cpu.shadowUntil == cpu.icount;
        return cpu.pendingDebug != 0 && !(shadow && cpu.shadowMovSs)
                || cpu.nmiPending && !cpu.nmiBlocked && !(shadow && cpu.shadowMovSs)
                || (cpu.systemFlags & Eflags.IF) != 0 && !shadow && board.asserted();
    }

    /** Delivers the event that is due through the guest's tables. */
    void deliverEvent() {
        listening = true;
        try {
            if (Boundary.poll(cpu)) {
                history().guestDelivered(cpu.delivered, cpu.icount);
            }
        } finally {
            listening = false;
        }
    }

    /** Delivers an exception or NMI through the guest's tables. */
    void deliver(int vector) {
        history().guestDelivered(vector, cpu.icount);
        InterruptDelivery.event(cpu, vector);
    }

    /** Delivers a fault of the guest's own, which its CPU has noted, through its tables. */
    void deliver(GuestFault fault) {
        if (fault.vector != GuestFault.WAIT) {
            history().guestFaulted(fault.vector, cpu.icount);
        }
        InterruptDelivery.fault(cpu);
    }

    /** Whether the board has an interrupt for the guest, whether or not it may be taken. */
    boolean interruptPending() {
        return board.asserted();
    }

    /** Reads a doubleword of guest-physical memory without any trace of it; where nothing is, it is all ones. */
    int read32(int physical) {
        int offset = memory.offsetOf(physical & 0xFFFF_FFFFL);
        return offset < 0 ? -1 : LittleEndian.get32(memory.bytes, offset);
    }

    /** Reads eight bytes at a linear address without side effects; 0 if they are not mapped. */
    long peek64(int linear) {
        if ((linear & PAGE - 1) <= PAGE - 8) {
            long physical = cpu.mmu.translatePeek(linear);
            int offset = physical < 0 ? -1 : memory.offsetOf(physical);
            if (offset >= 0) {
                return LittleEndian.get64(memory.bytes, offset);
            }
        }
        long value = 0;
        for (int i = 7; i >= 0; i--) {
            int octet = cpu.mmu.peekLinear8(linear + i);
            if (octet < 0) {
                return 0;
            }
            value = value << 8 | octet;
        }
        return value;
    }

    /** Returns the machine's frame in which a frame of the guest's memory is. */
    int machineFrame(int frame) {
        return memory.isPiece() ? memory.offset(frame) >>> 12 : frame;
    }

    /** Returns the guest-physical frame behind a linear address, or -1. */
    int frameOf(int linear) {
        long physical = cpu.mmu.translatePeek(linear);
        return physical < 0 ? -1 : (int) (physical >>> 12);
    }

    @Override
    public void save(StateWriter out) {
        state.save(out);
        out.part(cpu.mmu.tlb);
    }

    @Override
    public void load(StateReader in) {
        state.load(in);
        in.part(cpu.mmu.tlb);
    }

    /** Takes over all of the machine's CPU, translations included. */
    void takeOver(Vcpu machine) {
        copy(machine, cpu, state);
    }

    /** Gives all of it back. */
    void giveBack(Vcpu machine) {
        copy(cpu, machine, new CpuState(machine));
    }

    private static void copy(Vcpu from, Vcpu to, CpuState target) {
        StateWriter out = new StateWriter();
        new CpuState(from).save(out);
        out.part(from.mmu.tlb);
        StateReader in = new StateReader(out.toBytes(), "cpu");
        target.load(in);
        in.part(to.mmu.tlb);
        to.stopRequest = from.stopRequest;
    }
}
