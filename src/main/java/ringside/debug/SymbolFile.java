package ringside.debug;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads symbols from ELF32 files and from text as {@code nm}, {@code System.map} and {@code /proc/kallsyms} have it. */
public final class SymbolFile {
    private static final int ELF_MAGIC = 0x464C_457F;
    private static final int RELOCATABLE = 1;
    private static final int SYMBOL_TABLE = 2;
    private static final int SYMBOL_SIZE = 16;
    private static final int HEADER_SIZE = 52;
    private static final int SECTION_SIZE = 40;

    private final ByteBuffer elf;
    private final Symbols symbols;
    private final String origin;
    private int added;

    private SymbolFile(byte[] content, Symbols symbols, String origin) {
        this.elf = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        this.symbols = symbols;
        this.origin = origin;
    }

    /**
     * How far symbols are from where their file says.
     *
     * @param value a number of bytes, or the address of {@code .text}
     * @param base whether {@code value} is where an ELF file's {@code .text} is; it is added for other files in any case
     */
    public record Shift(long value, boolean base) {
        /** The file is right. */
        public static final Shift NONE = new Shift(0, false);
    }

    /**
     * Adds the symbols of a file.
     *
     * @param origin what they are remembered as the symbols of
     * @return how many were added; a file without any throws {@link DebugException}
     */
    public static int read(Path file, Symbols symbols, String origin, Shift shift) {
        byte[] content;
        try {
            content = Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw new DebugException(FileFailure.reading(file, unreadable));
        }
        SymbolFile reader = new SymbolFile(content, symbols, origin);
        try {
            if (content.length >= HEADER_SIZE && reader.elf.getInt(0) == ELF_MAGIC) {
                reader.elf(shift);
            } else {
                reader.text(content, shift.value());
            }
        } catch (IndexOutOfBoundsException broken) {
            throw new DebugException("'" + file + "' is a damaged ELF file");
        }
        if (reader.added == 0) {
            throw new DebugException("'" + file + "' has no symbols (ELF32, or lines 'ADDRESS TYPE NAME')");
        }
        return reader.added;
    }

    private void elf(Shift shift) {
        int text = section(".text");
        if (shift.base() && text < 0) {
            throw new DebugException("the file has no .text section whose place a base could be; use -o OFFSET");
        }
        boolean relocatable = elf.getShort(16) == RELOCATABLE;
        long distance = shift.base() ? shift.value() - elf.getInt(header(text) + 12) : shift.value();
        for (int i = 0; i < (elf.getShort(48) & 0xFFFF); i++) {
            if (elf.getInt(header(i) + 4) == SYMBOL_TABLE) {
                int strings = elf.getInt(header(elf.getInt(header(i) + 24)) + 16);
                table(header(i), strings, distance, relocatable ? text : -1);
            }
        }
    }

    private int header(int section) {
        return elf.getInt(32) + section * SECTION_SIZE;
    }

    private int section(String wanted) {
        int count = elf.getShort(48) & 0xFFFF;
        int names = count == 0 ? 0 : elf.getInt(header(elf.getShort(50) & 0xFFFF) + 16);
        for (int i = 0; i < count; i++) {
            if (name(names + elf.getInt(header(i))).equals(wanted)) {
                return i;
            }
        }
        return -1;
    }

    /** Reads a symbol table; {@code only} is the section whose symbols are wanted, -1 for all. */
    private void table(int header, int strings, long distance, int only) {
        int start = elf.getInt(header + 16);
        int size = elf.getInt(header + 20);
        for (int at = start; at <= start + size - SYMBOL_SIZE; at += SYMBOL_SIZE) {
            int type = elf.get(at + 12) & 15;
            int section = elf.getShort(at + 14) & 0xFFFF;
            String name = name(strings + elf.getInt(at));
            // Types: 0 none, 1 object, 2 function. Sections and files are no places in the program.
            if (section != 0 && type <= 2 && !name.isEmpty() && (only < 0 || section == only)) {
                add(name, (elf.getInt(at + 4) & 0xFFFF_FFFFL) + distance);
            }
        }
    }

    private String name(int start) {
        int end = start;
        while (elf.get(end) != 0) {
            end++;
        }
        return new String(elf.array(), start, end - start, StandardCharsets.UTF_8);
    }

    private void text(byte[] content, long distance) {
        for (String line :
                new String(content, StandardCharsets.ISO_8859_1).lines().toList()) {
            String[] words = line.strip().split("\\s+");
            if (words.length >= 2 && words[0].matches("(0x)?[0-9a-fA-F]{1,16}")) {
                String digits = words[0].startsWith("0x") ? words[0].substring(2) : words[0];
                // nm -S puts the size in between, /proc/kallsyms the module behind.
                boolean sized = words.length >= 4 && words[1].matches("[0-9a-fA-F]{8,16}");
                String name = words[Math.min(words.length - 1, sized ? 3 : 2)];
                add(name, Long.parseUnsignedLong(digits, 16) + distance);
            }
        }
    }

    private void add(String name, long linear) {
        if (origin.equals(Symbols.LABELS)) {
            symbols.label(name, linear);
        } else {
            symbols.add(origin, name, linear);
        }
        added++;
    }
}
