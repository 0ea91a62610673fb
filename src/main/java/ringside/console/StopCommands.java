package ringside.console;

import java.util.List;

/**
 * Carries out the commands of stop points once the stop has been shown. One of them that runs the guest ends the list: its
 * own stop may bring the next, for as long as nobody interrupts.
 */
final class StopCommands {
    private static final String SILENT = "silent";

    private final Session session;
    private List<String> due = List.of();
    private int stops;
    private boolean active;

    StopCommands(Session session) {
        this.session = session;
    }

    /** Takes over the commands of a stop that has just been made. Returns whether it is to stay quiet. */
    boolean stopped() {
        stops++;
        due = session.debugger().breakpoints().takeCommands();
        if (due.isEmpty() || !due.get(0).equals(SILENT)) {
            return false;
        }
        due = due.subList(1, due.size());
        return true;
    }

    /** Carries out what is due and adds it to {@code done}. */
    void carryOut(List<Execution> done) {
        if (active) {
            return;
        }
        active = true;
        try {
            while (!due.isEmpty() && !session.debugger().control().isInterrupted()) {
                List<String> lines = due;
                due = List.of();
                int before = stops;
                for (int i = 0; i < lines.size() && stops == before; i++) {
                    List<Execution> executions = session.interpreter().execute(lines.get(i));
                    done.addAll(executions);
                    if (session.exitCode() != null || executions.stream().anyMatch(Execution::isFailure)) {
                        due = List.of();
                        return;
                    }
                }
            }
        } finally {
            active = false;
        }
    }
}
