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
    private final byte[][] packed;

    private PackedUnits(byte[] dictionary, int[] lengths, byte[][] packed) {
        this.dictionary = dictionary;
        this.lengths = lengths;
        this.packed = packed;
    }

    /** Takes records one after the other. */
    static final class Packer {
        private final Deflater deflater = deflater();
        private final ByteArrayOutputStream samples = new ByteArrayOutputStream();
        private final List<byte[]> waiting = new ArrayList<>();
        private final List<Integer> lengths = new ArrayList<>();
        private final List<byte[]> packed = new ArrayList<>();
        private byte[] dictionary;

        void add(byte[] record) {
            lengths.add(record.length);
            if (dictionary != null) {
                packed.add(deflate(deflater, dictionary, record));
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
            waiting.forEach(record -> packed.add(deflate(deflater, dictionary, record)));
            waiting.clear();
        }

        PackedUnits finish() {
            if (dictionary == null) {
                learn();
            }
            deflater.end();
            return new PackedUnits(
                    dictionary, lengths.stream().mapToInt(Integer::intValue).toArray(), packed.toArray(byte[][]::new));
        }
    }

    int count() {
        return packed.length;
    }

    byte[] get(int number) throws IOException {
        Inflater inflater = new Inflater(true);
        try {
            return inflate(inflater, dictionary, packed[number], lengths[number]);
        } finally {
            inflater.end();
        }
    }

    void write(DataOutputStream out) throws IOException {
        Deflater deflater = deflater();
        byte[] shared = deflate(deflater, new byte[0], dictionary);
        deflater.end();
        out.writeInt(dictionary.length);
        out.writeInt(shared.length);
        out.write(shared);
        out.writeInt(packed.length);
        for (int i = 0; i < packed.length; i++) {
            out.writeInt(lengths[i]);
            out.writeInt(packed[i].length);
            out.write(packed[i]);
        }
    }

    static PackedUnits read(DataInputStream in) throws IOException {
        int size = count(in, WINDOW);
        Inflater inflater = new Inflater(true);
        byte[] dictionary;
        try {
            dictionary = inflate(inflater, new byte[0], bytes(in), size);
        } finally {
            inflater.end();
        }
        int count = count(in, MOST_UNITS);
        int[] lengths = new int[count];
        byte[][] packed = new byte[count][];
        for (int i = 0; i < count; i++) {
            lengths[i] = count(in, LONGEST);
            packed[i] = bytes(in);
        }
        return new PackedUnits(dictionary, lengths, packed);
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        byte[] bytes = new byte[count(in, LONGEST)];
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

    private static byte[] inflate(Inflater inflater, byte[] dictionary, byte[] packed, int length) throws IOException {
        try {
            inflater.setDictionary(dictionary);
            inflater.setInput(packed);
            byte[] record = new byte[length];
            if (inflater.inflate(record) != length) {
                throw new IOException("a unit is cut off");
            }
            return record;
        } catch (DataFormatException damaged) {
            throw new IOException("a unit is damaged", damaged);
        }
    }
}
