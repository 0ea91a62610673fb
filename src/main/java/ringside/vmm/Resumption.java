package ringside.vmm;

import ringside.cpu.Eflags;
import ringside.cpu.GuestFault;
import ringside.cpu.Vcpu;
import ringside.isa.SegmentRegister;
import ringside.machine.Stop;

/**
 * Lets the guest go on after the monitor has been at work: delivers what is due, emulates as long as the machine cannot run the
 * guest, and resumes it by the machine's own IRET; or leaves it parked.
 */
final class Resumption {
    /** Deliveries in a row, without an instruction between them, that are taken for a run without end. */
    private static final int MOST_IN_VAIN = 1 << 14;

    private static final int CR4_PAE = 1 << 5;

    private final MonitorParts parts;
    private final Vcpu cpu;

    private boolean canRun;

    /** EIP of the guest's instruction that no interrupt may precede, or -1. */
    private long shadowed = -1;

    /** Whether the board's interrupt has been noticed while the guest does not want any. */
    boolean held;

    Resumption(MonitorParts parts) {
        this.parts = parts;
        cpu = parts.cpu;
    }

    /** Delivers what is due, brings the shadows up to date and lets the guest go on; returns a stop if it cannot. */
    Stop settle() {
        if (parts.bugs.contains(SeededBug.INTERRUPT_IN_STI_SHADOW)) {
            parts.guest.cpu.shadowUntil = -1;
        }
        boolean forgotten = held && parts.bugs.contains(SeededBug.INTERRUPT_LOST);
        if (parts.guest.eventDue() && !forgotten) {
            parts.handler.reflected++;
            parts.guest.deliverEvent();
        }
        held = forgotten || parts.guest.interruptPending() && (parts.guest.cpu.systemFlags & Eflags.IF) == 0;
        passStop();
        if ((parts.guest.cpu.cr4 & CR4_PAE) != 0) {
            cpu.stopRequest = "the guest switches PAE on, which this monitor does not shadow";
        }
        parts.refreshShadows();
        return goOnOrPark();
    }

    /** Lets the machine stop where the virtual CPU was asked to. */
    void passStop() {
        if (parts.guest.cpu.stopRequest != null) {
            cpu.stopRequest = parts.guest.cpu.stopRequest;
            parts.guest.cpu.stopRequest = null;
        }
    }

    /** Emulates until the machine can run the guest, then resumes it; parks it where it cannot. Returns a stop, or null. */
    Stop goOnOrPark() {
        long before = cpu.icount;
        int vain = 0;
        while (!ready() && !parts.guest.cpu.shutdown && !parts.guest.cpu.halted && cpu.stopRequest == null) {
            if (cpu.icount >= cpu.horizon || cpu.deviceAccess) {
                break;
            }
            if (atBreakpoint()) {
                if (parts.isVirtual()) {
                    break;
                }
                parts.world.park();
                return machineStop(Stop.Kind.BREAKPOINT, "breakpoint");
            }
            if (parts.guest.eventDue()) {
                parts.guest.deliverEvent();
            } else {
                parts.handler.carryOut(parts.handler.next());
            }
            passStop();
            vain = cpu.icount == before ? vain + 1 : 0;
            before = cpu.icount;
            if (vain == MOST_IN_VAIN) {
                cpu.stopRequest = "the guest is stuck: each handler faults at its first instruction, without end";
            }
            parts.refreshShadows();
        }
        if (parts.guest.cpu.shutdown) {
            cpu.shutdown = true;
            return null;
        }
        if (canRun) {
            if (parts.technique == Technique.PATCH) {
                parts.patches.discover();
            }
            if (parts.world.translating) {
                parts.translation.share(held);
            }
            shadowed = parts.guest.cpu.shadowUntil == parts.guest.cpu.icount ? parts.guest.cpu.eip : -1;
            try {
                parts.world.resume();
            } catch (GuestFault refused) {
                return machineStop(
                        Stop.Kind.REQUESTED,
                        "the monitor cannot resume the guest: vector " + refused.vector + " in its own IRET");
            }
        } else {
            parts.world.park();
        }
        return null;
    }

    /** Whether the machine can run the guest as it is now, from the cache if its kernel is translated. */
    private boolean ready() {
        canRun = parts.world.canRun();
        if (canRun && parts.world.runsTranslated()) {
            try {
                canRun = parts.translation.ready(cpu.icount < cpu.horizon);
            } catch (GuestFault fault) {
                parts.handler.reflected++;
                parts.guest.deliver(fault);
                canRun = false;
            }
        }
        return canRun;
    }

    /** Whether the instruction in an interrupt's shadow has been left in the middle of what stands for it. */
    boolean unfinished(int eip) {
        return parts.world.point != null
                && eip == shadowed
                && parts.translation.cache().unit() > 1;
    }

    /** Whether a debugger wants a stop before the guest's next instruction, which the virtual CPU is at. */
    boolean atBreakpoint() {
        Vcpu vcpu = parts.guest.cpu;
        int place = vcpu.segmentBase[SegmentRegister.CS] + vcpu.eip;
        return parts.owner.breakpoints().here(vcpu, parts.guest.memory)
                && !parts.owner.breakpoints().resumes(vcpu.icount, place);
    }

    /** Delivers what is due to a virtual machine before its next instruction, so that breakpoints see the handler. */
    void deliverDue() {
        while (parts.guest.eventDue() && !parts.guest.cpu.shutdown) {
            parts.guest.deliverEvent();
        }
    }

    /** Returns a stop of the machine at the guest's instruction. */
    Stop machineStop(Stop.Kind kind, String detail) {
        return new Stop(
                kind,
                cpu.icount,
                cpu.time(),
                parts.guest.cpu.selector[SegmentRegister.CS],
                parts.guest.cpu.eip,
                0,
                detail);
    }
}
