package ringside.isa.asm;

import java.util.List;
import java.util.Map;

/**
 * An assembled source.
 *
 * @param bytes the image
 * @param origin address that the first byte is meant for
 * @param symbols labels by full name ({@code task.loop}), in source order, as addresses with the origin included
 * @param constants names defined by {@code equ} that are no addresses
 * @param listing the lines that produced bytes, in order
 */
public record Assembly(
        byte[] bytes,
        int origin,
        Map<String, Integer> symbols,
        Map<String, Long> constants,
        List<ListingLine> listing) {}
