package ringside.console;

import ringside.debug.DriftMeter;

/** {@code info time}: time in the machine beside that of the host. */
final class DriftTopic {
    private static final double NANOS = 1e9;

    /**
     * The time that passed while the machine ran.
     *
     * @param units of machine time
     * @param instructions those units in which an instruction retired
     * @param waited the other ones
     * @param seconds the units as the machine's devices count them
     * @param hostSeconds what that took
     * @param ratio machine time per host time: 1 is real time
     * @param late how many interrupts the CPU took at once, 1 unit after INTR, 2 to 3 units, 4 to 7, and so on
     * @param latest the most units after INTR
     */
    record Drift(
            long units,
            long instructions,
            long waited,
            double seconds,
            double hostSeconds,
            double ratio,
            long[] late,
            long latest) {}

    private DriftTopic() {}

    static Topic topic() {
        return Topic.of(
                "time",
                "time that passed in the machine, beside the host's, and how late interrupts were taken",
                (session, arguments) -> {
                    arguments.atMost(0);
                    return drift(session);
                });
    }

    private static void late(Text text, Drift drift) {
        if (drift.late().length == 0) {
            return;
        }
        Table table = new Table("late by", "interrupts");
        for (int i = 0; i < drift.late().length; i++) {
            long from = i == 0 ? 0 : 1L << i - 1;
            long to = i == 0 ? 0 : (1L << i) - 1;
            table.row(from == to ? from + " units" : from + " to " + to, Long.toString(drift.late()[i]));
        }
        table.write(text);
        text.line("the latest one by " + drift.latest() + " units after INTR was asserted");
    }

    private static Result drift(Session session) {
        DriftMeter meter = session.debugger().control().drift();
        double seconds = meter.units() / (double) session.machine().config().unitsPerSecond();
        double host = meter.hostNanos() / NANOS;
        Drift drift = new Drift(
                meter.units(),
                meter.instructions(),
                meter.units() - meter.instructions(),
                seconds,
                host,
                host == 0 ? 0 : seconds / host,
                session.machine().lateness().histogram(),
                session.machine().lateness().worst());
        return Result.of(drift, text -> {
            text.line(String.format(
                    "machine  %.6f s: %d instructions and %d units waited",
                    seconds, drift.instructions(), drift.waited()));
            text.line(String.format("host     %.6f s, %.3f of real time", host, drift.ratio()));
            late(text, drift);
        });
    }
}
