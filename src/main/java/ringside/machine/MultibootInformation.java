package ringside.machine;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a Multiboot loader tells the kernel, in one piece of memory: Multiboot Specification 0.6.96, "Boot information
 * format".
 */
final class MultibootInformation {
    private static final int SIZE = 116;
    private static final int HAS_MEMORY = 1;
    private static final int HAS_COMMAND_LINE = 1 << 2;
    private static final int HAS_MODULES = 1 << 3;
    private static final int HAS_MEMORY_MAP = 1 << 6;
    private static final int HAS_LOADER_NAME = 1 << 9;
    private static final String LOADER_NAME = "Ringside";

    /**
     * A module in memory.
     *
     * @param start its first byte
     * @param end the byte behind its last
     */
    record Module(long start, long end, String commandLine) {}

    private final long ramBytes;
    private final String commandLine;
    private final List<Module> modules;

    MultibootInformation(long ramBytes, String commandLine, List<Module> modules) {
        this.ramBytes = ramBytes;
        this.commandLine = commandLine;
        this.modules = modules;
    }

    int size() {
        return bytes(0).length;
    }

    /** Returns the information as it lies at {@code address}. */
    byte[] bytes(long address) {
        MemoryMap map = MemoryMap.of(ramBytes);
        ByteBuffer mapTable = ByteBuffer.allocate(24 * map.ranges().size()).order(ByteOrder.LITTLE_ENDIAN);
        for (MemoryMap.Range range : map.ranges()) {
            mapTable.putInt(20).putLong(range.start()).putLong(range.length()).putInt(range.type());
        }
        Tail tail = new Tail(address + SIZE);
        ByteBuffer moduleTable = ByteBuffer.allocate(16 * modules.size()).order(ByteOrder.LITTLE_ENDIAN);
        for (Module module : modules) {
            moduleTable.putInt((int) module.start()).putInt((int) module.end());
            moduleTable.putInt(tail.add(module.commandLine())).putInt(0);
        }
        ByteBuffer head = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        int flags = HAS_MEMORY | HAS_COMMAND_LINE | HAS_MEMORY_MAP | HAS_LOADER_NAME;
        head.putInt(0, modules.isEmpty() ? flags : flags | HAS_MODULES);
        head.putInt(4, MemoryMap.BASE_END >> 10);
        head.putInt(8, (int) (ramBytes >> 10) - 1024);
        head.putInt(16, tail.add(commandLine));
        head.putInt(20, modules.size());
        head.putInt(24, tail.add(moduleTable.array()));
        head.putInt(44, mapTable.capacity());
        head.putInt(48, tail.add(mapTable.array()));
        head.putInt(64, tail.add(LOADER_NAME));
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head.array());
        all.writeBytes(tail.bytes.toByteArray());
        return all.toByteArray();
    }

    /** Strings and tables behind the fixed part. */
    private static final class Tail {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final long address;

        Tail(long address) {
            this.address = address;
        }

        /** Appends bytes at a multiple of four and returns their address. */
        int add(byte[] contents) {
            while (bytes.size() % 4 != 0) {
                bytes.write(0);
            }
            int at = (int) address + bytes.size();
            bytes.writeBytes(contents);
            return at;
        }

        int add(String text) {
            return add((text + "\0").getBytes(StandardCharsets.ISO_8859_1));
        }
    }
}
