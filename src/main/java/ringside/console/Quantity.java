package ringside.console;

/** A number of things, in words: {@code 1 block}, {@code 2 blocks}. */
final class Quantity {
    private Quantity() {}

    /** Returns the count and the noun, which gets an s unless there is exactly one. */
    static String of(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
