package ringside.machine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import ringside.exec.sbt.CodeSpace;

/**
 * A 32-bit x86 executable in ELF: what of it goes where in memory, and its symbols. System V ABI, "Object Files", and its
 * Intel386 supplement.
 *
 * @param entry address of the first instruction, physical
 * @param segments what is loaded, in the file's order
 * @param symbols functions, objects and labels in ascending order of addresses; empty if the file was stripped
 */
record ElfFile(long entry, List<Segment> segments, List<Symbol> symbols) {
    private static final int HEADER_SIZE = 52;
    private static final int PROGRAM_HEADER_SIZE = 32;
    private static final int SECTION_HEADER_SIZE = 40;
    private static final int SYMBOL_SIZE = 16;
    private static final int LONGEST_NAME = 4096;
    private static final int CLASS_32 = 1;
    private static final int LITTLE_ENDIAN = 1;
    private static final int EXECUTABLE = 2;
    private static final int SHARED = 3;
    private static final int I386 = 3;
    private static final int LOAD = 1;
    private static final int SYMBOL_TABLE = 2;
    private static final int EXECUTABLE_FLAG = 1;
    private static final int FUNCTION_SYMBOL = 2;
    private static final int SECTION_SYMBOL = 3;
    private static final int FILE_SYMBOL = 4;

    /**
     * A part of the file that is loaded.
     *
     * @param physical address it is loaded at
     * @param virtual address it is linked for
     * @param contents bytes from the file
     * @param size bytes in memory; what the file does not have is zero
     * @param executable whether it may hold code
     */
    record Segment(long physical, long virtual, byte[] contents, long size, boolean executable) {}

    /** Returns the physical addresses of the code among segments. */
    static List<CodeSpace.Range> code(List<Segment> segments) {
        return segments.stream()
                .filter(segment -> segment.executable() && segment.contents().length > 0)
                .map(segment -> new CodeSpace.Range((int) segment.physical(), segment.contents().length))
                .toList();
    }

    static boolean recognises(byte[] file) {
        return file.length >= 4 && file[0] == 0x7F && file[1] == 'E' && file[2] == 'L' && file[3] == 'F';
    }

    static ElfFile parse(ImageBytes image) {
        image.slice(0, HEADER_SIZE, "the ELF header");
        if (image.u8(4, "the class") != CLASS_32 || image.u8(5, "the byte order") != LITTLE_ENDIAN) {
            throw image.damaged("is not a 32-bit little-endian ELF file");
        }
        int machine = image.u16(18, "the machine");
        if (machine != I386) {
            throw image.damaged("is an ELF file for machine " + machine + ", not for the 386 (3)");
        }
        int type = image.u16(16, "the type");
        if (type != EXECUTABLE && type != SHARED) {
            throw image.damaged("is an ELF file of type " + type + ", not an executable");
        }
        List<Segment> segments = segments(image);
        return new ElfFile(physicalEntry(segments, image.u32(24, "the entry")), segments, symbols(image));
    }

    private static List<Segment> segments(ImageBytes image) {
        long table = image.u32(28, "the program header offset");
        int size = image.u16(42, "the program header size");
        int count = image.u16(44, "the program header count");
        if (count > 0 && size < PROGRAM_HEADER_SIZE) {
            throw image.damaged("has program headers of " + size + " bytes");
        }
        List<Segment> segments = new ArrayList<>();
        long total = 0;
        for (int i = 0; i < count; i++) {
            long header = table + (long) i * size;
            image.slice(header, PROGRAM_HEADER_SIZE, "program header " + i);
            long memory = image.u32(header + 20, "a size");
            if (image.i32(header, "a type") != LOAD || memory == 0) {
                continue;
            }
            long inFile = Math.min(image.u32(header + 16, "a size"), memory);
            total += inFile;
            if (total > 2L * image.length()) {
                throw image.damaged("has segments that share most of the file");
            }
            byte[] contents =
                    image.slice(image.u32(header + 4, "an offset"), inFile, "the segment of program header " + i);
            segments.add(new Segment(
                    image.u32(header + 12, "an address"),
                    image.u32(header + 8, "an address"),
                    contents,
                    memory,
                    (image.i32(header + 24, "flags") & EXECUTABLE_FLAG) != 0));
        }
        if (segments.isEmpty()) {
            throw image.damaged("is an ELF file in which nothing is to be loaded");
        }
        return List.copyOf(segments);
    }

    /** The entry is a virtual address, and paging is off. */
    private static long physicalEntry(List<Segment> segments, long entry) {
        for (Segment segment : segments) {
            if (entry >= segment.virtual && entry < segment.virtual + segment.size) {
                return entry - segment.virtual + segment.physical;
            }
        }
        return entry;
    }

    private static List<Symbol> symbols(ImageBytes image) {
        long table = image.u32(32, "the section header offset");
        int size = image.u16(46, "the section header size");
        int count = image.u16(48, "the section header count");
        List<Symbol> symbols = new ArrayList<>();
        if (table != 0 && size >= SECTION_HEADER_SIZE) {
            for (int i = 0; i < count; i++) {
                long header = table + (long) i * size;
                image.slice(header, SECTION_HEADER_SIZE, "section header " + i);
                long link = image.u32(header + 24, "a link");
                if (image.i32(header + 4, "a type") == SYMBOL_TABLE && link < count) {
                    collect(image, header, table + link * size, symbols);
                    break;
                }
            }
        }
        symbols.sort(Comparator.comparingLong(Symbol::address).thenComparing(Symbol::name));
        return List.copyOf(symbols);
    }

    private static void collect(ImageBytes image, long section, long names, List<Symbol> symbols) {
        image.slice(names, SECTION_HEADER_SIZE, "the header of the string table");
        long text = image.u32(names + 16, "an offset");
        long textEnd = text + image.u32(names + 20, "a size");
        long offset = image.u32(section + 16, "an offset");
        long count = image.u32(section + 20, "a size") / SYMBOL_SIZE;
        image.slice(offset, count * SYMBOL_SIZE, "the symbol table");
        for (long i = 0; i < count; i++) {
            long entry = offset + i * SYMBOL_SIZE;
            int kind = image.u8(entry + 12, "a symbol") & 0xF;
            boolean defined = image.u16(entry + 14, "a symbol") != 0;
            long start = text + image.u32(entry, "a symbol");
            String name = image.text(start, Math.min(textEnd, start + LONGEST_NAME));
            if (defined && !name.isEmpty() && kind != SECTION_SYMBOL && kind != FILE_SYMBOL) {
                symbols.add(new Symbol(
                        name,
                        image.u32(entry + 4, "a symbol"),
                        image.u32(entry + 8, "a symbol"),
                        kind == FUNCTION_SYMBOL));
            }
        }
    }
}
