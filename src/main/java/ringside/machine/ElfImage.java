package ringside.machine;

import java.util.List;
import ringside.exec.sbt.CodeSpace;

/** A 32-bit ELF executable for the bare machine, entered in protected mode with flat segments. */
final class ElfImage implements GuestImage {
    private static final int GDT = 0x0500;
    private static final int STACK = 0x9F000;

    private final String name;
    private final ElfFile file;

    private ElfImage(String name, ElfFile file) {
        this.name = name;
        this.file = file;
    }

    static boolean recognises(byte[] file) {
        return ElfFile.recognises(file);
    }

    static GuestImage parse(byte[] file, String name) {
        return new ElfImage(name, ElfFile.parse(new ImageBytes(name, file)));
    }

    @Override
    public String description() {
        return "ELF executable of %d segments, entered at %Xh"
                .formatted(file.segments().size(), file.entry());
    }

    @Override
    public List<Symbol> symbols() {
        return file.symbols();
    }

    @Override
    public List<CodeSpace.Range> code() {
        return ElfFile.code(file.segments());
    }

    @Override
    public void start(Machine machine) {
        load(machine, name, file.segments());
        StartState.flat32(machine, GDT, 0x08, 0x10, (int) file.entry(), STACK);
    }

    /** Writes segments to their physical addresses. */
    static void load(Machine machine, String name, List<ElfFile.Segment> segments) {
        for (ElfFile.Segment segment : segments) {
            GuestPlacement.require(machine, name, segment.physical(), segment.size());
            machine.memory().write(segment.physical(), segment.contents());
            GuestPlacement.clear(
                    machine, segment.physical() + segment.contents().length, segment.physical() + segment.size());
        }
    }
}
