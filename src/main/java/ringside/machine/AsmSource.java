package ringside.machine;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ringside.isa.asm.Assembler;
import ringside.isa.asm.Assembly;
import ringside.isa.asm.AssemblyException;

/**
 * Assembler sources as guests. They go where their {@code org} says, or where the user says, or to a usual place; they start at
 * the label {@code start} or {@code _start}, or at their first byte, in the mode of their first {@code bits} directive. What
 * makes a boot sector at 7C00h is a disk, which the BIOS boots.
 */
final class AsmSource {
    private static final Pattern BITS = Pattern.compile("(?im)^\\s*\\[?\\s*(?:bits\\s+|use)(16|32)\\b");
    private static final int PM16_ADDRESS = 0x10000;
    private static final int PM32_ADDRESS = 0x100000;

    private AsmSource() {}

    static boolean recognises(String name) {
        return name.endsWith(".asm");
    }

    static GuestImage parse(byte[] file, String name, LoadOptions options) {
        String source = new String(file, StandardCharsets.UTF_8);
        FlatMode mode = options.mode() == null ? modeOf(source) : options.mode();
        Assembly assembly = assemble(name, source);
        long wanted = options.address();
        if (wanted >= 0 && assembly.origin() != 0 && (assembly.origin() & 0xFFFF_FFFFL) != wanted) {
            throw new ImageException(
                    "%s: the source has org %Xh, so it cannot go to %Xh".formatted(name, assembly.origin(), wanted));
        }
        long address = wanted >= 0 ? wanted : usual(mode);
        if (assembly.origin() == 0 && address != 0) {
            // An origin counts for the whole source wherever it stands; at the end it moves no line numbers.
            assembly = assemble(name, source + "\n org " + address + "\n");
        }
        if (assembly.bytes().length == 0) {
            throw new ImageException(name + ": the source produces no code");
        }
        Map<String, Integer> labels = assembly.symbols();
        long origin = assembly.origin() & 0xFFFF_FFFFL;
        int start = labels.getOrDefault("start", labels.getOrDefault("_start", assembly.origin()));
        boolean boots = origin == FlatImage.BOOT_SECTOR_ADDRESS && wanted < 0 && mode == FlatMode.REAL16;
        if (boots && DiskBoot.isBootable(assembly.bytes())) {
            return DiskBoot.from(DiskImage.of(name, assembly.bytes()), options, symbols(labels));
        }
        return new FlatImage(name, assembly.bytes(), origin, start & 0xFFFF_FFFFL, mode, symbols(labels));
    }

    private static Assembly assemble(String name, String source) {
        try {
            return Assembler.assemble(name, source);
        } catch (AssemblyException failed) {
            int more = failed.errors().size() - 1;
            String tail = more == 0 ? "" : more == 1 ? " (and 1 more error)" : " (and " + more + " more errors)";
            throw new ImageException(failed.errors().get(0) + tail);
        }
    }

    private static FlatMode modeOf(String source) {
        Matcher matcher = BITS.matcher(source);
        return matcher.find() && matcher.group(1).equals("32") ? FlatMode.PM32 : FlatMode.REAL16;
    }

    private static long usual(FlatMode mode) {
        return switch (mode) {
            case REAL16 -> FlatImage.BOOT_SECTOR_ADDRESS;
            case PM16 -> PM16_ADDRESS;
            case PM32 -> PM32_ADDRESS;
        };
    }

    private static List<Symbol> symbols(Map<String, Integer> labels) {
        List<Symbol> symbols = new ArrayList<>();
        labels.forEach((name, address) -> symbols.add(new Symbol(name, address & 0xFFFF_FFFFL, 0)));
        return symbols;
    }
}
