package ringside.exec;

import java.util.function.BooleanSupplier;
import ringside.cpu.Vcpu;

/** Runs guest code. Interpreter and translators are interchangeable here, at any instruction boundary. */
public interface ExecutionEngine {
    /**
     * Runs until {@code cpu.icount} reaches {@code untilIcount} or something else asks for a stop. A breakpoint at the
     * first instruction is passed over.
     */
    StopReason run(Vcpu cpu, long untilIcount);

    /**
     * Runs like {@link #run} and asks for a stop with {@code reason} at the first boundary behind an instruction at which
     * {@code condition} holds. The condition must not touch the guest.
     */
    default StopReason runUntil(Vcpu cpu, long untilIcount, BooleanSupplier condition, String reason) {
        while (cpu.icount < Math.min(untilIcount, cpu.horizon)) {
            StopReason stop = run(cpu, cpu.icount + 1);
            if (stop != StopReason.LIMIT) {
                return stop;
            }
            if (condition.getAsBoolean()) {
                cpu.stopRequest = reason;
                return StopReason.REQUESTED;
            }
        }
        return StopReason.LIMIT;
    }

    /**
     * Returns after how many instructions of a run the engine shall come back to let others have a look at the world outside:
     * some milliseconds, and so many that coming back costs next to nothing.
     */
    default long slice() {
        return 100_000;
    }

    /** Returns what was executed last; empty for an engine that does not keep it. */
    default ExecutionHistory history() {
        return new ExecutionHistory();
    }
}
