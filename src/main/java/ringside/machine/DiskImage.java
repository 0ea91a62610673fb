package ringside.machine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import ringside.base.Hash64;
import ringside.dev.DiskMedium;
import ringside.dev.SectorSource;

/** A disk image in a file or in memory. The file is read when the guest reads, and never written unless {@link #commit} is. */
public final class DiskImage implements SectorSource, AutoCloseable {
    /** What 28-bit sector numbers reach. */
    private static final long MAX_SECTORS = 1L << 28;

    /** Sizes of floppy disks in KiB, ascending. */
    private static final int[] FLOPPIES = {160, 180, 320, 360, 720, 1200, 1440, 2880};

    private static final int CHUNK = 1 << 20;

    /** Files up to this size are kept in memory. */
    private static final long WHOLE = 64L << 20;

    private final String name;
    private Path path;
    private final FileChannel file;
    private final byte[] bytes;
    /** Bytes that are there; what is missing to the end of the last sector reads as zeros. */
    private final long size;

    private long sectors;
    private Long identity;

    private DiskImage(String name, Path path, FileChannel file, byte[] bytes, long size) {
        this.name = name;
        this.path = path;
        this.file = file;
        this.bytes = bytes;
        this.size = size;
        sectors = size / DiskMedium.SECTOR;
        if (size == 0) {
            throw new ImageException(name + ": the disk image is empty");
        }
        if (size % DiskMedium.SECTOR != 0) {
            throw new ImageException(
                    "%s: %d bytes are no disk image, which has whole sectors of 512 bytes".formatted(name, size));
        }
        if (sectors > MAX_SECTORS) {
            throw new ImageException("%s: disk images have at most 128 GiB, not %d bytes".formatted(name, size));
        }
    }

    /**
     * Opens a file for reading.
     *
     * @throws ImageException if that fails, or if it is empty or has no whole number of sectors
     */
    public static DiskImage open(Path path) {
        if (Files.isDirectory(path) || !Files.exists(path)) {
            throw new ImageException(path + (Files.exists(path) ? ": is a directory" : ": does not exist"));
        }
        try {
            String name = path.getFileName().toString();
            if (Files.size(path) <= WHOLE) {
                byte[] bytes = Files.readAllBytes(path);
                return new DiskImage(name, path, null, bytes, bytes.length);
            }
            FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
            return new DiskImage(name, path, file, null, file.size());
        } catch (IOException failed) {
            throw new ImageException(path + ": cannot be read");
        }
    }

    /** Makes a disk of bytes in memory, which the caller leaves alone. */
    public static DiskImage of(String name, byte[] contents) {
        return new DiskImage(name, null, null, contents, contents.length);
    }

    /** Whether {@code size} is that of a floppy disk. */
    static boolean isFloppy(long size) {
        for (int kib : FLOPPIES) {
            if (size == (long) kib << 10) {
                return true;
            }
        }
        return false;
    }

    /** Extends an image that is smaller than a floppy disk of 1.44 MB to one, with zeros; others stay as they are. */
    public DiskImage asFloppy() {
        long standard = 1440L << 10;
        if (size < standard && !isFloppy(size)) {
            sectors = standard / DiskMedium.SECTOR;
        }
        return this;
    }

    /** Says which file these bytes are of. */
    DiskImage in(Path file) {
        path = file;
        return this;
    }

    /** Whether there is a file. */
    public boolean isFile() {
        return path != null;
    }

    /** Returns the file's name. */
    public String name() {
        return name;
    }

    @Override
    public long sectors() {
        return sectors;
    }

    @Override
    public long identity() {
        if (identity == null) {
            identity = hash();
        }
        return identity;
    }

    private long hash() {
        long hash = sectors;
        byte[] chunk = new byte[(int) Math.min(CHUNK, size)];
        for (long at = 0; at < size; at += chunk.length) {
            int length = (int) Math.min(chunk.length, size - at);
            if (!read(at, chunk, 0, length)) {
                throw new ImageException(name + ": cannot be read any more");
            }
            hash = Hash64.combine(hash, Hash64.of(chunk, 0, length));
        }
        return hash;
    }

    @Override
    public boolean read(long sector, byte[] into, int at) {
        long start = sector * DiskMedium.SECTOR;
        if (start >= size) {
            Arrays.fill(into, at, at + DiskMedium.SECTOR, (byte) 0);
            return true;
        }
        return read(start, into, at, DiskMedium.SECTOR);
    }

    private boolean read(long from, byte[] into, int at, int length) {
        if (bytes != null) {
            System.arraycopy(bytes, (int) from, into, at, length);
            return true;
        }
        try {
            ByteBuffer target = ByteBuffer.wrap(into, at, length);
            while (target.hasRemaining()) {
                if (file.read(target, from + target.position() - at) < 0) {
                    return false;
                }
            }
            return true;
        } catch (IOException gone) {
            return false;
        }
    }

    /**
     * Writes sectors that the guest has written back into the file, once the machine is not needed any more.
     *
     * @throws ImageException if that fails
     */
    public void commit(Map<Long, byte[]> written) {
        try (FileChannel out = FileChannel.open(path, StandardOpenOption.WRITE)) {
            for (Map.Entry<Long, byte[]> entry : written.entrySet()) {
                long start = entry.getKey() * DiskMedium.SECTOR;
                ByteBuffer contents = ByteBuffer.wrap(entry.getValue());
                while (contents.hasRemaining()) {
                    out.write(contents, start + contents.position());
                }
            }
        } catch (IOException failed) {
            throw new ImageException(name + ": cannot be written: " + failed.getMessage());
        }
    }

    /** Closes the file. */
    @Override
    public void close() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException gone) {
            // It was only read; nothing is lost.
            return;
        }
    }
}
