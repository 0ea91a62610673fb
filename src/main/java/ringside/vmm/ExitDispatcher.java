package ringside.vmm;

import ringside.cpu.Vcpu;
import ringside.isa.SegmentRegister;
import ringside.machine.Stop;
import ringside.time.HostClock;
import ringside.vmm.bt.Point;

/** Answers at the doors of the monitor: finds out why the guest left the machine, lets that be handled, and records it. */
final class ExitDispatcher {
    private static final int NMI = 2;

    /** Bit of an error code: the gate of an INT was closed. */
    private static final int FROM_IDT = 2;

    private final MonitorParts parts;
    private final Vcpu cpu;
    private final Resumption resumption;
    private final ExitRecorder recorder;

    ExitDispatcher(MonitorParts parts, Resumption resumption, ExitRecorder recorder) {
        this.parts = parts;
        cpu = parts.cpu;
        this.resumption = resumption;
        this.recorder = recorder;
    }

    /** Carries out what the machine came to a door for; returns a stop if the guest cannot go on. */
    Stop answer(int door) {
        long start = HostClock.nanos();
        parts.handler.begin();
        long writes = parts.memory.writes;
        long reads = parts.memory.reads;
        int cs = 0;
        int eip = 0;
        if (door == Vmm.PARKED) {
            parts.world.shareClock();
            cs = parts.guest.cpu.selector[SegmentRegister.CS];
            eip = parts.guest.cpu.eip;
        } else {
            parts.guest.history().left();
            recorder.escapes += parts.world.holds(parts.pages.root()) ? 0 : 1;
            WorldSwitch.Trap trap = parts.world.capture(door);
            cs = parts.guest.cpu.selector[SegmentRegister.CS];
            eip = parts.guest.cpu.eip;
            if (door == ShadowDescriptorTables.INTERRUPT) {
                if (parts.world.shadowed() || resumption.unfinished(eip)) {
                    parts.handler.carryOut(parts.handler.next());
                }
                parts.handler.interrupt(parts.guest.eventDue());
            } else if (parts.world.point != null && !parts.world.point.isCode()) {
                leftCache(parts.world.point);
            } else if (parts.world.point != null && (trap.code() & FROM_IDT) != 0 && door == 13) {
                return resumption.machineStop(
                        Stop.Kind.REQUESTED,
                        String.format(
                                "an INT at %08x in the translation cache is not the monitor's",
                                parts.world.point.address()));
            } else if (trap.fromGuest()) {
                parts.handler.handle(door, trap.code());
                if (parts.world.point != null && parts.handler.reason.isOfMonitor()) {
                    parts.translation.faulted(parts.world.point, parts.handler.qualification);
                }
            } else if (door == NMI) {
                // It came while the guest was parked; it is delivered with what else is due.
                parts.guest.cpu.nmiPending = true;
                parts.handler.pendingNmi();
            } else {
                return resumption.machineStop(Stop.Kind.REQUESTED, "the monitor itself faulted: vector " + door);
            }
        }
        Stop stop = resumption.settle();
        recorder.emulated += parts.handler.emulated;
        if (door != Vmm.PARKED) {
            Cost cost = Cost.ofExit(
                    parts.handler.reason,
                    parts.handler.emulated,
                    parts.handler.reflected,
                    parts.memory.writes - writes,
                    parts.memory.reads - reads);
            VmExit exit = new VmExit(
                    recorder.next(),
                    cpu.icount,
                    parts.handler.reason,
                    parts.handler.qualification,
                    cs,
                    eip,
                    parts.handler.handler,
                    cost,
                    cost.cycles(recorder.prices),
                    HostClock.nanos() - start);
            recorder.log.add(exit);
            tell(exit);
        }
        return stop;
    }

    /** Tells of an exit who waits for it; the guest may be on the machine again. */
    private void tell(VmExit exit) {
        if (parts.guest.cpu.observer == null) {
            return;
        }
        String what = exit.qualification() + ": " + exit.handler();
        parts.guest.tell("vmexit", exit.reason().name(), what, exit.eip());
        if (exit.reason() == ExitReason.TRACE_FAULT) {
            parts.guest.tell("trace", "", what, exit.eip());
        }
        resumption.passStop();
    }

    /** Answers what translated code cannot do itself. */
    private void leftCache(Point point) {
        if (!point.isCallout()) {
            parts.handler.continuation();
            parts.translation.goesOnFrom(point);
            return;
        }
        boolean guilty = parts.translation.isGuilty(point);
        boolean needless = guilty && parts.innocence.of(parts.handler.next());
        if (parts.handler.callout()) {
            parts.translation.goesOnFrom(point);
            if (guilty) {
                parts.translation.calledOut(point, needless);
            }
        }
    }
}
