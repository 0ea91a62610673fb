package ringside.machine;

import ringside.time.Stimulus;

/** Hears of every stimulus just before it acts: a recorder. */
@FunctionalInterface
public interface StimulusListener {
    void accepted(Stamp stamp, Stimulus stimulus);

    /** A snapshot was taken. */
    default void taken(Snapshot snapshot) {}

    /** The machine was put into the state of a snapshot; what came after it has not happened. */
    default void restored(Snapshot snapshot) {}
}
