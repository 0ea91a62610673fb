package ringside.debug;

/**
 * One frame of a backtrace.
 *
 * @param index 0 is innermost
 * @param place where it goes on
 * @param stack linear address of the stack's top when it goes on
 * @param source how it was found
 * @param detail what speaks for it, for the user
 */
public record Frame(int index, Location place, int stack, Source source, String detail) {
    /** How a frame is known. */
    public enum Source {
        /** CS:EIP. */
        REGISTERS("registers"),
        /** The instruction shows that the return address is on top of the stack, or next to it. */
        STACK_TOP("stack top"),
        /** The chain of saved frame pointers. */
        FRAME_POINTER("frame pointer"),
        /** What the CPU or an entry routine saved at an interrupt or exception. */
        INTERRUPT_FRAME("interrupt frame"),
        /** The first word on the stack that stands behind a call instruction. */
        HEURISTIC("heuristic");

        private final String words;

        Source(String words) {
            this.words = words;
        }

        /** Returns the source in words. */
        public String words() {
            return words;
        }
    }
}
