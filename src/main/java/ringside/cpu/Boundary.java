package ringside.cpu;

/**
 * What may happen between two instructions: debug traps, NMI, external interrupts and code breakpoints, in the order of
 * SDM Vol. 3A, table 6-2, with the shadows of STI and MOV SS. Delivering counts no instruction.
 */
public final class Boundary {
    private static final int NMI = 2;

    private Boundary() {}

    /**
     * Whether {@link #poll} has anything to do, so that instructions must be run one at a time with a poll before each.
     * Whatever can newly make it true ends its block.
     */
    public static boolean attention(Vcpu cpu) {
        return (cpu.systemFlags & (Eflags.TF | Eflags.RF)) != 0
                || cpu.pendingDebug != 0
                || cpu.nmiPending && !cpu.nmiBlocked
                || cpu.lastBranch.active
                || (cpu.dr[7] & DebugEvents.ENABLES) != 0 && DebugEvents.hasCodeBreakpoint(cpu)
                || (cpu.systemFlags & Eflags.IF) != 0 && cpu.pic.asserted();
    }

    /** Whether the next instruction may follow at once, without a look at devices, stops or what {@link #poll} has to do. */
    public static boolean quiet(Vcpu cpu) {
        return !attention(cpu) && !cpu.deviceAccess && cpu.stopRequest == null;
    }

    /**
     * Delivers the most urgent event that is due before the instruction at CS:EIP. Returns whether one was delivered, so
     * that CS:EIP now is a handler's (or the CPU shut down). Otherwise the instruction is to be executed, with the trap of
     * TF already noted for the boundary after it.
     */
    public static boolean poll(Vcpu cpu) {
        boolean shadow = cpu.shadowUntil == cpu.icount;
        boolean movSs = shadow && cpu.shadowMovSs;
        if (cpu.pendingDebug != 0 && !movSs) {
            // A code breakpoint here is reported along with the trap of the instruction before.
            int hits = cpu.pendingDebug | code(cpu);
            cpu.pendingDebug = 0;
            InterruptDelivery.debug(cpu, hits);
            return true;
        }
        if (cpu.nmiPending && !cpu.nmiBlocked && !movSs) {
            cpu.nmiPending = false;
            cpu.nmiBlocked = true;
            InterruptDelivery.event(cpu, NMI);
            return true;
        }
        if ((cpu.systemFlags & Eflags.IF) != 0 && !shadow && cpu.pic.asserted()) {
            int vector = cpu.pic.acknowledge();
            if (cpu.observer != null) {
                cpu.observer.acknowledged(vector);
            }
            InterruptDelivery.event(cpu, vector);
            return true;
        }
        if (cpu.halted) {
            return false;
        }
        int hits = movSs ? 0 : code(cpu);
        if (hits != 0) {
            InterruptDelivery.debug(cpu, hits);
            return true;
        }
        cpu.systemFlags &= ~Eflags.RF;
        if ((cpu.systemFlags & Eflags.TF) != 0 && !cpu.lastBranch.delaysStep()) {
            cpu.pendingDebug |= DebugEvents.BS;
        }
        return false;
    }

    /** Returns the DR6 bits of code breakpoints that are due, none while RF is set. */
    private static int code(Vcpu cpu) {
        return (cpu.systemFlags & Eflags.RF) == 0 ? DebugEvents.codeHits(cpu) : 0;
    }
}
