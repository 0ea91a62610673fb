package ringside.exec.sbt;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.zip.CRC32;
import ringside.cpu.CpuModel;
import ringside.exec.CodeMode;
import ringside.exec.sbt.CodeSpace.Range;
import ringside.exec.sbt.StaticTranslation.Discovered;

/**
 * Static translations in files.
 *
 * <pre>
 *   "ringside translation 3\n"      in the clear; then big-endian:
 *   long  CRC-32 of all that follows
 *   long  mark of the build that translated
 *   UTF   CPU model
 *   int   base, limit and bits of the code's mode
 *   int   number of ranges          each: int start, long length, int n, n longs: one bit per instruction
 *   int   number of blocks          each: int EIP, int unit; by EIP
 *   int   length of the dictionary  int length, the dictionary deflated
 *   int   number of units           each: int length, int length deflated
 *   the units                       each: a record of {@link UnitCodec} deflated
 * </pre>
 */
public final class TranslationFile {
    private static final String MARK = "ringside translation ";
    private static final int VERSION = 3;
    private static final byte[] HEADER = (MARK + VERSION + "\n").getBytes(StandardCharsets.US_ASCII);
    private static final int MOST = 1 << 26;

    private TranslationFile() {}

    /** Returns the contents of a file. */
    public static byte[] write(StaticTranslation translation, CpuModel model) {
        try {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            body(new DataOutputStream(body), translation, model);
            byte[] bytes = body.toByteArray();
            ByteArrayOutputStream file = new ByteArrayOutputStream(bytes.length + 64);
            file.write(HEADER);
            new DataOutputStream(file).writeLong(checksum(bytes, 0));
            file.write(bytes);
            return file.toByteArray();
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void body(DataOutputStream out, StaticTranslation translation, CpuModel model) throws IOException {
        out.writeLong(BuildMark.present());
        out.writeUTF(model.name());
        out.writeInt(translation.mode().base());
        out.writeInt(translation.mode().limit());
        out.writeInt(translation.mode().bits());
        out.writeInt(translation.discovered().size());
        for (Discovered code : translation.discovered()) {
            long[] bits = code.starts().toLongArray();
            out.writeInt(code.range().start());
            out.writeLong(code.range().length());
            out.writeInt(bits.length);
            for (long word : bits) {
                out.writeLong(word);
            }
        }
        out.writeInt(translation.blocks());
        for (int i = 0; i < translation.blocks(); i++) {
            out.writeInt(translation.eips()[i]);
            out.writeInt(translation.unitOf()[i]);
        }
        translation.packed().write(out);
    }

    /**
     * Reads the contents of a file; contents that are not for this program and this CPU throw {@link TranslationException}.
     */
    public static StaticTranslation read(byte[] file, CpuModel model) {
        String mark = new String(file, 0, Math.min(file.length, MARK.length()), StandardCharsets.ISO_8859_1);
        if (!mark.equals(MARK)) {
            throw new TranslationException("it is no static translation");
        }
        if (file.length < HEADER.length + 8 || !Arrays.equals(file, 0, HEADER.length, HEADER, 0, HEADER.length)) {
            throw new TranslationException("it has a format that this version does not know; translate again");
        }
        try (DataInputStream in =
                new DataInputStream(new ByteArrayInputStream(file, HEADER.length, file.length - HEADER.length))) {
            if (in.readLong() != checksum(file, HEADER.length + 8)) {
                throw new TranslationException("it is damaged");
            }
            if (in.readLong() != BuildMark.present()) {
                throw new TranslationException("another build of Ringside made it; translate again");
            }
            String made = in.readUTF();
            if (!made.equals(model.name())) {
                throw new TranslationException("it is for CPU model " + made + ", and the machine has " + model.name());
            }
            return body(in);
        } catch (IOException damaged) {
            throw new TranslationException("it is damaged");
        }
    }

    private static StaticTranslation body(DataInputStream in) throws IOException {
        CodeMode mode = new CodeMode(in.readInt(), in.readInt(), in.readInt());
        List<Discovered> discovered = new ArrayList<>();
        for (int i = count(in); i > 0; i--) {
            Range range = new Range(in.readInt(), in.readLong());
            long[] bits = new long[count(in)];
            for (int word = 0; word < bits.length; word++) {
                bits[word] = in.readLong();
            }
            discovered.add(new Discovered(range, BitSet.valueOf(bits)));
        }
        int blocks = count(in);
        int[] eips = new int[blocks];
        int[] unitOf = new int[blocks];
        for (int i = 0; i < blocks; i++) {
            eips[i] = in.readInt();
            unitOf[i] = in.readInt();
        }
        PackedUnits units = PackedUnits.read(in);
        if (Arrays.stream(unitOf).anyMatch(unit -> unit < 0 || unit >= units.count())) {
            throw new IOException("a block is in no unit");
        }
        return new StaticTranslation(mode, discovered, eips, unitOf, units);
    }

    private static int count(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > MOST) {
            throw new IOException("a number is out of range");
        }
        return count;
    }

    private static long checksum(byte[] bytes, int from) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes, from, bytes.length - from);
        return checksum.getValue();
    }
}
