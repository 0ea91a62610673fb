package ringside.debug.linux;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes kallsyms and the table of exported symbols into a piece of RAM the way kernels of several versions have them. */
public final class KernelImageBuilder {
    /** The orders in which versions of Linux write the parts. */
    enum Layout {
        LINUX_4_4(false, false, false, false),
        LINUX_4_9(true, false, false, false),
        LINUX_5_10(true, false, false, true),
        LINUX_6_3(true, false, true, true),
        LINUX_6_6(true, true, true, true);

        final boolean offsets;
        final boolean addressesLast;
        final boolean sequences;
        final boolean relativeExports;

        Layout(boolean offsets, boolean addressesLast, boolean sequences, boolean relativeExports) {
            this.offsets = offsets;
            this.addressesLast = addressesLast;
            this.sequences = sequences;
            this.relativeExports = relativeExports;
        }
    }

    static final int RAM = 32 << 20;
    static final int START = 0x50_0000;
    static final long PAGE_OFFSET = 0xC000_0000L;
    static final String BANNER = "Linux version 9.9.9-test (someone@somewhere) #1";

    private static final List<String> EXPORTS =
            List.of("boot_count", "init_task", "jiffies", "kfree", "loops_per_jiffy", "schedule");

    private final Layout layout;
    private final List<KernelSymbol> symbols;
    private final byte[] ram = new byte[RAM];
    private int at;

    KernelImageBuilder(Layout layout, List<KernelSymbol> symbols) {
        this.layout = layout;
        this.symbols = symbols;
    }

    /** Returns functions 16 bytes apart, the first called _text. */
    static List<KernelSymbol> functions(int count) {
        List<KernelSymbol> symbols = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = i == 0 ? "_text" : i == 5 ? "kfree" : i == 6 ? "schedule" : "do_thing_" + i;
            symbols.add(new KernelSymbol(name, i % 3 == 1 ? 't' : 'T', START + PAGE_OFFSET + 0x1000L * i));
        }
        return symbols;
    }

    /** Returns 32 MiB of RAM with a kernel whose function kfree is at linear address C0505000h, physical 505000h. */
    public static byte[] sample() {
        return new KernelImageBuilder(Layout.LINUX_5_10, functions(1500)).build();
    }

    byte[] build() {
        // Something that looks like the ten digits and is none.
        put(0x10_0000, "0\0001\0002\0003\0004\0005\0006\0007\0008\0009\000".getBytes(StandardCharsets.ISO_8859_1));
        at = START + 0x10_0000;
        bytes(BANNER.getBytes(StandardCharsets.ISO_8859_1));
        bytes(new byte[] {'\n', 0});
        exports();
        align();
        if (!layout.addressesLast) {
            addresses();
        }
        word(symbols.size());
        names();
        if (layout.sequences && !layout.addressesLast) {
            sequences();
        }
        tokens();
        if (layout.addressesLast) {
            align();
            addresses();
            sequences();
        }
        return ram;
    }

    private void addresses() {
        long base = symbols.get(0).address();
        for (KernelSymbol symbol : symbols) {
            word(layout.offsets ? symbol.address() - base : symbol.address());
        }
        if (layout.offsets) {
            word(base);
        }
    }

    /** Every letter is its own token, but two that stand for more: 1 is "do_", 2 is "thing_". */
    private void names() {
        int start = at;
        List<Integer> markers = new ArrayList<>();
        for (int i = 0; i < symbols.size(); i++) {
            if (i % 256 == 0) {
                markers.add(at - start);
            }
            String packed = (symbols.get(i).type() + symbols.get(i).name())
                    .replace("do_", "\u0001")
                    .replace("thing_", "\u0002");
            if (packed.length() >= 0x80) {
                bytes(new byte[] {(byte) (packed.length() | 0x80), (byte) (packed.length() >> 7)});
            } else {
                bytes(new byte[] {(byte) packed.length()});
            }
            bytes(packed.getBytes(StandardCharsets.ISO_8859_1));
        }
        align();
        markers.forEach(this::word);
    }

    private void sequences() {
        for (int i = 0; i < symbols.size(); i++) {
            bytes(new byte[] {(byte) (i >> 16), (byte) (i >> 8), (byte) i});
        }
        align();
    }

    private void tokens() {
        ByteArrayOutputStream table = new ByteArrayOutputStream();
        int[] index = new int[256];
        for (int code = 0; code < 256; code++) {
            index[code] = table.size();
            String token = code == 1 ? "do_" : code == 2 ? "thing_" : code < ' ' ? "x" + code : "" + (char) code;
            table.writeBytes(token.getBytes(StandardCharsets.ISO_8859_1));
            table.write(0);
        }
        bytes(table.toByteArray());
        align();
        for (int distance : index) {
            bytes(new byte[] {(byte) distance, (byte) (distance >> 8)});
        }
    }

    private void exports() {
        align();
        int strings = at + 0x1000;
        int[] text = new int[EXPORTS.size()];
        int end = strings;
        for (int i = 0; i < text.length; i++) {
            text[i] = end;
            byte[] name = (EXPORTS.get(i) + "\0").getBytes(StandardCharsets.ISO_8859_1);
            put(end, name);
            end += name.length;
        }
        for (int i = 0; i < text.length; i++) {
            pointer(address(EXPORTS.get(i)));
            pointer(text[i] + PAGE_OFFSET);
            if (layout.relativeExports) {
                word(0);
            }
        }
        at = end;
    }

    private long address(String name) {
        return symbols.stream()
                .filter(symbol -> symbol.name().equals(name))
                .mapToLong(KernelSymbol::address)
                .findFirst()
                .orElse(START + PAGE_OFFSET + 0x30_0000 + 64L * EXPORTS.indexOf(name));
    }

    private void pointer(long linear) {
        word(layout.relativeExports ? linear - (at + PAGE_OFFSET) : linear);
    }

    private void align() {
        at = at + 3 & ~3;
    }

    private void word(long value) {
        bytes(new byte[] {(byte) value, (byte) (value >> 8), (byte) (value >> 16), (byte) (value >> 24)});
    }

    private void bytes(byte[] data) {
        put(at, data);
        at += data.length;
    }

    private void put(int place, byte[] data) {
        System.arraycopy(Arrays.copyOf(data, data.length), 0, ram, place, data.length);
    }
}
