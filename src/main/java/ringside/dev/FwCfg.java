package ringside.dev;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;
import ringside.bus.PortDevice;
import ringside.bus.PortSpace;

/**
 * QEMU's firmware configuration device: a selector at port 510h and a data byte at 511h. Only the traditional interface
 * is there, and item 1 says so. Items and names as in QEMU's {@code docs/specs/fw_cfg}.
 */
public final class FwCfg implements PortDevice, Stateful {
    /** Item with the size of RAM, 8 bytes. */
    public static final int RAM_SIZE = 0x03;

    /** Item that tells that there is no graphic display, 2 bytes. */
    public static final int NO_GRAPHIC = 0x04;

    /** Item with the number of CPUs, 2 bytes. */
    public static final int CPUS = 0x05;

    /** Item with the address of the kernel, 4 bytes. */
    public static final int KERNEL_ADDRESS = 0x07;

    /** Item with the size of the kernel, 4 bytes. */
    public static final int KERNEL_SIZE = 0x08;

    /** Item with the address of the initial RAM disk, 4 bytes. */
    public static final int INITRD_ADDRESS = 0x0A;

    /** Item with the size of the initial RAM disk, 4 bytes. */
    public static final int INITRD_SIZE = 0x0B;

    /** Item with the largest number of CPUs, 2 bytes. */
    public static final int MAX_CPUS = 0x0F;

    /** Item with the kernel. */
    public static final int KERNEL_DATA = 0x11;

    /** Item with the initial RAM disk. */
    public static final int INITRD_DATA = 0x12;

    /** Item with the address of the command line, 4 bytes. */
    public static final int COMMAND_LINE_ADDRESS = 0x13;

    /** Item with the size of the command line, 4 bytes. */
    public static final int COMMAND_LINE_SIZE = 0x14;

    /** Item with the command line, zero-terminated. */
    public static final int COMMAND_LINE_DATA = 0x15;

    private static final int SIGNATURE = 0x00;
    private static final int ID = 0x01;
    private static final int FILE_DIRECTORY = 0x19;
    private static final int FIRST_FILE = 0x20;
    private static final int NAME_SIZE = 56;
    private static final int ENTRY_SIZE = 64;

    private final Map<Integer, byte[]> items = new TreeMap<>();
    private final List<String> files = new ArrayList<>();
    private int selector;
    private int position;

    /** Makes a device with the identifying items and no files. */
    public FwCfg() {
        items.put(SIGNATURE, "QEMU".getBytes(StandardCharsets.US_ASCII));
        // Bit 0: the traditional interface; bit 1 would be DMA.
        number(ID, 1, 4);
        directory();
    }

    /** Takes ports 510h and 511h. */
    public void register(PortSpace ports) {
        ports.register(0x510, 0x511, this);
    }

    /** Sets an item to {@code size} bytes of a little-endian number. */
    public void number(int item, long value, int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (value >>> 8 * i);
        }
        items.put(item, bytes);
    }

    /** Sets an item. */
    public void data(int item, byte[] bytes) {
        items.put(item, bytes.clone());
    }

    /** Adds or replaces a named file. */
    public void file(String name, byte[] bytes) {
        if (name.length() >= NAME_SIZE) {
            throw new IllegalArgumentException("fw_cfg file names have at most 55 characters: " + name);
        }
        int index = files.indexOf(name);
        if (index < 0) {
            index = files.size();
            files.add(name);
        }
        items.put(FIRST_FILE + index, bytes.clone());
        directory();
    }

    /** Returns the names of the files. */
    public List<String> files() {
        return List.copyOf(files);
    }

    @Override
    public int widest(int port) {
        return port == 0x510 ? 2 : 1;
    }

    @Override
    public int in(int port, int size) {
        int value = peek(port, size);
        if (port == 0x511) {
            position++;
        }
        return value;
    }

    @Override
    public int peek(int port, int size) {
        if (port == 0x510) {
            return size == 1 ? selector & 0xFF : selector;
        }
        byte[] item = items.get(selector);
        return item != null && position < item.length ? item[position] & 0xFF : 0;
    }

    @Override
    public void out(int port, int size, int value) {
        if (port == 0x510) {
            selector = value & 0xFFFF;
            position = 0;
        }
    }

    private void directory() {
        ByteBuffer buffer = ByteBuffer.allocate(4 + ENTRY_SIZE * files.size());
        buffer.putInt(files.size());
        for (int i = 0; i < files.size(); i++) {
            buffer.putInt(items.get(FIRST_FILE + i).length);
            buffer.putShort((short) (FIRST_FILE + i));
            buffer.putShort((short) 0);
            byte[] name = files.get(i).getBytes(StandardCharsets.US_ASCII);
            buffer.put(Arrays.copyOf(name, NAME_SIZE));
        }
        items.put(FILE_DIRECTORY, buffer.array());
    }

    @Override
    public void save(StateWriter out) {
        out.int32(selector);
        out.int32(position);
    }

    @Override
    public void load(StateReader in) {
        selector = in.int32();
        position = in.int32();
    }
}
