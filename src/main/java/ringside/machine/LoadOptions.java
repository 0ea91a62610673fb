package ringside.machine;

import java.util.ArrayList;
import java.util.List;

/**
 * What the user says about an image.
 *
 * @param commandLine for kernels; empty if none
 * @param initrd initial RAM disk of a Linux kernel, or null
 * @param modules of a Multiboot kernel
 * @param address where a flat binary goes, or -1 to decide by content
 * @param mode in which a flat binary starts, or null for its natural one
 * @param bios the ROM that boots disks, or null for the built-in one
 */
public record LoadOptions(
        String commandLine, byte[] initrd, List<Module> modules, long address, FlatMode mode, byte[] bios) {
    /** Nothing said. */
    public static final LoadOptions NONE = new LoadOptions("", null, List.of(), -1, null, null);

    /**
     * A module of a Multiboot kernel.
     *
     * @param commandLine its name and arguments, as the kernel sees them
     * @param contents its bytes
     */
    public record Module(String commandLine, byte[] contents) {}

    /** Returns a copy with another command line. */
    public LoadOptions withCommandLine(String line) {
        return new LoadOptions(line, initrd, modules, address, mode, bios);
    }

    /** Returns a copy with an initial RAM disk. */
    public LoadOptions withInitrd(byte[] bytes) {
        return new LoadOptions(commandLine, bytes, modules, address, mode, bios);
    }

    /** Returns a copy in which the initial RAM disk, if any, is the first module, as Multiboot kernels get it from QEMU. */
    LoadOptions initrdAsModule() {
        if (initrd == null) {
            return this;
        }
        List<Module> all = new ArrayList<>(modules);
        all.add(0, new Module("initrd", initrd));
        return new LoadOptions(commandLine, null, all, address, mode, bios);
    }

    /** Returns a copy for a flat binary at {@code start} in {@code startMode}. */
    public LoadOptions flat(long start, FlatMode startMode) {
        return new LoadOptions(commandLine, initrd, modules, start, startMode, bios);
    }

    /** Returns a copy with another BIOS. */
    public LoadOptions withBios(byte[] rom) {
        return new LoadOptions(commandLine, initrd, modules, address, mode, rom);
    }
}
