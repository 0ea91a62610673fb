package ringside.debug.doctor;

/**
 * One step of the way into protected mode and paging, and how it stands.
 *
 * @param step its name, such as {@code A20} or {@code far jump}
 * @param state whether it is done right
 * @param text what was found, in one sentence without a full stop
 */
public record Finding(String step, State state, String text) {
    /** How a step stands. */
    public enum State {
        /** Done, and right. */
        DONE,
        /** Not done, and nothing shows that it should be. */
        OPEN,
        /** Missing or wrong: what follows from it goes wrong. */
        WRONG
    }
}
