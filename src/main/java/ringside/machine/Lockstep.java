package ringside.machine;

import java.util.Arrays;
import java.util.List;
import ringside.cpu.Vcpu;
import ringside.exec.ExecutionEngine;
import ringside.exec.StopReason;
import ringside.time.Stimulus;

/**
 * Runs a second machine beside the first, on an interpreter of its own, and compares the two: the whole state every so many
 * slices, the CPU after each. It takes the place of the first machine's engine; what reaches that machine from outside
 * reaches the second one at the same moment. At the first difference the run stops, and the instruction at which the two
 * part can be found by going back to where they were equal.
 */
public final class Lockstep implements ExecutionEngine, StimulusListener, AutoCloseable {
    /** Slices between two comparisons of memory and devices. */
    private static final int WHOLE = 16;

    private final Machine first;
    private final Machine second;
    private final ExecutionEngine engine;
    private Snapshot equal;
    private long equalAt;
    private int slices;
    private long compared;
    private Divergence divergence;

    /**
     * Where two runs part.
     *
     * @param icount instructions retired when they were last equal
     * @param parts what differs one instruction later, or, if that could not be found, at the end of the slice
     * @param exact whether {@code icount} is the very instruction
     * @param expected registers of the interpreter after it
     * @param actual registers of the engine under test after it
     */
    public record Divergence(long icount, List<String> parts, boolean exact, String expected, String actual) {}

    /** Puts a second machine, in the same state, beside one that stands. */
    public Lockstep(Machine first) {
        this.first = first;
        engine = first.engine();
        second = new Machine(first.config());
        second.boot(first.image());
        mark();
        second.state().restore(equal);
        first.use(this);
        first.onStimulus(this);
    }

    /** Gives the machine its engine back. */
    @Override
    public void close() {
        first.use(engine);
        first.removeListener(this);
    }

    /** Returns the engine that is compared with the interpreter. */
    public ExecutionEngine engine() {
        return engine;
    }

    /** Returns how many instructions have been compared. */
    public long compared() {
        return compared;
    }

    @Override
    public StopReason run(Vcpu cpu, long untilIcount) {
        catchUp();
        long before = cpu.icount;
        StopReason reason = engine.run(cpu, untilIcount);
        if (divergence == null) {
            catchUp();
            compared += cpu.icount - before;
            boolean whole = ++slices % WHOLE == 0;
            if (sameCpu(first.cpu(), second.cpu()) && (!whole || difference().isEmpty())) {
                equalAt = whole ? cpu.icount : equalAt;
            } else {
                divergence = new Divergence(before, difference(), false, registers(second), registers(first));
                cpu.stopRequest = "lockstep: the engines part; 'lockstep' shows where";
            }
        }
        return reason;
    }

    private void catchUp() {
        long time = first.cpu().time();
        while (second.cpu().time() < time) {
            long before = second.cpu().time();
            second.run(Long.MAX_VALUE, time);
            if (second.cpu().time() == before) {
                return;
            }
        }
    }

    private List<String> difference() {
        return first.state().hash().difference(second.state().hash());
    }

    private static boolean sameCpu(Vcpu a, Vcpu b) {
        return a.icount == b.icount
                && a.eip == b.eip
                && Arrays.equals(a.gpr, b.gpr)
                && a.eflags() == b.eflags()
                && Arrays.equals(a.selector, b.selector);
    }

    /** Remembers the present state as one in which the two were equal. To be called while the machine stands. */
    public void mark() {
        equal = first.state().snapshot();
        equalAt = equal.icount();
    }

    /** Returns what was found, or null. */
    public Divergence divergence() {
        return divergence;
    }

    /**
     * Finds the first instruction behind the last mark after which the states differ, by running from there again; the first
     * machine stands behind it then. If the difference does not come back, what is known of it stays as it was.
     */
    public Divergence find() {
        if (divergence == null || divergence.exact()) {
            return divergence;
        }
        long high = first.cpu().icount;
        if (sameAt(equalAt)) {
            mark();
        }
        long low = equal.icount();
        if (sameAt(high)) {
            return divergence;
        }
        while (high - low > 1) {
            long middle = low + (high - low) / 2;
            if (sameAt(middle)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        sameAt(high);
        divergence = new Divergence(low, difference(), true, registers(second), registers(first));
        return divergence;
    }

    /** Runs both from the mark to a count. Returns whether they are equal there. */
    private boolean sameAt(long icount) {
        first.use(engine);
        try {
            first.state().restore(equal);
            second.state().restore(equal);
            runTo(first, icount);
            runTo(second, icount);
            return difference().isEmpty();
        } finally {
            first.use(this);
        }
    }

    private static void runTo(Machine machine, long icount) {
        while (machine.cpu().icount < icount) {
            Stop.Kind kind = machine.run(icount).kind();
            if (kind != Stop.Kind.LIMIT && kind != Stop.Kind.BREAKPOINT) {
                return;
            }
        }
    }

    private static String registers(Machine machine) {
        Vcpu cpu = machine.cpu();
        return "icount %d eip %08x eax %08x ecx %08x edx %08x ebx %08x esp %08x ebp %08x esi %08x edi %08x eflags %08x"
                .formatted(
                        cpu.icount,
                        cpu.eip,
                        cpu.r32(0),
                        cpu.r32(1),
                        cpu.r32(2),
                        cpu.r32(3),
                        cpu.r32(4),
                        cpu.r32(5),
                        cpu.r32(6),
                        cpu.r32(7),
                        cpu.eflags());
    }

    @Override
    public void accepted(Stamp stamp, Stimulus stimulus) {
        catchUp();
        second.stimulate(stimulus);
    }

    @Override
    public void restored(Snapshot snapshot) {
        if (divergence == null) {
            second.state().restore(snapshot);
        }
    }
}
