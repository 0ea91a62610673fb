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
    /** What the cases are about, and so how they are compared. */
    enum Selection {
        /** Everything must agree. */
        EXACT(16),
        /** Results may be one unit in the last place off, and C1 says nothing. */
        TRANSCENDENTAL(16),
        /** Environments with their pointers. */
        ENVIRONMENT(160);

        private final int memoryBytes;

        Selection(int memoryBytes) {
            this.memoryBytes = memoryBytes;
        }

        private int stateBytes() {
            return MEMORY + memoryBytes;
        }
    }

    private static final int LENGTH = 3;
    private static final int AX = 4;
    private static final int EFLAGS = 6;
    private static final int CONTROL = 10;
    private static final int STATUS = 12;
    private static final int TAGS = 14;
    private static final int OPCODE = 16;
    private static final int FIP = 18;
    private static final int FDP = 22;
    private static final int REGISTERS = 26;
    private static final int MEMORY = 106;
    private static final int STATUS_FLAGS = 0x8D5;

    private final Selection selection;
    private final ByteBuffer record;

    /** Where the state afterwards begins. */
    private final int after;

    private FpuVector(Selection selection, byte[] record) {
        this.selection = selection;
        this.record = ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN);
        after = selection.stateBytes();
    }

    /** Returns the next record or null at the end. */
    static FpuVector read(Selection selection, BufferedInputStream in) throws IOException {
        byte[] record = in.readNBytes(2 * selection.stateBytes());
        if (record.length == 0) {
            return null;
        }
        if (record.length < 2 * selection.stateBytes()) {
            throw new EOFException("vectors end within a record");
        }
        return new FpuVector(selection, record);
    }

    static BufferedInputStream buffered(InputStream in) {
        return new BufferedInputStream(in, 1 << 20);
    }

    Instruction instruction() {
        return FpuBench.decode(code());
    }

    /** Runs the instruction and returns null, or the states side by side if they differ. */
    String run(FpuBench bench) {
        bench.cpu.r32(0, record.getShort(AX) & 0xFFFF);
        bench.cpu.eflags(record.getInt(EFLAGS) | 2);
        load(bench.fpu(), 0);
        record.get(MEMORY, bench.memory.bytes, FpuBench.OPERAND, selection.memoryBytes);
        Instruction instruction = FpuBench.decode(code());
        FpuBench.routine(instruction.mnemonic).execute(bench.cpu, instruction);
        String actual = describe(bench);
        String expected = describeExpected();
        boolean agrees = actual.equals(expected) || selection == Selection.TRANSCENDENTAL && isClose(bench.fpu());
        return agrees ? null : difference(instruction, actual, expected);
    }

    private int[] code() {
        int[] code = new int[record.get(LENGTH)];
        for (int i = 0; i < code.length; i++) {
            code[i] = record.get(i) & 0xFF;
        }
        return code;
    }

    private String difference(Instruction instruction, String actual, String expected) {
        FpuState before = new FpuState();
        load(before, 0);
        String input = describe(before, record.getShort(STATUS), record.getShort(TAGS));
        return "%s %x%n  input    %s%n  expected %s%n  actual   %s"
                .formatted(instruction.mnemonic, record.getInt(0) & 0xFFFFFF, input, expected, actual);
    }

    private void load(FpuState fpu, int at) {
        fpu.fcw = record.getShort(at + CONTROL) & 0xFFFF;
        fpu.setStatusWord(record.getShort(at + STATUS) & 0xFFFF);
        fpu.setTagWord(record.getShort(at + TAGS) & 0xFFFF);
        fpu.fop = record.getShort(at + OPCODE) & 0x7FF;
        fpu.fip = record.getInt(at + FIP) & 0xFFFF_FFFFL;
        fpu.fdp = record.getInt(at + FDP) & 0xFFFF_FFFFL;
        fpu.fcs = 0;
        fpu.fds = 0;
        for (int i = 0; i < 8; i++) {
            int register = fpu.top + i & 7;
            fpu.significands[register] = record.getLong(at + REGISTERS + 10 * i);
            fpu.signExponents[register] = record.getShort(at + REGISTERS + 10 * i + 8) & 0xFFFF;
        }
    }

    /** Tells whether registers are at most one unit in the last place off and all else but C1 is right. */
    private boolean isClose(FpuState actual) {
        FpuState expected = new FpuState();
        load(expected, after);
        int status = actual.statusWord() ^ record.getShort(after + STATUS) & 0xFFFF;
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
        load(expected, after);
        String registers = describe(expected, record.getShort(after + STATUS), record.getShort(after + TAGS));
        int flags = record.getInt(after + EFLAGS);
        return rest(registers, record.array(), after + MEMORY, record.getShort(after + AX), flags);
    }

    private String describe(FpuState fpu, int status, int tags) {
        StringBuilder text = new StringBuilder(
                String.format(Locale.ROOT, "fcw %04x fsw %04x ftw %04x", fpu.fcw, status & 0xFFFF, tags & 0xFFFF));
        if (selection == Selection.ENVIRONMENT) {
            text.append(String.format(Locale.ROOT, " fop %03x fip %08x fdp %08x", fpu.fop, fpu.fip, fpu.fdp));
        }
        for (int i = 0; i < 8; i++) {
            int register = fpu.top + i & 7;
            text.append(
                    String.format(Locale.ROOT, " %04x.%016x", fpu.signExponents[register], fpu.significands[register]));
        }
        return text.toString();
    }

    private String rest(String registers, byte[] memory, int at, int ax, int eflags) {
        StringBuilder text = new StringBuilder(registers).append(" m ");
        for (int i = 0; i < selection.memoryBytes; i++) {
            text.append(String.format(Locale.ROOT, "%02x", memory[at + i]));
        }
        text.append(String.format(Locale.ROOT, " ax %04x flags %03x", ax & 0xFFFF, eflags & STATUS_FLAGS));
        return text.toString();
    }
}
