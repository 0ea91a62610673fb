package ringside.debug.event;

/** On which side of the instruction concerned the guest stands. */
public enum Phase {
    /** It is the next to run. */
    BEFORE,
    /** It has run, or what it raised has been delivered. */
    AFTER
}
