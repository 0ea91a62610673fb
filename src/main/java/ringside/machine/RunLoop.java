package ringside.machine;

import java.util.List;
import java.util.function.BooleanSupplier;
import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;
import ringside.cpu.Boundary;
import ringside.cpu.Door;
import ringside.cpu.Eflags;
import ringside.cpu.FaultTrace;
import ringside.cpu.Vcpu;
import ringside.exec.StopReason;
import ringside.isa.SegmentRegister;
import ringside.time.HostClock;
import ringside.time.Stimulus;
import ringside.time.Timer;

/**
 * Runs a machine: stimuli, due events, the CPU up to the next moment at which somebody must look, and again. Between
 * slices of the CPU it reads the one flag by which other threads stop it.
 */
final class RunLoop implements Stateful {
    /** Name of this part in snapshots. It is in no hash: only how a run was cut into pieces shows in it. */
    static final String PART = "loop";

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final Machine machine;
    private List<SerialGate> gates;
    private StimulusSource replay;
    private Stop pendingStop;
    private boolean resetPending;
    private boolean running;
    private BooleanSupplier condition;
    private long eventsRunAt = -1;

    RunLoop(Machine machine) {
        this.machine = machine;
    }

    boolean running() {
        return running;
    }

    /** Whether the events due at the present time have run. */
    boolean eventsHaveRun() {
        return eventsRunAt == machine.cpu().time();
    }

    boolean replaying() {
        return replay != null;
    }

    void replay(StimulusSource source) {
        replay = source;
    }

    /** Ends the run at the next boundary; the first reason given wins. */
    void stop(Stop.Kind kind, int code, String detail) {
        if (pendingStop == null) {
            pendingStop = machine.stopHere(kind, code, detail);
        }
        Vcpu cpu = machine.cpu();
        cpu.horizon = Math.min(cpu.horizon, cpu.icount);
        cpu.deviceAccess = true;
    }

    /** Ends the run; the next one begins with a reset. */
    void reset(String why) {
        resetPending = true;
        stop(Stop.Kind.RESET, 0, why);
    }

    /** Makes sure that the CPU comes back at guest time {@code time}. */
    void lookAt(long time) {
        Vcpu cpu = machine.cpu();
        cpu.horizon = Math.min(cpu.horizon, Math.max(time - cpu.idle, cpu.icount));
    }

    @Override
    public void save(StateWriter out) {
        out.int64(eventsRunAt);
        out.bool(resetPending);
        machine.schedule().save(out);
    }

    @Override
    public void load(StateReader in) {
        eventsRunAt = in.int64();
        resetPending = in.bool();
        machine.schedule().load(in);
    }

    /** Runs like {@link #run(long, long)}, but not beyond the boundary at which a condition holds. */
    Stop run(long untilIcount, BooleanSupplier stopsWhen) {
        condition = stopsWhen;
        try {
            return run(untilIcount, Timer.NEVER);
        } finally {
            condition = null;
            if (Machine.CONDITION_HOLDS.equals(machine.cpu().stopRequest)) {
                machine.cpu().stopRequest = null;
            }
        }
    }

    Stop run(long untilIcount, long untilTime) {
        if (running) {
            throw new IllegalStateException("the machine is running already");
        }
        running = true;
        try {
            if (resetPending) {
                resetPending = false;
                machine.stimulate(new Stimulus.Reset());
            }
            Vcpu cpu = machine.presentCpu();
            machine.breakpoints().resume(cpu.icount, cpu.segmentBase[SegmentRegister.CS] + cpu.eip);
            return loop(untilIcount, untilTime);
        } finally {
            running = false;
            pendingStop = null;
            machine.inbox().clearStop();
        }
    }

    private Stop loop(long untilIcount, long untilTime) {
        Vcpu cpu = machine.cpu();
        while (true) {
            Stop stop = boundaryStop(untilIcount, untilTime);
            if (stop != null) {
                return stop;
            }
            applyStimuli();
            if (pendingStop != null) {
                continue;
            }
            settle();
            if (pendingStop != null || cpu.shutdown) {
                continue;
            }
            if (cpu.halted && !awake(cpu)) {
                stop = idle(untilTime);
                if (stop != null) {
                    return stop;
                }
                continue;
            }
            cpu.horizon = horizon(untilIcount, untilTime);
            stop = runCpu(cpu);
            if (stop != null && pendingStop == null) {
                return stop;
            }
        }
    }

