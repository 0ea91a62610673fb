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
     */
    record Drift(long units, long instructions, long waited, double seconds, double hostSeconds, double ratio) {}

    private DriftTopic() {}

    static Topic topic() {
        return Topic.of("time", "time that passed in the machine, beside the host's", (session, arguments) -> {
            arguments.atMost(0);
            return drift(session);
        });
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
                host == 0 ? 0 : seconds / host);
        return Result.of(drift, text -> {
            text.line(String.format(
                    "machine  %.6f s: %d instructions and %d units waited",
                    seconds, drift.instructions(), drift.waited()));
            text.line(String.format("host     %.6f s, %.3f of real time", host, drift.ratio()));
        });
    }
}
