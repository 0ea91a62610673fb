package ringside.sem.x87;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import ringside.cpu.FpuState;
import ringside.isa.Instruction;

/** One instruction on one FPU state, with what a real processor made of it: a record of {@code scripts/oracles/x87.c}. */
final class FpuVector {
    private static final int INPUT_BYTES = 110;
    private static final int OUTPUT_BYTES = 108;
    private static final int OUTPUT = INPUT_BYTES;
    private static final int MEMORY_BYTES = 16;
    private static final int STATUS_FLAGS = 0x8D5;

    private final ByteBuffer record;

    private FpuVector(byte[] record) {
        this.record = ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Returns the next record or null at the end. */
    static FpuVector read(BufferedInputStream in) throws IOException {
        byte[] record = in.readNBytes(INPUT_BYTES + OUTPUT_BYTES);
        if (record.length == 0) {
            return null;
        }
        if (record.length < INPUT_BYTES + OUTPUT_BYTES) {
            throw new EOFException("vectors end within a record");
        }
        return new FpuVector(record);
    }

    static BufferedInputStream buffered(InputStream in) {
        return new BufferedInputStream(in, 1 << 20);
    }

    /** Runs the instruction and returns null, or the states side by side if they differ. */
    String run(FpuBench bench, boolean transcendental) {
        bench.cpu.r32(0, record.getShort(2) & 0xFFFF);
        bench.cpu.eflags(record.getInt(4) | 2);
        load(bench.fpu(), 8);
        record.get(INPUT_BYTES - MEMORY_BYTES, bench.memory.bytes, FpuBench.OPERAND, MEMORY_BYTES);
        Instruction instruction = FpuBench.decode(record.get(0) & 0xFF, record.get(1) & 0xFF);
        FpuBench.routine(instruction.mnemonic).execute(bench.cpu, instruction);
        String actual = describe(bench);
        String expected = describeExpected();
        boolean agrees = actual.equals(expected) || transcendental && isClose(bench.fpu());
        return agrees ? null : difference(instruction, actual, expected);
    }

    private String difference(Instruction instruction, String actual, String expected) {
        FpuState before = new FpuState();
        load(before, 8);
        String input = describe(before, record.getShort(10), record.getShort(12));
        return "%s %02x %02x%n  input    %s%n  expected %s%n  actual   %s"
                .formatted(instruction.mnemonic, record.get(0), record.get(1), input, expected, actual);
    }

    private void load(FpuState fpu, int at) {
        fpu.fcw = record.getShort(at) & 0xFFFF;
        fpu.setStatusWord(record.getShort(at + 2) & 0xFFFF);
        fpu.setTagWord(record.getShort(at + 4) & 0xFFFF);
        for (int i = 0; i < 8; i++) {
            int register = fpu.top + i & 7;
            fpu.significands[register] = record.getLong(at + 6 + 10 * i);
            fpu.signExponents[register] = record.getShort(at + 14 + 10 * i) & 0xFFFF;
        }
    }

    /** Tells whether registers are at most one unit in the last place off and all else but C1 is right. */
    private boolean isClose(FpuState actual) {
        FpuState expected = new FpuState();
        load(expected, OUTPUT + 6);
        int status = actual.statusWord() ^ record.getShort(OUTPUT + 8) & 0xFFFF;
        boolean close = (status & ~FpuState.C1) == 0 && actual.occupied == expected.occupied;
        for (int i = 0; i < 8; i++) {
            close &= distance(actual, expected, i) <= 1;
        }
        return close;
    }

    private static long distance(FpuState actual, FpuState expected, int register) {
        int exponents = actual.signExponents[register] - expected.signExponents[register];
        long significands = actual.significands[register] - expected.significands[register];
        if (exponents == 0) {
            return Math.abs(significands);
        }
        // Across a power of two one step is from all ones to the integer bit alone, or to the first denormal.
        boolean step = exponents == 1 ? significands == Long.MIN_VALUE + 1 : significands == Long.MAX_VALUE;
        boolean toDenormal = Math.abs(significands) == 1;
        return Math.abs(exponents) == 1 && (step || toDenormal) ? 1 : Long.MAX_VALUE;
    }

    private String describe(FpuBench bench) {
        String registers =
                describe(bench.fpu(), bench.fpu().statusWord(), bench.fpu().tagWord());
        return rest(registers, bench.memory.bytes, FpuBench.OPERAND, bench.cpu.r16(0), bench.cpu.eflags());
    }

    private String describeExpected() {
        FpuState expected = new FpuState();
        load(expected, OUTPUT + 6);
        String registers = describe(expected, record.getShort(OUTPUT + 8), record.getShort(OUTPUT + 10));
        int memory = OUTPUT + OUTPUT_BYTES - MEMORY_BYTES;
        return rest(registers, record.array(), memory, record.getShort(OUTPUT), record.getInt(OUTPUT + 2));
    }

    private static String describe(FpuState fpu, int status, int tags) {
        StringBuilder text = new StringBuilder(
                String.format(Locale.ROOT, "fcw %04x fsw %04x ftw %04x", fpu.fcw, status & 0xFFFF, tags & 0xFFFF));
        for (int i = 0; i < 8; i++) {
            int register = fpu.top + i & 7;
            text.append(
                    String.format(Locale.ROOT, " %04x.%016x", fpu.signExponents[register], fpu.significands[register]));
        }
        return text.toString();
    }

    private static String rest(String registers, byte[] memory, int at, int ax, int eflags) {
        StringBuilder text = new StringBuilder(registers).append(" m ");
        for (int i = 0; i < MEMORY_BYTES; i++) {
            text.append(String.format(Locale.ROOT, "%02x", memory[at + i]));
        }
        text.append(String.format(Locale.ROOT, " ax %04x flags %03x", ax & 0xFFFF, eflags & STATUS_FLAGS));
        return text.toString();
    }
}
