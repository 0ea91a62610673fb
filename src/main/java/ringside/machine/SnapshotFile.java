package ringside.machine;

import com.google.gson.JsonObject;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UTFDataFormatException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import ringside.base.StateFormatException;

/**
 * Snapshots in files that any host can read.
 *
 * <pre>
 *   "ringside snapshot 1\n"          in the clear
 *   then compressed (zlib), big-endian:
 *   UTF   the machine's configuration as JSON
 *   long  retired instructions       long  guest time
 *   int   number of parts            each: UTF name, int length, bytes as the part wrote them
 *   int   number of pages of memory
 *   int   page number, 4096 bytes    for each page that is not zero; -1 ends
 *   long  CRC-32 of all that
 * </pre>
 */
public final class SnapshotFile {
    private static final String MARK = "ringside snapshot ";
    private static final int VERSION = 1;
    private static final int END = -1;
    private static final int MAX_PART = 1 << 28;

    private SnapshotFile() {}

    /** Writes a snapshot, replacing a file that is there. */
    public static void write(Snapshot snapshot, Path file) throws IOException {
        try (OutputStream raw = new BufferedOutputStream(Files.newOutputStream(file))) {
            raw.write((MARK + VERSION + "\n").getBytes(StandardCharsets.US_ASCII));
            Deflater fast = new Deflater(Deflater.BEST_SPEED);
            try (DeflaterOutputStream packed = new DeflaterOutputStream(raw, fast, 1 << 16)) {
                write(snapshot, packed);
            } finally {
                fast.end();
            }
        }
    }

    private static void write(Snapshot snapshot, OutputStream packed) throws IOException {
        CRC32 crc = new CRC32();
        DataOutputStream out = new DataOutputStream(new CheckedOutputStream(packed, crc));
        JsonObject config = ConfigJson.write(snapshot.config());
        out.writeUTF(config.toString());
        out.writeLong(snapshot.icount());
        out.writeLong(snapshot.time());
        out.writeInt(snapshot.parts().size());
        for (Map.Entry<String, byte[]> part : snapshot.parts().entrySet()) {
            out.writeUTF(part.getKey());
            out.writeInt(part.getValue().length);
            out.write(part.getValue());
        }
        byte[][] pages = snapshot.pages();
        out.writeInt(pages.length);
        for (int page = 0; page < pages.length; page++) {
            if (pages[page] != null) {
                out.writeInt(page);
                out.write(pages[page]);
            }
        }
        out.writeInt(END);
        out.writeLong(crc.getValue());
    }

    /**
     * Reads a snapshot.
     *
     * @throws StateFormatException if the file is no snapshot, damaged, incomplete or of a later version; says so in one line
     */
    public static Snapshot read(Path file) throws IOException {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file))) {
            return read(raw, file.toString());
        }
    }

    /** Reads from {@code raw} what {@link #write} wrote; {@code file} is for messages. */
    public static Snapshot read(InputStream raw, String file) throws IOException {
        try {
            checkMark(raw, file);
            return unpack(new InflaterInputStream(raw), file);
        } catch (EOFException e) {
            throw new StateFormatException(file + ": the snapshot is cut short");
        } catch (ZipException | UTFDataFormatException e) {
            throw new StateFormatException(file + ": the snapshot is damaged");
        }
    }

    private static void checkMark(InputStream raw, String file) throws IOException {
        byte[] mark = raw.readNBytes(MARK.length());
        if (!Arrays.equals(mark, MARK.getBytes(StandardCharsets.US_ASCII))) {
            throw new StateFormatException(file + ": not a snapshot");
        }
        StringBuilder version = new StringBuilder();
        for (int c = raw.read(); c != '\n'; c = raw.read()) {
            if (c < '0' || c > '9' || version.length() == 9) {
                throw new StateFormatException(file + ": not a snapshot");
            }
            version.append((char) c);
        }
        if (!version.toString().equals(Integer.toString(VERSION))) {
            throw new StateFormatException(
                    file + ": a snapshot of version " + version + "; this program reads version " + VERSION);
        }
    }

    private static Snapshot unpack(InputStream unpacked, String file) throws IOException {
        CheckedInputStream checked = new CheckedInputStream(unpacked, new CRC32());
        DataInputStream in = new DataInputStream(checked);
        MachineConfig config = ConfigJson.read(JsonFields.parse(in.readUTF(), file));
        long icount = in.readLong();
        long time = in.readLong();
        int count = in.readInt();
        Map<String, byte[]> parts = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            String name = in.readUTF();
            int length = in.readInt();
            if (length < 0 || length > MAX_PART) {
                throw damaged(file);
            }
            byte[] part = in.readNBytes(length);
            if (part.length < length) {
                throw new EOFException();
            }
            parts.put(name, part);
        }
        byte[][] pages = pages(in, config, file);
        long expected = checked.getChecksum().getValue();
        // Reading on to the end makes the decompressor check its own sum.
        if (in.readLong() != expected || in.read() != -1) {
            throw damaged(file);
        }
        return new Snapshot(config, icount, time, parts, pages);
    }

    private static byte[][] pages(DataInputStream in, MachineConfig config, String file) throws IOException {
        int count = in.readInt();
        if (count < config.ramBytes() / Snapshot.PAGE || count > Integer.MAX_VALUE / Snapshot.PAGE + 1) {
            throw damaged(file);
        }
        byte[][] pages = new byte[count][];
        for (int page = in.readInt(); page != END; page = in.readInt()) {
            if (page < 0 || page >= count) {
                throw damaged(file);
            }
            pages[page] = new byte[Snapshot.PAGE];
            in.readFully(pages[page]);
        }
        return pages;
    }

    private static StateFormatException damaged(String file) {
        return new StateFormatException(file + ": the snapshot is damaged");
    }
}
