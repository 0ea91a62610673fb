package ringside.debug.linux;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A Linux kernel that lies unpacked in guest memory, whether it has run yet or not.
 *
 * @param version its banner, {@code Linux version 6.1.0 ...}, or just {@code Linux} if none was found
 * @param text linear address of its first instruction
 * @param physical physical address of its first instruction
 * @param symbols all symbols, by address
 * @param exported how many of them come only from the table of exported symbols
 */
public record LinuxKernel(String version, long text, long physical, List<KernelSymbol> symbols, int exported) {
    private static final byte[] BANNER = "Linux version ".getBytes(StandardCharsets.ISO_8859_1);
    private static final int LONGEST_BANNER = 300;

    /**
     * Finds the kernel in RAM.
     *
     * @param ram memory from physical address 0 on; only read
     * @param length how many bytes of it are RAM
     * @return null if there is none, or none yet that is unpacked and relocated
     */
    public static LinuxKernel find(byte[] ram, int length) {
        Ram memory = new Ram(ram, length);
        for (TokenTable tokens = TokenTable.find(memory, 0);
                tokens != null;
                tokens = TokenTable.find(memory, tokens.behind())) {
            Kallsyms table = Kallsyms.at(memory, tokens);
            LinuxKernel kernel = table == null ? null : of(memory, table);
            if (kernel != null) {
                return kernel;
            }
        }
        return null;
    }

    /** Returns null while the decompressor has not adjusted the kernel's addresses to where it lies. */
    private static LinuxKernel of(Ram ram, Kallsyms table) {
        List<KernelSymbol> symbols = new ArrayList<>(table.symbols());
        Map<String, Long> known = new HashMap<>();
        symbols.forEach(symbol -> known.putIfAbsent(symbol.name(), symbol.address()));
        long text = known.getOrDefault(
                "_text", known.getOrDefault("_stext", symbols.get(0).address()));
        long last = symbols.get(symbols.size() - 1).address();
        KernelMap map = KernelMap.around(ram, table.place(), text, last);
        if (map == null) {
            return null;
        }
        int listed = symbols.size();
        for (KernelSymbol symbol : ExportTable.read(ram, map, known)) {
            if (known.putIfAbsent(symbol.name(), symbol.address()) == null) {
                symbols.add(symbol);
            }
        }
        return new LinuxKernel(
                version(ram, map), text, map.physical(text), List.copyOf(symbols), symbols.size() - listed);
    }

    private static String version(Ram ram, KernelMap map) {
        int at = ram.find(BANNER, map.start(), map.end());
        if (at < 0) {
            return "Linux";
        }
        int end = at;
        while (ram.has(end, 1) && end - at < LONGEST_BANNER && ram.u8(end) >= ' ' && ram.u8(end) < 0x7F) {
            end++;
        }
        return new String(ram.bytes(), at, end - at, StandardCharsets.ISO_8859_1);
    }
}