    /** Lets the devices do what is due at the present time. */
    void settle() {
        Vcpu cpu = machine.cpu();
        machine.events().runDue(cpu.time());
        eventsRunAt = cpu.time();
        applyStimuli();
    }

    /** Runs the CPU up to its horizon; returns a stop if it came to a breakpoint or a monitor says so. */
    private Stop runCpu(Vcpu cpu) {
        try {
            if (runEngine(cpu) == StopReason.BREAKPOINT) {
                return machine.stopHere(Stop.Kind.BREAKPOINT, 0, "breakpoint");
            }
            int waiting = machine.keeper() == null ? -1 : machine.keeper().waiting();
            return waiting < 0 ? null : machine.keeper().enter(waiting);
        } catch (Door door) {
            return machine.keeper().enter(door.number);
        }
    }

    private StopReason runEngine(Vcpu cpu) {
        return condition == null
                ? machine.engine().run(cpu, cpu.horizon)
                : machine.engine().runUntil(cpu, cpu.horizon, condition, Machine.CONDITION_HOLDS);
    }

    private static boolean awake(Vcpu cpu) {
        return cpu.nmiPending && !cpu.nmiBlocked
                || cpu.pendingDebug != 0
                || (cpu.systemFlags & Eflags.IF) != 0 && cpu.pic.asserted();
    }

    private Stop boundaryStop(long untilIcount, long untilTime) {
        Vcpu cpu = machine.cpu();
        if (pendingStop != null) {
            Stop stop = pendingStop;
            return machine.stopHere(stop.kind(), stop.code(), stop.detail());
        }
        if (cpu.stopRequest != null) {
            String detail = cpu.stopRequest;
            cpu.stopRequest = null;
            return machine.stopHere(Stop.Kind.REQUESTED, 0, detail);
        }
        if (cpu.shutdown) {
            return machine.stopHere(Stop.Kind.DIED, 0, "triple fault" + story(cpu));
        }
        if (cpu.icount >= untilIcount) {
            return machine.stopHere(Stop.Kind.LIMIT, 0, "instruction count reached");
        }
        if (cpu.time() >= untilTime) {
            return machine.stopHere(Stop.Kind.LIMIT, 0, "time reached");
        }
        if (machine.inbox().stopRequested()) {
            return machine.stopHere(Stop.Kind.INTERRUPTED, 0, "interrupted");
        }
        return null;
    }

    private long horizon(long untilIcount, long untilTime) {
        Vcpu cpu = machine.cpu();
        long time = Math.min(untilTime, Math.min(machine.events().next(), replayTime()));
        long count = Math.min(untilIcount, machine.schedule().next());
        // Time and count differ by the idle time, which does not change while the CPU runs.
        if (time != Timer.NEVER) {
            count = Math.min(count, time - cpu.idle);
        }
        return Math.min(count, cpu.icount + machine.engine().slice());
    }

    private long replayTime() {
        Stamp stamp = nextRecorded();
        return stamp == null ? Timer.NEVER : stamp.time();
    }

    private void applyStimuli() {
        Vcpu cpu = machine.cpu();
        for (Stamp stamp = replayDue(); stamp != null; stamp = replayDue()) {
            deliverUpTo(stamp);
            accept(replay.take());
        }
        while (machine.schedule().next() <= cpu.icount) {
            accept(machine.schedule().take());
        }
        if (machine.state().inExcursion()) {
            // What comes from outside now is meant for the machine that comes back.
            return;
        }
        for (Stimulus stimulus = machine.inbox().poll();
                stimulus != null;
                stimulus = machine.inbox().poll()) {
            if (stimulus instanceof Stimulus.SerialByte octet && octet.port() >= 0 && octet.port() < gates().size()) {
                gates().get(octet.port()).hold(octet);
            } else {
                accept(stimulus);
            }
        }
        for (SerialGate gate : gates()) {
            Stimulus octet = gate.poll(machine.cpu().time());
            if (octet != null) {
                accept(octet);
            }
        }
    }

