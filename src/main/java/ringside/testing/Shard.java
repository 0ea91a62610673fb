package ringside.testing;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of several parts of equal size into which tests are dealt.
 *
 * @param index which part, from 1
 * @param count how many parts there are
 */
public record Shard(int index, int count) {
    /** All tests. */
    public static final Shard ALL = new Shard(1, 1);

    private static final Pattern WRITTEN = Pattern.compile("([1-9][0-9]{0,5})/([1-9][0-9]{0,5})");

    /**
     * Reads {@code i/n}.
     *
     * @throws IllegalArgumentException if it is none; the message says why
     */
    public static Shard parse(String text) {
        Matcher matcher = WRITTEN.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a shard is written i/n, such as 1/4; not '" + text + "'");
        }
        Shard shard = new Shard(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
        if (shard.index > shard.count) {
            throw new IllegalArgumentException("there is no shard " + shard.index + " of " + shard.count);
        }
        return shard;
    }

    /** Whether the test with this running number, from 0, belongs to the part. */
    boolean has(int number) {
        return number % count == index - 1;
    }
}
