package ringside.sem;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import ringside.cpu.LazyFlags;
import ringside.cpu.Vcpu;
import ringside.isa.Instruction;
import ringside.isa.SegmentRegister;

/**
 * String instructions on memory. SDM Vol. 1, 7.3.9; Vol. 2A, "CMPS"; Vol. 2B, "MOVS", "REP", "SCAS", "STOS".
 *
 * <p>An iteration is one instruction. What lies in one page on both sides runs at once over the bytes; the first element of
 * every page, and whatever is not plain memory behind a flat segment, goes the ordinary way and may fault there. Overlap
 * behaves as if every element were moved by itself.
 */
public final class Strings {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int EAX = 0;
    private static final int ES = SegmentRegister.ES;

    private Strings() {}

    /** Copies from DS:(E)SI, or another segment by prefix, to ES:(E)DI. */
    public static boolean movs(Vcpu cpu, Instruction instruction, long until) {
        if (StringCursor.skips(cpu, instruction)) {
            return true;
        }
        int step = StringCursor.step(cpu, instruction);
        boolean complete;
        do {
            int bulk = movsBulk(cpu, instruction, step, until);
            if (bulk == 0) {
                StringCursor.writeDestination(cpu, instruction, StringCursor.readSource(cpu, instruction));
                bulk = 1;
            }
            StringCursor.moveSource(cpu, instruction, bulk * step);
            StringCursor.moveDestination(cpu, instruction, bulk * step);
            complete = StringCursor.retire(cpu, instruction, bulk);
        } while (!complete && !StringCursor.interrupted(cpu, until));
        return StringCursor.finish(cpu, complete);
    }

    private static int movsBulk(Vcpu cpu, Instruction instruction, int step, long until) {
        int source = StringCursor.source(cpu, instruction);
        int destination = StringCursor.destination(cpu, instruction);
        int count = Math.min(
                StringCursor.budget(cpu, instruction, until),
                Math.min(
                        StringCursor.inPage(cpu, instruction, instruction.segment, false, source, step),
                        StringCursor.inPage(cpu, instruction, ES, true, destination, step)));
        int from = cpu.mmu.readMap[source >>> 12] | source & 0xFFF;
        int to = cpu.mmu.writeMap[destination >>> 12] | destination & 0xFFF;
        if (count <= 1 || (from | to) < 0) {
            return 0;
        }
        copy(cpu.mmu.guest.bytes(), from, to, count, step);
        return count;
    }

    private static void copy(byte[] bytes, int from, int to, int count, int step) {
        int size = Math.abs(step);
        int length = count * size;
        int first = step > 0 ? 0 : size - length;
        int distance = to - from;
        // Only where an element reads what an earlier one wrote does the order show.
        boolean ordered = step > 0 ? distance > 0 && distance < length : distance < 0 && -distance < length;
        if (!ordered) {
            System.arraycopy(bytes, from + first, bytes, to + first, length);
            return;
        }
        for (int i = 0; i < count; i++) {
            switch (size) {
                case 1 -> bytes[to] = bytes[from];
                case 2 -> SHORT.set(bytes, to, (short) SHORT.get(bytes, from));
                default -> INT.set(bytes, to, (int) INT.get(bytes, from));
            }
            from += step;
            to += step;
        }
    }

    /** Stores the accumulator at ES:(E)DI. */
    public static boolean stos(Vcpu cpu, Instruction instruction, long until) {
        if (StringCursor.skips(cpu, instruction)) {
            return true;
        }
        int step = StringCursor.step(cpu, instruction);
        int value = Operands.register(cpu, EAX, instruction.width);
        boolean complete;
        do {
            int bulk = stosBulk(cpu, instruction, value, step, until);
            if (bulk == 0) {
                StringCursor.writeDestination(cpu, instruction, value);
                bulk = 1;
            }
            StringCursor.moveDestination(cpu, instruction, bulk * step);
            complete = StringCursor.retire(cpu, instruction, bulk);
        } while (!complete && !StringCursor.interrupted(cpu, until));
        return StringCursor.finish(cpu, complete);
    }

    private static int stosBulk(Vcpu cpu, Instruction instruction, int value, int step, long until) {
        int destination = StringCursor.destination(cpu, instruction);
        int count = Math.min(
                StringCursor.budget(cpu, instruction, until),
                StringCursor.inPage(cpu, instruction, ES, true, destination, step));
        int to = cpu.mmu.writeMap[destination >>> 12] | destination & 0xFFF;
        if (count <= 1 || to < 0) {
            return 0;
        }
        byte[] bytes = cpu.mmu.guest.bytes();
        int size = Math.abs(step);
        int start = step > 0 ? to : to - (count - 1) * size;
        int end = start + count * size;
        switch (size) {
            case 1 -> Arrays.fill(bytes, start, end, (byte) value);
            case 2 -> {
                for (int i = start; i < end; i += 2) {
                    SHORT.set(bytes, i, (short) value);
                }
            }
            default -> {
                for (int i = start; i < end; i += 4) {
                    INT.set(bytes, i, value);
                }
            }
        }
        return count;
    }

