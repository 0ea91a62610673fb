package ringside.machine;

/** How fast a halted machine's time passes. */
public enum Pace {
    /** Idle time is skipped: the next event happens at once. For batch runs and tests. */
    WARP,
    /** Idle time passes as on the wall, so that a clock on the screen is right and input finds its moment. */
    WALL
}
