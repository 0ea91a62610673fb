package ringside.machine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Recognises guest images by content. */
public final class ImageLoader {
    /** Disk images up to this size are kept in memory. */
    private static final long WHOLE = 64L << 20;

    private ImageLoader() {}

    /**
     * Reads a guest image.
     *
     * @throws ImageException if the file cannot be read, is damaged, or is of no known kind
     */
    public static GuestImage load(Path file, LoadOptions options) {
        if (isLargeDisk(file, options)) {
            return DiskBoot.from(DiskImage.open(file), options, List.of());
        }
        GuestImage image = parse(read(file), file.getFileName().toString(), options);
        return image instanceof DiskBoot disk && !AsmSource.recognises(file.toString()) ? disk.in(file) : image;
    }

    /** Whether the file is a disk image that had better not be read as a whole. */
    private static boolean isLargeDisk(Path file, LoadOptions options) {
        if (options.address() >= 0) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] head = in.readNBytes(DiskBoot.HEAD);
            return Files.size(file) > WHOLE && DiskBoot.isBootable(head) && !LinuxImage.recognises(head);
        } catch (IOException unreadable) {
            // Reading it will say why.
            return false;
        }
    }

    /**
     * Reads any file that belongs to a guest.
     *
     * @throws ImageException if that fails
     */
    public static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException | OutOfMemoryError failed) {
            String why = Files.isDirectory(file)
                    ? "is a directory"
                    : Files.exists(file) ? "cannot be read" : "does not exist";
            throw new ImageException(file + ": " + why);
        }
    }

    /**
     * Recognises the contents of a file called {@code name}, which only shows in messages; but sources are known by the
     * ending {@code .asm}.
     *
     * @throws ImageException if it is damaged or of no known kind
     */
    public static GuestImage parse(byte[] file, String name, LoadOptions options) {
        if (AsmSource.recognises(name)) {
            return AsmSource.parse(file, name, options);
        }
        if (options.address() >= 0) {
            FlatMode mode = options.mode() == null ? FlatMode.REAL16 : options.mode();
            return flat(file, name, options.address(), mode);
        }
        if (LinuxImage.recognises(file)) {
            return LinuxImage.parse(file, name, options);
        }
        if (MultibootImage.recognises(file)) {
            return MultibootImage.parse(file, name, options.initrdAsModule());
        }
        if (ElfImage.recognises(file)) {
            return ElfImage.parse(file, name);
        }
        if (RomImage.recognises(file)) {
            return new RomImage(file);
        }
        if (DiskBoot.isBootable(file)) {
            return DiskBoot.from(DiskImage.of(name, file), options, List.of());
        }
        throw new ImageException(name + ": no image of a known kind; for a flat binary give its address"
                + " (--at ADDR) and mode (--mode real16|pm16|pm32)");
    }

    private static GuestImage flat(byte[] file, String name, long address, FlatMode mode) {
        if (file.length == 0) {
            throw new ImageException(name + ": the file is empty");
        }
        if (address > 0xFFFF_FFFFL) {
            throw new ImageException("%s: address %Xh is beyond 4 GiB".formatted(name, address));
        }
        return new FlatImage(name, file, address, address, mode, List.of());
    }
}
