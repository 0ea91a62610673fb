package ringside.debug;

import java.util.List;

/**
 * Who called the present code, as far as the stack tells.
 *
 * @param frames innermost first
 * @param end why there are no more
 */
public record Backtrace(List<Frame> frames, String end) {}
