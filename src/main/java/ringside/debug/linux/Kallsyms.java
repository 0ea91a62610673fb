package ringside.debug.linux;

import java.util.ArrayList;
import java.util.List;

/**
 * The kernel's own symbol table, of 32-bit kernels from 2.6.10 to 6.x. Its parts are always the same, their order is not:
 *
 * <pre>
 *   to 4.5    addresses                num_syms names markers token_table token_index
 *   from 4.6  offsets relative_base    num_syms names markers token_table token_index
 *   from 6.2  offsets relative_base    num_syms names markers seqs_of_names token_table token_index
 *   from 6.5                           num_syms names markers token_table token_index offsets relative_base seqs_of_names
 * </pre>
 *
 * Each part is aligned to four bytes. Marker i is the distance of name 256 * i from the first; that the names can be walked
 * from marker to marker proves that they are names. Addresses never descend.
 *
 * @param place physical address of the dictionary of tokens
 * @param symbols in the order of their addresses
 */
record Kallsyms(int place, List<KernelSymbol> symbols) {
    private static final int BLOCK = 256;
    private static final int SHORTEST = 2;
    private static final int LONGEST = 200;

    /** How far the markers may be in front of the dictionary: 3 bytes a symbol of at most 1 Mi symbols. */
    private static final int REACH = 3 << 20;

    /** A kernel's image is smaller than this, and starts higher. */
    private static final long LARGEST_IMAGE = 0x1000_0000;

    /** Returns the table that belongs to a dictionary, or null if it is none of a kernel. */
    static Kallsyms at(Ram ram, TokenTable tokens) {
        int lowest = Math.max(8, tokens.start() - REACH);
        for (int at = tokens.start() & ~3; at >= lowest; at -= 4) {
            if (ram.has(at, 8) && ram.i32(at) == 0) {
                List<Integer> markers = markers(ram, at, tokens.start());
                Kallsyms found = markers.size() < 2 ? null : behind(ram, tokens, at, markers);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private static List<Integer> markers(Ram ram, int start, int end) {
        List<Integer> markers = new ArrayList<>(List.of(0));
        for (int at = start + 4; at + 4 <= end; at += 4) {
            int block = ram.i32(at) - markers.get(markers.size() - 1);
            if (block < BLOCK * SHORTEST || block > BLOCK * LONGEST) {
                break;
            }
            markers.add(ram.i32(at));
        }
        return markers;
    }

    /** Looks for the names in front of the markers. What follows the markers may look like more of them. */
    private static Kallsyms behind(Ram ram, TokenTable tokens, int markersStart, List<Integer> markers) {
        for (int blocks = markers.size(); blocks >= Math.max(2, markers.size() - 2); blocks--) {
            int highest = markersStart - markers.get(blocks - 1) - SHORTEST & ~3;
            int lowest = Math.max(4, highest - BLOCK * LONGEST);
            for (int names = highest; names >= lowest; names -= 4) {
                int count = ram.i32(names - 4);
                if (count > (blocks - 1) * BLOCK && count <= blocks * BLOCK) {
                    List<String> spelled = names(ram, tokens, names, count, markersStart, markers);
                    long[] addresses = spelled == null ? null : addresses(ram, tokens, names - 4, count);
                    if (addresses != null) {
                        return new Kallsyms(tokens.start(), join(spelled, addresses));
                    }
                }
            }
        }
        return null;
    }

    private static List<String> names(
            Ram ram, TokenTable tokens, int start, int count, int end, List<Integer> markers) {
        List<String> names = new ArrayList<>(count);
        int at = start;
        for (int i = 0; i < count; i++) {
            if (i % BLOCK == 0 && at - start != markers.get(i / BLOCK) || at + 2 > end) {
                return null;
            }
            int length = ram.u8(at++);
            if (length >= 0x80) {
                // From 6.1 on a length takes two bytes if it must (ULEB128).
                length = length & 0x7F | ram.u8(at++) << 7;
            }
            if (length == 0 || at + length > end) {
                return null;
            }
            StringBuilder name = new StringBuilder();
            for (int k = 0; k < length; k++) {
                name.append(tokens.token(ram.u8(at + k)));
            }
            names.add(name.toString());
            at += length;
        }
        return end - at < 8 ? names : null;
    }

    private static long[] addresses(Ram ram, TokenTable tokens, int countAt, int count) {
        int size = 4 * count;
        int behind = tokens.end() + 3 & ~3;
        long[] found = relative(ram, countAt - 4 - size, count);
        if (found == null) {
            found = absolute(ram, countAt - size, count);
        }
        if (found == null) {
            found = relative(ram, behind, count);
        }
        return found == null ? absolute(ram, behind, count) : found;
    }

    /** Reads offsets that are followed by their base. */
    private static long[] relative(Ram ram, int start, int count) {
        long[] addresses = ascending(ram, start, count);
        if (addresses == null || !ram.has(start, 4L * count + 4)) {
            return null;
        }
        long base = ram.u32(start + 4 * count);
        if (addresses[count - 1] >= LARGEST_IMAGE || base < LARGEST_IMAGE || (base & 0xFFF) != 0) {
            return null;
        }
        for (int i = 0; i < count; i++) {
            addresses[i] = base + addresses[i] & 0xFFFF_FFFFL;
        }
        return addresses;
    }

    private static long[] absolute(Ram ram, int start, int count) {
        long[] addresses = ascending(ram, start, count);
        boolean plausible = addresses != null && addresses[count / 2] >= LARGEST_IMAGE;
        return plausible ? addresses : null;
    }

    private static long[] ascending(Ram ram, int start, int count) {
        if (!ram.has(start, 4L * count)) {
            return null;
        }
        long[] numbers = new long[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = ram.u32(start + 4 * i);
            if (i > 0 && numbers[i] < numbers[i - 1]) {
                return null;
            }
        }
        return numbers[count - 1] > numbers[0] ? numbers : null;
    }

    private static List<KernelSymbol> join(List<String> names, long[] addresses) {
        List<KernelSymbol> symbols = new ArrayList<>(addresses.length);
        for (int i = 0; i < addresses.length; i++) {
            // The first character of a name is its type.
            String name = names.get(i);
            symbols.add(new KernelSymbol(name.substring(1), name.charAt(0), addresses[i]));
        }
        return symbols;
    }
}