    private List<SerialGate> gates() {
        if (gates == null) {
            gates = machine.uarts().stream()
                    .map(uart -> new SerialGate(uart, machine.config().unitsPerSecond()))
                    .toList();
        }
        return gates;
    }

    private void accept(Stimulus stimulus) {
        try {
            machine.stimulate(stimulus);
        } catch (IllegalArgumentException refused) {
            stop(Stop.Kind.REQUESTED, 0, "input refused: " + refused.getMessage());
        }
    }

    private Stamp nextRecorded() {
        return replay == null || machine.state().inExcursion() ? null : replay.next();
    }

    private Stamp replayDue() {
        Stamp stamp = nextRecorded();
        if (stamp == null || stamp.time() > machine.cpu().time()) {
            return null;
        }
        return stamp.afterEvents() && !eventsHaveRun() ? null : stamp;
    }

    /** Delivers the interrupts and traps that had been delivered when the stimulus was recorded. */
    private void deliverUpTo(Stamp stamp) {
        Vcpu cpu = machine.cpu();
        while (cpu.eip != stamp.eip() && !cpu.shutdown && Boundary.attention(cpu) && Boundary.poll(cpu)) {
            // Each poll delivers one.
        }
    }

    /** Lets the halted CPU's time pass up to the next event. Returns a stop if nothing will come. */
    private Stop idle(long untilTime) {
        Vcpu cpu = machine.cpu();
        Inbox inbox = machine.inbox();
        boolean deaf = (cpu.systemFlags & Eflags.IF) == 0;
        if (deaf && inbox.isEmpty() && replayTime() == Timer.NEVER) {
            if (scheduledComesNow()) {
                return null;
            }
            String what = cpu.awaitsFerr() ? "an x87 error waits for IRQ 13" : "HLT";
            return machine.stopHere(
                    Stop.Kind.DIED, 0, what + " with interrupts disabled: nothing can wake the CPU any more");
        }
        long next = Math.min(machine.events().next(), replayTime());
        for (SerialGate gate : gates()) {
            next = Math.min(next, gate.opensAt(cpu.time()));
        }
        long target = Math.min(next, untilTime);
        if (machine.pace() == Pace.WALL && replayTime() == Timer.NEVER) {
            pace(target);
            return null;
        }
        if (next == Timer.NEVER && inbox.isEmpty()) {
            if (scheduledComesNow()) {
                return null;
            }
            return machine.stopHere(
                    Stop.Kind.IDLE, 0, "HLT: the guest waits for an interrupt and nothing is scheduled to send one");
        }
        advance(target);
        return null;
    }

    /** Brings what waits for a count that will not come, as nothing else wakes the CPU; returns whether there was anything. */
    private boolean scheduledComesNow() {
        if (machine.schedule().isEmpty()) {
            return false;
        }
        machine.stimulate(machine.schedule().take());
        return true;
    }

    private void pace(long target) {
        long units = machine.config().unitsPerSecond();
        long now = machine.cpu().time();
        long start = HostClock.nanos();
        long nanos = target == Timer.NEVER ? Long.MAX_VALUE : scale(target - now, NANOS_PER_SECOND, units);
        machine.inbox().await(nanos);
        long passed = scale(HostClock.nanos() - start, units, NANOS_PER_SECOND);
        boolean early = !machine.inbox().isEmpty() || machine.inbox().stopRequested();
        advance(early ? Math.min(target, now + passed) : target);
    }

    private void advance(long time) {
        Vcpu cpu = machine.cpu();
        if (time != Timer.NEVER && time > cpu.time()) {
            cpu.idle += time - cpu.time();
        }
    }

    private static long scale(long value, long numerator, long denominator) {
        return value / denominator * numerator + value % denominator * numerator / denominator;
    }

    private static String story(Vcpu cpu) {
        StringBuilder story = new StringBuilder();
        for (FaultTrace.Entry entry : cpu.faults.chain()) {
            story.append(story.isEmpty() ? ": " : "; ").append(entry.explain());
        }
        return story.toString();
    }
}