    /** Loads the accumulator from DS:(E)SI, or another segment by prefix. */
    public static boolean lods(Vcpu cpu, Instruction instruction, long until) {
        if (StringCursor.skips(cpu, instruction)) {
            return true;
        }
        int step = StringCursor.step(cpu, instruction);
        boolean complete;
        do {
            int value = StringCursor.readSource(cpu, instruction);
            Operands.setRegister(cpu, EAX, instruction.width, value);
            StringCursor.moveSource(cpu, instruction, step);
            complete = StringCursor.retire(cpu, instruction, 1);
        } while (!complete && !StringCursor.interrupted(cpu, until));
        return StringCursor.finish(cpu, complete);
    }

    /** Compares the accumulator with ES:(E)DI; repeats while equal (REPE) or unequal (REPNE). */
    public static boolean scas(Vcpu cpu, Instruction instruction, long until) {
        if (StringCursor.skips(cpu, instruction)) {
            return true;
        }
        int step = StringCursor.step(cpu, instruction);
        int accumulator = Operands.register(cpu, EAX, instruction.width);
        boolean complete;
        do {
            int bulk = scasBulk(cpu, instruction, accumulator, step, until);
            if (bulk > 0) {
                StringCursor.moveDestination(cpu, instruction, bulk * step);
                complete = StringCursor.retire(cpu, instruction, bulk);
                continue;
            }
            int element = StringCursor.readDestination(cpu, instruction);
            compare(cpu, instruction, accumulator, element);
            StringCursor.moveDestination(cpu, instruction, step);
            complete = StringCursor.retire(cpu, instruction, 1) || ends(instruction, accumulator == element);
        } while (!complete && !StringCursor.interrupted(cpu, until));
        return StringCursor.finish(cpu, complete);
    }

    /** Compares the elements that cannot end the scan, up to the page's end, and returns how many they are. */
    private static int scasBulk(Vcpu cpu, Instruction instruction, int accumulator, int step, long until) {
        int destination = StringCursor.destination(cpu, instruction);
        int limit = Math.min(
                StringCursor.budget(cpu, instruction, until),
                StringCursor.inPage(cpu, instruction, ES, false, destination, step));
        int at = cpu.mmu.readMap[destination >>> 12] | destination & 0xFFF;
        if (limit <= 1 || at < 0) {
            return 0;
        }
        byte[] bytes = cpu.mmu.guest.bytes();
        boolean untilEqual = instruction.hasPrefix(Instruction.REPNE);
        int count = 0;
        int last = 0;
        while (count < limit) {
            int element = element(bytes, at, instruction.width);
            if ((element == accumulator) == untilEqual) {
                break;
            }
            last = element;
            at += step;
            count++;
        }
        if (count > 0) {
            compare(cpu, instruction, accumulator, last);
        }
        return count;
    }

    private static int element(byte[] bytes, int at, int width) {
        return switch (width) {
            case 8 -> bytes[at] & 0xFF;
            case 16 -> (short) SHORT.get(bytes, at) & 0xFFFF;
            default -> (int) INT.get(bytes, at);
        };
    }

    /** Compares DS:(E)SI, or another segment by prefix, with ES:(E)DI; repeats as {@link #scas}. */
    public static boolean cmps(Vcpu cpu, Instruction instruction, long until) {
        if (StringCursor.skips(cpu, instruction)) {
            return true;
        }
        int step = StringCursor.step(cpu, instruction);
        boolean complete;
        do {
            int left = StringCursor.readSource(cpu, instruction);
            int right = StringCursor.readDestination(cpu, instruction);
            compare(cpu, instruction, left, right);
            StringCursor.moveSource(cpu, instruction, step);
            StringCursor.moveDestination(cpu, instruction, step);
            complete = StringCursor.retire(cpu, instruction, 1) || ends(instruction, left == right);
        } while (!complete && !StringCursor.interrupted(cpu, until));
        return StringCursor.finish(cpu, complete);
    }

    /** Whether a comparison ends the repetition. Both prefixes at once cannot be: the decoder keeps the last. */
    private static boolean ends(Instruction instruction, boolean equal) {
        return equal == instruction.hasPrefix(Instruction.REPNE);
    }

    private static void compare(Vcpu cpu, Instruction instruction, int left, int right) {
        switch (instruction.width) {
            case 8 -> LazyFlags.sub8(cpu, left, right, left - right);
            case 16 -> LazyFlags.sub16(cpu, left, right, left - right);
            default -> LazyFlags.sub32(cpu, left, right, left - right);
        }
    }
}
