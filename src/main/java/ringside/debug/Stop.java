package ringside.debug;

import java.util.List;
import ringside.debug.event.Event;

/**
 * The end of a run.
 *
 * @param kind why
 * @param reason a whole sentence for the user; empty after a plain step
 * @param location where the next instruction is
 * @param icount retired instructions since power-on
 * @param time guest time
 * @param breakpoint number of the breakpoint that was hit, or 0
 * @param code exit code of the guest, with {@link Kind#EXIT}
 * @param event what a stop point waited for, with {@link Kind#BREAKPOINT}, else null
 * @param notes lines that explain more: the faults that led to a triple fault and what may be missing; mostly empty
 */
public record Stop(
        Kind kind,
        String reason,
        Location location,
        long icount,
        long time,
        int breakpoint,
        int code,
        Event event,
        List<String> notes) {
    /** Why a run ended. */
    public enum Kind {
        STEP,
        BREAKPOINT,
        /** The place or condition asked for is reached. */
        REACHED,
        /** The instruction count asked for is reached. */
        LIMIT,
        USER,
        /** The guest ended itself with an exit code. */
        EXIT,
        /** The guest asked for what its machine does not have. */
        UNSUPPORTED,
        /** Triple fault, or halted for good. */
        DIED,
        /** The guest asked for a reset. */
        RESET,
        /** The guest waits for an interrupt that nothing will send. */
        IDLE
    }

    /** Whether running on makes no sense without a reset. */
    public boolean isEnd() {
        return kind == Kind.EXIT || kind == Kind.DIED;
    }

    /** Returns the same stop with the event that made it. */
    Stop with(Event newEvent) {
        return new Stop(kind, reason, location, icount, time, breakpoint, code, newEvent, notes);
    }

    /** Returns the same stop with an explanation. */
    Stop with(List<String> newNotes) {
        return new Stop(kind, reason, location, icount, time, breakpoint, code, event, newNotes);
    }
}
