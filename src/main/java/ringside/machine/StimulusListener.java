package ringside.machine;

import ringside.time.Stimulus;

/** Hears of every stimulus just before it acts: a recorder. */
@FunctionalInterface
public interface StimulusListener {
    void accepted(Stamp stamp, Stimulus stimulus);
}
