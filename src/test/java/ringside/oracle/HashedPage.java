package ringside.oracle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A page of memory with a known content before each case; many cases in a row share it, and few change it. */
final class HashedPage {
    private final byte[] memory;
    private final int address;
    private final byte[] content = new byte[HostCase.PAGE];
    private int seed;
    private int hash;

    HashedPage(byte[] memory, int address) {
        this.memory = memory;
        this.address = address;
        generate(0);
    }

    /** Fills the page as the oracle does. */
    void fill(int wanted) {
        if (wanted != seed) {
            generate(wanted);
        }
        System.arraycopy(content, 0, memory, address, HostCase.PAGE);
    }

    /** Hashes the page as the oracle does. */
    int hash() {
        boolean same = Arrays.equals(content, 0, HostCase.PAGE, memory, address, address + HostCase.PAGE);
        return same ? hash : HostCase.hash(words(memory, address));
    }

    private void generate(int wanted) {
        ByteBuffer words = words(content, 0);
        HostCase.fill(words, wanted);
        hash = HostCase.hash(words);
        seed = wanted;
    }

    private static ByteBuffer words(byte[] bytes, int from) {
        return ByteBuffer.wrap(bytes, from, HostCase.PAGE).slice().order(ByteOrder.LITTLE_ENDIAN);
    }
}
