package ringside.sem;

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
        int count = pairs(cpu, instruction, source, destination, true, step, until);
        int from = cpu.mmu.readMap[source >>> 12] | source & 0xFFF;
        int to = cpu.mmu.writeMap[destination >>> 12] | destination & 0xFFF;
        if (count <= 1 || (from | to) < 0) {
            return 0;
        }
        ElementRuns.copy(cpu.mmu.guest.bytes(), from, to, count, step);
        return count;
    }

    /** Returns how many elements can be done at once, up to the nearer page's end. */
    private static int pairs(
            Vcpu cpu, Instruction instruction, int source, int destination, boolean write, int step, long until) {
        return Math.min(
                StringCursor.budget(cpu, instruction, until),
                Math.min(
                        StringCursor.inPage(cpu, instruction, instruction.segment, false, source, step),
                        StringCursor.inPage(cpu, instruction, ES, write, destination, step)));
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
        int size = Math.abs(step);
        int start = step > 0 ? to : to - (count - 1) * size;
        ElementRuns.fill(cpu.mmu.guest.bytes(), start, count, size, value);
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
        boolean equal = instruction.hasPrefix(Instruction.REPNE);
        int count = ElementRuns.beforeElement(bytes, at, accumulator, limit, step, equal);
        if (count > 0) {
            compare(cpu, instruction, accumulator, ElementRuns.get(bytes, at + (count - 1) * step, Math.abs(step)));
        }
        return count;
    }

    /** Compares DS:(E)SI, or another segment by prefix, with ES:(E)DI; repeats as {@link #scas}. */
    public static boolean cmps(Vcpu cpu, Instruction instruction, long until) {
        if (StringCursor.skips(cpu, instruction)) {
            return true;
        }
        int step = StringCursor.step(cpu, instruction);
        boolean complete;
        do {
            int bulk = cmpsBulk(cpu, instruction, step, until);
            if (bulk > 0) {
                StringCursor.moveSource(cpu, instruction, bulk * step);
                StringCursor.moveDestination(cpu, instruction, bulk * step);
                complete = StringCursor.retire(cpu, instruction, bulk);
                continue;
            }
            int left = StringCursor.readSource(cpu, instruction);
            int right = StringCursor.readDestination(cpu, instruction);
            compare(cpu, instruction, left, right);
            StringCursor.moveSource(cpu, instruction, step);
            StringCursor.moveDestination(cpu, instruction, step);
            complete = StringCursor.retire(cpu, instruction, 1) || ends(instruction, left == right);
        } while (!complete && !StringCursor.interrupted(cpu, until));
        return StringCursor.finish(cpu, complete);
    }

    /** Compares the pairs that cannot end the comparison, up to the nearer page's end, and returns how many they are. */
    private static int cmpsBulk(Vcpu cpu, Instruction instruction, int step, long until) {
        int source = StringCursor.source(cpu, instruction);
        int destination = StringCursor.destination(cpu, instruction);
        int limit = pairs(cpu, instruction, source, destination, false, step, until);
        int left = cpu.mmu.readMap[source >>> 12] | source & 0xFFF;
        int right = cpu.mmu.readMap[destination >>> 12] | destination & 0xFFF;
        if (limit <= 1 || (left | right) < 0) {
            return 0;
        }
        byte[] bytes = cpu.mmu.guest.bytes();
        boolean equal = instruction.hasPrefix(Instruction.REPNE);
        int count = ElementRuns.beforePair(bytes, left, right, limit, step, equal);
        if (count > 0) {
            int last = (count - 1) * step;
            int size = Math.abs(step);
            compare(
                    cpu,
                    instruction,
                    ElementRuns.get(bytes, left + last, size),
                    ElementRuns.get(bytes, right + last, size));
        }
        return count;
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
