package ringside.debug;

import ringside.debug.event.Event;

/**
 * Decides what a stop point does, instead of stopping always. Called on the machine thread at an instruction boundary with
 * the whole state in place, after enabled flag, condition and ignore count have let the hit pass; never in a replay. It may
 * look at everything and change the guest as a user does, but not run it.
 */
@FunctionalInterface
public interface StopHandler {
    /** Answers a hit of {@code breakpoint}. */
    Answer hit(Breakpoint breakpoint, Event event);
}
