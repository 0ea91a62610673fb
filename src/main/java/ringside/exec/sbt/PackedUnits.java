package ringside.exec.sbt;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Records that resemble each other, as those of {@link UnitCodec} do: each is deflated on its own, against a dictionary of the
 * first ones, so that what all classes share is kept once and any of them can be had alone.
 */
final class PackedUnits {
    /** How far deflate looks back. */
    private static final int WINDOW = 1 << 15;

    private static final int MOST_UNITS = 1 << 24;
    private static final int LONGEST = 1 << 20;

    private final byte[] dictionary;
    private final int[] lengths;

    /** All records, deflated, one behind the other: a kernel has a hundred thousand. */
    private final byte[] packed;

    /** Where each ends there. */
    private final int[] ends;

    private PackedUnits(byte[] dictionary, int[] lengths, byte[] packed, int[] ends) {
        this.dictionary = dictionary;
        this.lengths = lengths;
        this.packed = packed;
        this.ends = ends;
    }

    /** Takes records one after the other. */
    static final class Packer {
        private final Deflater deflater = deflater();
        private final ByteArrayOutputStream samples = new ByteArrayOutputStream();
        private final List<byte[]> waiting = new ArrayList<>();
        private final List<Integer> lengths = new ArrayList<>();
        private final ByteArrayOutputStream packed = new ByteArrayOutputStream();
        private final List<Integer> ends = new ArrayList<>();
        private byte[] dictionary;

        void add(byte[] record) {
            lengths.add(record.length);
            if (dictionary != null) {
                pack(record);
                return;
            }
            waiting.add(record);
            samples.writeBytes(record);
            if (samples.size() >= WINDOW) {
                learn();
            }
        }

        int count() {
            return lengths.size();
        }

        private void learn() {
            byte[] all = samples.toByteArray();
            dictionary = Arrays.copyOfRange(all, Math.max(0, all.length - WINDOW), all.length);
            waiting.forEach(this::pack);
            waiting.clear();
        }

        private void pack(byte[] record) {
            packed.writeBytes(deflate(deflater, dictionary, record));
            ends.add(packed.size());
        }

        PackedUnits finish() {
            if (dictionary == null) {
                learn();
            }
            deflater.end();
            return new PackedUnits(dictionary, ints(lengths), packed.toByteArray(), ints(ends));
        }

        private static int[] ints(List<Integer> numbers) {
            return numbers.stream().mapToInt(Integer::intValue).toArray();
        }
    }

    int count() {
        return ends.length;
    }

    private int start(int number) {
        return number == 0 ? 0 : ends[number - 1];
    }

    byte[] get(int number) throws IOException {
        int from = start(number);
        return inflate(dictionary, packed, from, ends[number] - from, lengths[number]);
    }

    void write(DataOutputStream out) throws IOException {
        Deflater deflater = deflater();
        byte[] shared = deflate(deflater, new byte[0], dictionary);
        deflater.end();
        out.writeInt(dictionary.length);
        out.writeInt(shared.length);
        out.write(shared);
        out.writeInt(ends.length);
        for (int i = 0; i < ends.length; i++) {
            out.writeInt(lengths[i]);
            out.writeInt(ends[i] - start(i));
        }
        out.write(packed);
    }

    static PackedUnits read(DataInputStream in) throws IOException {
        int size = count(in, WINDOW);
        byte[] shared = bytes(in, count(in, LONGEST));
        byte[] dictionary = inflate(new byte[0], shared, 0, shared.length, size);
        int count = count(in, MOST_UNITS);
        int[] lengths = new int[count];
        int[] ends = new int[count];
        int end = 0;
        for (int i = 0; i < count; i++) {
            lengths[i] = count(in, LONGEST);
            end += count(in, LONGEST);
            if (end < 0) {
                throw new IOException("a number is out of range");
            }
            ends[i] = end;
        }
        return new PackedUnits(dictionary, lengths, bytes(in, end), ends);
    }

    private static byte[] bytes(DataInputStream in, int count) throws IOException {
        if (in.available() < count) {
            throw new IOException("units are cut off");
        }
        byte[] bytes = new byte[count];
        in.readFully(bytes);
        return bytes;
    }

    private static int count(DataInputStream in, int most) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > most) {
            throw new IOException("a number is out of range");
        }
        return count;
    }

    private static Deflater deflater() {
        return new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    }

    private static byte[] deflate(Deflater deflater, byte[] dictionary, byte[] record) {
        deflater.reset();
        deflater.setDictionary(dictionary);
        deflater.setInput(record);
        deflater.finish();
        ByteArrayOutputStream out = new ByteArrayOutputStream(record.length / 4 + 16);
        byte[] part = new byte[4096];
        while (!deflater.finished()) {
            out.write(part, 0, deflater.deflate(part));
        }
        return out.toByteArray();
    }

    private static byte[] inflate(byte[] dictionary, byte[] packed, int from, int count, int length)
            throws IOException {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setDictionary(dictionary);
            inflater.setInput(packed, from, count);
            byte[] record = new byte[length];
            if (inflater.inflate(record) != length) {
                throw new IOException("a unit is cut off");
            }
            return record;
        } catch (DataFormatException damaged) {
            throw new IOException("a unit is damaged", damaged);
        } finally {
            inflater.end();
        }
    }
}
