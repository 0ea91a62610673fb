package ringside.machine;

import java.util.ArrayList;
import java.util.List;
import ringside.exec.sbt.CodeSpace;

/**
 * A kernel with a Multiboot header (Multiboot Specification 0.6.96): an ELF executable, or any file that says in its header
 * where it goes.
 */
final class MultibootImage implements GuestImage {
    private static final int HEADER_MAGIC = 0x1BADB002;
    private static final int LOADER_MAGIC = 0x2BADB002;
    private static final int SEARCHED = 8192;
    private static final int ADDRESSES = 1 << 16;
    /** Page-aligned modules, memory information, video mode: what we know among the features a kernel may require. */
    private static final int KNOWN_REQUIREMENTS = 7;

    private static final int STACK = 0x9F000;
    private static final int EAX = 0;
    private static final int EBX = 3;

    private final String name;
    private final LoadOptions options;
    private final List<ElfFile.Segment> segments;
    private final long entry;
    private final List<Symbol> symbols;

    private MultibootImage(
            String name, LoadOptions options, List<ElfFile.Segment> segments, long entry, List<Symbol> symbols) {
        this.name = name;
        this.options = options;
        this.segments = segments;
        this.entry = entry;
        this.symbols = symbols;
    }

    static boolean recognises(byte[] file) {
        return header(new ImageBytes("", file)) >= 0;
    }

    static GuestImage parse(byte[] file, String name, LoadOptions options) {
        ImageBytes image = new ImageBytes(name, file);
        int header = header(image);
        int flags = image.i32(header + 4L, "the Multiboot flags");
        int unknown = flags & 0xFFFF & ~KNOWN_REQUIREMENTS;
        if (unknown != 0) {
            throw image.damaged("its Multiboot header requires unknown features %04Xh".formatted(unknown));
        }
        ElfFile elf = ElfFile.recognises(file) ? ElfFile.parse(image) : null;
        List<Symbol> symbols = elf == null ? List.of() : elf.symbols();
        if ((flags & ADDRESSES) != 0) {
            long entry = image.u32(header + 28L, "the Multiboot entry address");
            return new MultibootImage(name, options, List.of(addressed(image, header)), entry, symbols);
        }
        if (elf == null) {
            throw image.damaged("its Multiboot header gives no addresses, and it is no ELF file");
        }
        return new MultibootImage(name, options, elf.segments(), elf.entry(), symbols);
    }

    /** Returns the offset of a Multiboot header, or -1. */
    private static int header(ImageBytes image) {
        for (int offset = 0; offset + 12 <= Math.min(image.length(), SEARCHED); offset += 4) {
            if (image.i32(offset, "") == HEADER_MAGIC
                    && HEADER_MAGIC + image.i32(offset + 4, "") + image.i32(offset + 8, "") == 0) {
                return offset;
            }
        }
        return -1;
    }

    /** What the address fields of the header say is loaded. */
    private static ElfFile.Segment addressed(ImageBytes image, int header) {
        String what = "the Multiboot addresses";
        long headerAddress = image.u32(header + 12L, what);
        long load = image.u32(header + 16L, what);
        long loadEnd = image.u32(header + 20L, what);
        long bssEnd = image.u32(header + 24L, what);
        long offset = header - (headerAddress - load);
        long size = loadEnd == 0 ? image.length() - offset : loadEnd - load;
        if (load > headerAddress || offset < 0 || size < 0) {
            throw image.damaged("the addresses in its Multiboot header contradict each other");
        }
        byte[] contents = image.slice(offset, size, "what the Multiboot header says is loaded");
        return new ElfFile.Segment(load, load, contents, Math.max(size, bssEnd - load), true);
    }

    @Override
    public String description() {
        return "Multiboot kernel, entered at %Xh, with %d modules"
                .formatted(entry, options.modules().size());
    }

    @Override
    public List<Symbol> symbols() {
        return symbols;
    }

    @Override
    public List<CodeSpace.Range> code() {
        return ElfFile.code(segments);
    }

    @Override
    public void start(Machine machine) {
        long ram = machine.config().ramBytes();
        ElfImage.load(machine, name, segments);
        GuestPlacement placement = new GuestPlacement();
        long end = 1 << 20;
        for (ElfFile.Segment segment : segments) {
            placement.take(segment.physical(), segment.size());
            end = Math.max(end, segment.physical() + segment.size());
        }
        List<MultibootInformation.Module> modules = new ArrayList<>();
        for (LoadOptions.Module module : options.modules()) {
            long start = placement.find(end + 0xFFF & ~0xFFFL, module.contents().length, ram, name);
            machine.memory().write(start, module.contents());
            modules.add(new MultibootInformation.Module(start, start + module.contents().length, module.commandLine()));
        }
        MultibootInformation information =
                new MultibootInformation(ram, (name + " " + options.commandLine()).strip(), modules);
        // Low memory is where kernels look away from; a kernel that fills it gets the tables above.
        long room = information.size() + 0x1000;
        long tables = placement.find(0x1000, room, MemoryMap.BASE_END, name);
        machine.memory().write(tables + 0x1000, information.bytes(tables + 0x1000));
        StartState.flat32(machine, tables, 0x08, 0x10, (int) entry, STACK);
        machine.cpu().r32(EAX, LOADER_MAGIC);
        machine.cpu().r32(EBX, (int) tables + 0x1000);
    }
}
