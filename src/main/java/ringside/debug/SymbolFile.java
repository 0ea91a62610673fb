package ringside.debug;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads symbols from ELF32 files and from text as {@code nm} and {@code System.map} have it. */
public final class SymbolFile {
    private static final int ELF_MAGIC = 0x464C_457F;
    private static final int SYMBOL_TABLE = 2;
    private static final int SYMBOL_SIZE = 16;
    private static final int HEADER_SIZE = 52;
    private static final int SECTION_SIZE = 40;

    private SymbolFile() {}

    /**
     * Adds the symbols of a file.
     *
     * @param distance what is added to every address
     * @return how many were added; a file without any throws {@link DebugException}
     */
    public static int read(Path file, Symbols symbols, long distance) {
        byte[] content;
        try {
            content = Files.readAllBytes(file);
        } catch (NoSuchFileException missing) {
            throw new DebugException("there is no file '" + file + "'");
        } catch (IOException unreadable) {
            throw new DebugException("cannot read '" + file + "': " + unreadable.getMessage());
        }
        ByteBuffer buffer = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        boolean elf = content.length >= HEADER_SIZE && buffer.getInt(0) == ELF_MAGIC;
        int count;
        try {
            count = elf ? elf(buffer, symbols, distance) : text(content, symbols, distance);
        } catch (IndexOutOfBoundsException broken) {
            throw new DebugException("'" + file + "' is a damaged ELF file");
        }
        if (count == 0) {
            throw new DebugException("'" + file + "' has no symbols (ELF32, or lines 'ADDRESS TYPE NAME')");
        }
        return count;
    }

    private static int elf(ByteBuffer buffer, Symbols symbols, long distance) {
        int sections = buffer.getInt(32);
        int sectionCount = buffer.getShort(48) & 0xFFFF;
        int added = 0;
        for (int i = 0; i < sectionCount; i++) {
            int header = sections + i * SECTION_SIZE;
            if (buffer.getInt(header + 4) == SYMBOL_TABLE) {
                int strings = sections + buffer.getInt(header + 24) * SECTION_SIZE;
                added += table(
                        buffer,
                        buffer.getInt(header + 16),
                        buffer.getInt(header + 20),
                        buffer.getInt(strings + 16),
                        symbols,
                        distance);
            }
        }
        return added;
    }

    private static int table(ByteBuffer buffer, int start, int size, int strings, Symbols symbols, long distance) {
        int added = 0;
        for (int at = start; at <= start + size - SYMBOL_SIZE; at += SYMBOL_SIZE) {
            int type = buffer.get(at + 12) & 15;
            boolean defined = buffer.getShort(at + 14) != 0;
            String name = name(buffer, strings + buffer.getInt(at));
            // Types: 0 none, 1 object, 2 function. Sections and files are no places in the program.
            if (defined && type <= 2 && !name.isEmpty()) {
                symbols.add(name, (buffer.getInt(at + 4) & 0xFFFF_FFFFL) + distance);
                added++;
            }
        }
        return added;
    }

    private static String name(ByteBuffer buffer, int start) {
        int end = start;
        while (buffer.get(end) != 0) {
            end++;
        }
        return new String(buffer.array(), start, end - start, StandardCharsets.UTF_8);
    }

    private static int text(byte[] content, Symbols symbols, long distance) {
        int added = 0;
        for (String line :
                new String(content, StandardCharsets.ISO_8859_1).lines().toList()) {
            String[] words = line.strip().split("\\s+");
            if (words.length >= 2 && words[0].matches("(0x)?[0-9a-fA-F]{1,16}")) {
                String digits = words[0].startsWith("0x") ? words[0].substring(2) : words[0];
                symbols.add(words[words.length >= 3 ? 2 : 1], Long.parseUnsignedLong(digits, 16) + distance);
                added++;
            }
        }
        return added;
    }
}
