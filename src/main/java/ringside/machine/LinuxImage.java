package ringside.machine;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import ringside.bus.PhysicalMemory;

/**
 * A Linux kernel as a bzImage, or anything else in that format such as memtest86+, started by the 32-bit boot protocol
 * (Linux, Documentation/x86/boot.rst): its real-mode part is not run, the loader says in the "zero page" what that would
 * have found out.
 */
final class LinuxImage implements GuestImage {
    private static final int SECTOR = 512;
    private static final int HEADER = 0x1F1;
    private static final int OLDEST_PROTOCOL = 0x0202;
    private static final int LOADED_HIGH = 1;
    private static final int CAN_USE_HEAP = 0x80;
    private static final int UNKNOWN_LOADER = 0xFF;

    private static final int ZERO_PAGE = 0x90000;
    private static final int COMMAND_LINE = 0x91000;
    private static final int GDT = 0x9A000;
    private static final int STACK = 0x9F000;
    private static final int CODE_SELECTOR = 0x10;
    private static final int DATA_SELECTOR = 0x18;
    private static final int ESI = 6;

    private final ImageBytes image;
    private final LoadOptions options;
    private final int protocol;
    private final int setupSize;

    private LinuxImage(ImageBytes image, LoadOptions options) {
        this.image = image;
        this.options = options;
        protocol = image.u16(0x206, "the boot protocol's version");
        if (protocol < OLDEST_PROTOCOL) {
            throw image.damaged("boot protocol %d.%02d is older than 2.02".formatted(protocol >> 8, protocol & 0xFF));
        }
        if ((image.u8(0x211, "the load flags") & LOADED_HIGH) == 0) {
            throw image.damaged("is a zImage, which is loaded low; only bzImages are supported");
        }
        int sectors = image.u8(HEADER, "the setup size");
        setupSize = (sectors == 0 ? 5 : sectors + 1) * SECTOR;
        image.slice(HEADER, headerSize(), "the setup header");
        if (setupSize >= image.length()) {
            throw image.damaged("the kernel behind %d bytes of setup code is missing".formatted(setupSize));
        }
        if (options.commandLine().length() > largestCommandLine()) {
            throw image.damaged("takes a command line of at most %d characters, not %d"
                    .formatted(largestCommandLine(), options.commandLine().length()));
        }
    }

    static boolean recognises(byte[] file) {
        ImageBytes image = new ImageBytes("", file);
        return image.has(0x202, "HdrS") && image.has(0x1FE, "\u0055\u00AA");
    }

    static GuestImage parse(byte[] file, String name, LoadOptions options) {
        return new LinuxImage(new ImageBytes(name, file), options);
    }

    @Override
    public String description() {
        int at = image.u16(0x20E, "the version");
        String version = at == 0 ? "of unknown version" : image.text(at + 0x200L, at + 0x280L);
        return "Linux bzImage %s, boot protocol %d.%d"
                .formatted(version.split(" \\(")[0], protocol >> 8, protocol & 0xFF);
    }

    @Override
    public List<Symbol> symbols() {
        return List.of();
    }

    @Override
    public void start(Machine machine) {
        PhysicalMemory memory = machine.memory();
        long entry = image.u32(0x214, "the entry");
        long codeSize = image.length() - setupSize;
        GuestPlacement.require(machine, image.name(), entry, codeSize);
        memory.write(entry, image.slice(setupSize, codeSize, "the kernel"));

        byte[] zeroPage = new byte[4096];
        System.arraycopy(image.contents(), HEADER, zeroPage, HEADER, headerSize());
        zeroPage[0x210] = (byte) UNKNOWN_LOADER;
        zeroPage[0x211] |= (byte) CAN_USE_HEAP;
        memory.write(ZERO_PAGE, zeroPage);
        memory.write16(ZERO_PAGE + 0x224, 0xDE00);
        memory.write(COMMAND_LINE, (options.commandLine() + "\0").getBytes(StandardCharsets.ISO_8859_1));
        memory.write32(ZERO_PAGE + 0x228, COMMAND_LINE);
        screen(memory);
        memoryMap(machine);
        placeInitrd(machine, Math.max(entry + codeSize, kernelEnd(entry)));
        firmwareData(memory);

        StartState.flat32(machine, GDT, CODE_SELECTOR, DATA_SELECTOR, (int) entry, STACK);
        machine.cpu().r32(ESI, ZERO_PAGE);
    }

    /** The header ends where the jump at 200h, its first instruction, leads to. */
    private int headerSize() {
        return 0x202 + image.u8(0x201, "the setup header") - HEADER;
    }

    private int largestCommandLine() {
        int size = protocol >= 0x0206 ? image.i32(0x238, "the command line's size") : 255;
        return Math.max(0, Math.min(size, GDT - COMMAND_LINE - 1));
    }

    /** Where the kernel ends that unpacks itself: from the address it prefers, or from where it was loaded. */
    private long kernelEnd(long entry) {
        if (protocol < 0x020A) {
            return entry;
        }
        long preferred = image.u32(0x258, "the preferred address");
        return Math.max(entry, preferred) + image.u32(0x260, "the size while starting");
    }

    /** A text screen of 80 by 25 characters on a VGA, cursor at the top. */
    private static void screen(PhysicalMemory memory) {
        memory.write8(ZERO_PAGE + 0x06, 3);
        memory.write8(ZERO_PAGE + 0x07, 80);
        memory.write8(ZERO_PAGE + 0x0E, 25);
        memory.write8(ZERO_PAGE + 0x0F, 1);
        memory.write16(ZERO_PAGE + 0x10, 16);
    }

    private static void memoryMap(Machine machine) {
        PhysicalMemory memory = machine.memory();
        MemoryMap map = MemoryMap.of(machine.config().ramBytes());
        int extended = (int) (machine.config().ramBytes() >> 10) - 1024;
        memory.write16(ZERO_PAGE + 0x02, Math.min(extended, 0xFFFF));
        memory.write32(ZERO_PAGE + 0x1E0, extended);
        memory.write8(ZERO_PAGE + 0x1E8, map.ranges().size());
        memory.write(ZERO_PAGE + 0x2D0, map.table());
    }

    /** The initial RAM disk goes as high as the kernel allows. */
    private void placeInitrd(Machine machine, long kernelEnd) {
        byte[] initrd = options.initrd();
        if (initrd == null) {
            return;
        }
        long limit = protocol >= 0x0203 ? image.u32(0x22C, "the initrd's limit") + 1 : 0x3800_0000L;
        long start = Math.min(machine.config().ramBytes(), limit) - initrd.length & ~0xFFFL;
        if (start < kernelEnd) {
            throw image.damaged(
                    "%d MiB of RAM are too small for the kernel, which needs memory up to %Xh, and an initrd of %d bytes"
                            .formatted(machine.config().ramBytes() >> 20, kernelEnd, initrd.length));
        }
        machine.memory().write(start, Arrays.copyOf(initrd, initrd.length));
        machine.memory().write32(ZERO_PAGE + 0x218, (int) start);
        machine.memory().write32(ZERO_PAGE + 0x21C, initrd.length);
    }

    /** What the kernel reads from the BIOS data area: base memory in KiB, and the segment of the extended area. */
    private static void firmwareData(PhysicalMemory memory) {
        memory.write16(0x413, MemoryMap.BASE_END >> 10);
        memory.write16(0x40E, MemoryMap.BASE_END >> 4);
    }
}
