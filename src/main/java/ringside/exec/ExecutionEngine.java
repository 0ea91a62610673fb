package ringside.exec;

import ringside.cpu.Vcpu;

/** Runs guest code. Interpreter and translators are interchangeable here, at any instruction boundary. */
public interface ExecutionEngine {
    /**
     * Runs until {@code cpu.icount} reaches {@code untilIcount} or something else asks for a stop. A breakpoint at the
     * first instruction is passed over.
     */
    StopReason run(Vcpu cpu, long untilIcount);

    /** Returns what was executed last; empty for an engine that does not keep it. */
    default ExecutionHistory history() {
        return new ExecutionHistory();
    }
}
