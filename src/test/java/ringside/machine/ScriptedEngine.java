package ringside.machine;

import java.util.ArrayList;
import java.util.List;
import ringside.cpu.Boundary;
import ringside.cpu.Eflags;
import ringside.cpu.Vcpu;
import ringside.exec.ExecutionEngine;
import ringside.exec.StopReason;

/**
 * An engine without code: every instruction is a NOP, except that actions may be attached to instruction counts. It
 * obeys horizon, HLT and interrupts as engines must; taking an interrupt only notes its vector.
 */
final class ScriptedEngine implements ExecutionEngine {
    /** What the instruction at a count does. */
    @FunctionalInterface
    interface Action {
        void execute(Vcpu cpu);
    }

    private record Step(long icount, Action action) {}

    final List<String> interrupts = new ArrayList<>();
    final List<Long> slices = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();

    ScriptedEngine at(long icount, Action action) {
        steps.add(new Step(icount, action));
        return this;
    }

    /** HLT at {@code icount}, with interrupts enabled or not. */
    ScriptedEngine haltAt(long icount, boolean interruptsEnabled) {
        return at(icount, cpu -> {
            cpu.systemFlags = interruptsEnabled ? cpu.systemFlags | Eflags.IF : cpu.systemFlags & ~Eflags.IF;
            cpu.halted = true;
        });
    }

    @Override
    public StopReason run(Vcpu cpu, long untilIcount) {
        slices.add(untilIcount);
        while (true) {
            if (Boundary.attention(cpu) && (cpu.systemFlags & Eflags.IF) != 0 && cpu.pic.asserted()) {
                interrupts.add("%02X@%d/%d".formatted(cpu.pic.acknowledge(), cpu.icount, cpu.time()));
                cpu.halted = false;
            }
            if (cpu.shutdown) {
                return StopReason.SHUTDOWN;
            }
            if (cpu.halted) {
                return StopReason.HALTED;
            }
            long limit = Math.min(untilIcount, cpu.horizon);
            if (cpu.icount >= limit) {
                return StopReason.LIMIT;
            }
            Step step = nextStep(cpu.icount);
            if (step != null && step.icount == cpu.icount) {
                steps.remove(step);
                step.action.execute(cpu);
                cpu.icount++;
            } else {
                cpu.icount = Math.min(limit, step == null ? Long.MAX_VALUE : step.icount);
            }
        }
    }

    private Step nextStep(long icount) {
        Step next = null;
        for (Step step : steps) {
            if (step.icount >= icount && (next == null || step.icount < next.icount)) {
                next = step;
            }
        }
        return next;
    }
}
