package ringside.machine;

import ringside.time.Stimulus;

/** Recorded stimuli to be fed back, in the order of their stamps. */
public interface StimulusSource {
    /** Returns the stamp of the next stimulus, or null if there is none. */
    Stamp next();

    /** Removes and returns the next stimulus; there is one. */
    Stimulus take();
}
