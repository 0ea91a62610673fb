package ringside.oracle;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import ringside.isa.asm.Assembler;

/** The guest {@code user.asm}, which does on Bochs what {@code hostcpu.c} does on the host's CPU, and its memory. */
final class UserGuest {
    /** Bochs loads memory images of no more than a megabyte. */
    static final int MAX_CASES = 18_000;

    static final int RESULTS = 0xFFC0_0000 + 0x28_0000;
    static final int RESULT_BYTES = 60;

    private static final int HEADER = 16;
    private static final int CASE_BYTES = 56;
    private static final int CODE = 40;
    private static final byte INT3 = (byte) 0xCC;
    private static final int DEBUG = 1;
    private static final int BREAKPOINT = 3;

    private UserGuest() {}

    static byte[] image() {
        try (InputStream in = UserGuest.class.getResourceAsStream("/ringside/bochs/user.asm")) {
            String source = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Assembler.assemble("user.asm", source).bytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lays out cases, which all have the same seed. */
    static byte[] memory(List<HostCase> cases) {
        ByteBuffer out = ByteBuffer.allocate(HEADER + CASE_BYTES * cases.size()).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(cases.size()).putInt(cases.get(0).seed()).position(HEADER);
        for (HostCase test : cases) {
            for (int value : test.gpr()) {
                out.putInt(value);
            }
            byte[] code = Arrays.copyOf(test.code(), CASE_BYTES - CODE);
            Arrays.fill(code, test.code().length, code.length, INT3);
            out.putInt(test.eflags())
                    .put((byte) 0)
                    .put((byte) (test.bits16() ? 1 : 0))
                    .putShort((short) 0);
            out.put(code);
        }
        return out.array();
    }

    /** Reads what cases did. */
    static List<HostResult> results(List<HostCase> cases, ByteBuffer in) {
        in.order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer page = ByteBuffer.allocate(HostCase.PAGE).order(ByteOrder.LITTLE_ENDIAN);
        HostCase.fill(page, cases.get(0).seed());
        int data = HostCase.hash(page);
        HostCase.fill(page, HostCase.stackSeed(cases.get(0).seed()));
        int stack = HostCase.hash(page);
        List<HostResult> results = new ArrayList<>();
        for (HostCase test : cases) {
            int[] gpr = new int[8];
            for (int i = 0; i < 8; i++) {
                gpr[i] = in.getInt();
            }
            int eflags = in.getInt();
            int eip = in.getInt() - (test.bits16() ? HostCase.START & 0xFFFF : HostCase.START);
            int trap = in.getInt();
            if (trap == BREAKPOINT && eip == test.code().length + 1) {
                // TF was cleared: the INT3 behind stopped it.
                trap = DEBUG;
                eip--;
            }
            int error = in.getInt();
            int cr2 = in.getInt();
            results.add(new HostResult(
                    gpr,
                    eflags,
                    eip,
                    trap == DEBUG ? HostResult.NO_TRAP : trap,
                    error,
                    cr2,
                    written(in.getInt(), data),
                    written(in.getInt(), stack)));
        }
        return results;
    }

    /** The guest hashes only pages that were written to. */
    private static int written(int hash, int before) {
        return hash == 0 ? before : hash;
    }
}
