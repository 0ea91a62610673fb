package ringside.vmm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;
import ringside.cpu.Vcpu;
import ringside.isa.Decoder;
import ringside.isa.Disassembler;
import ringside.isa.Instruction;
import ringside.isa.Mnemonic;
import ringside.isa.OperandCode;
import ringside.isa.SegmentRegister;

/**
 * Critical instructions of the guest's kernel, replaced by INT3 so that they trap. Code is discovered from where the monitor lets
 * the kernel run, along direct branches; an indirect one is replaced too, so that its target is discovered when it is taken.
 * Pages with discovered code are traced: an instruction that the guest overwrites is looked at anew.
 *
 * <p>A way that is not certain to be executed is taken for code only as far as it looks like code, because an INT3 in data would
 * change what the guest reads. What a kernel reaches by a return to where no call was, and by no exit of the monitor, is missed:
 * that is the limit of the technique.
 */
public final class Patches implements Stateful {
    private static final int INT3 = 0xCC;
    private static final int MOST = 1 << 21;
    private static final int LONGEST_PATH = 1 << 13;
    private static final int MOST_UNMAPPED = 1 << 10;

    /** Instructions to look ahead for the rest of a copy. */
    private static final int NEAR = 8;

    /**
     * One replaced instruction.
     *
     * @param linear where it was found
     * @param physical where its first byte is
     * @param original that byte
     * @param instruction what it is, in Intel syntax
     * @param discovery whether it is no critical instruction, but an indirect branch
     */
    public record Patch(int linear, int physical, int original, String instruction, boolean discovery) {}

    /** Where to look for code; {@code certain} if it is about to be executed. */
    private record Lead(int linear, boolean certain) {}

    /** One instruction of a way. */
    private record Step(int linear, int physical, Instruction instruction, boolean indirect) {}

    private final GuestState guest;
    private final Traces traces;
    private final TreeMap<Integer, Patch> patches = new TreeMap<>();
    private final KnownCode known = new KnownCode();

    /** Branch targets that were not mapped when they were found. */
    private final Set<Integer> unmapped = new TreeSet<>();

    /** Linear addresses of instructions that the guest has overwritten. */
    private final Set<Integer> changed = new TreeSet<>();

    private boolean writing;

    Patches(GuestState guest, Traces traces) {
        this.guest = guest;
        this.traces = traces;
    }

    /** Returns the replaced instructions by physical address. */
    public List<Patch> list() {
        return new ArrayList<>(patches.values());
    }

    /** Returns the number of instructions that have been looked at. */
    public int discovered() {
        return known.size();
    }

    /** Returns the patch at a linear address, or null: then an INT3 there is the guest's own. */
    Patch at(int linear) {
        return patches.get(physical(linear));
    }

    private int physical(int linear) {
        long physical = guest.cpu.mmu.translatePeek(linear);
        return physical < 0 || guest.memory.offset(physical >>> 12) < 0 ? -1 : (int) physical;
    }

    /** Discovers the kernel code that the guest is about to run. */
    void discover() {
        Vcpu cpu = guest.cpu;
        if (cpu.cpl != 0 || !cpu.protectedMode() || cpu.virtual8086()) {
            return;
        }
        int start = cpu.segmentBase[SegmentRegister.CS] + cpu.eip;
        int at = physical(start);
        boolean changes = !changed.isEmpty() && !isCopying(start);
        if (at < 0 || known.contains(at) && !changes) {
            return;
        }
        Deque<Lead> work = new ArrayDeque<>();
        unmapped.forEach(linear -> work.add(new Lead(linear, false)));
        unmapped.clear();
        if (changes) {
            lookAtChanged(work);
        }
        work.add(new Lead(start, true));
        while (!work.isEmpty() && known.size() < MOST) {
            follow(work.removeLast(), work);
        }
    }

    /** Looks at overwritten instructions anew, upwards: what now lies in the midst of one is none any more. */
    private void lookAtChanged(Deque<Lead> work) {
        List<Integer> places = new ArrayList<>(changed);
        changed.clear();
        for (int linear : places) {
            int at = physical(linear);
            if (at >= 0 && known.around(at) < 0) {
                follow(new Lead(linear, true), work);
            }
        }
    }

    /** Whether the guest is in the middle of copying, so that what it has overwritten may not be whole yet. */
    private boolean isCopying(int start) {
        int linear = start;
        for (int i = 0; i < NEAR; i++) {
            Instruction instruction = decode(linear);
            if (instruction == null || CodePath.ends(instruction)) {
                return false;
            }
            if (instruction.mnemonic == Mnemonic.MOVS) {
                return true;
            }
            linear += instruction.length;
        }
        return false;
    }

    private void follow(Lead lead, Deque<Lead> work) {
        List<Step> path = new ArrayList<>();
        int believed = lead.certain ? certain(lead.linear, path) : 0;
        boolean plausible = false;
        int linear = path.isEmpty() ? lead.linear : end(path);
        while (!plausible && path.size() < LONGEST_PATH) {
            int at = physical(linear);
            if (at >= 0 && known.contains(at)) {
                plausible = true;
                break;
            }
            Step step = at < 0 ? null : step(linear, at, path);
            if (step == null) {
                note(linear);
                break;
            }
            if (CodePath.isImplausible(step.instruction)) {
                break;
            }
            path.add(step);
            believed = CodePath.mayNotReturn(step.instruction) ? path.size() : believed;
            plausible = CodePath.ends(step.instruction);
            linear = end(path);
        }
        List<Step> taken = plausible ? path : path.subList(0, believed);
        taken.forEach(step -> take(step, work));
    }

    /** Collects the instructions up to the first branch, which are executed whatever they look like; returns how many. */
    private int certain(int from, List<Step> path) {
        int linear = from;
        while (path.size() < LONGEST_PATH) {
            int at = physical(linear);
            Step step = at < 0 || known.contains(at) ? null : step(linear, at, path);
            if (step == null || step.instruction.mnemonic == Mnemonic.INVALID) {
                break;
            }
            path.add(step);
            if (CodePath.branches(step.instruction) || CodePath.leaves(step.instruction)) {
                break;
            }
            linear = end(path);
        }
        return path.size();
    }

    private void note(int linear) {
        if (unmapped.size() < MOST_UNMAPPED) {
            unmapped.add(linear);
        }
    }

    private static int end(List<Step> path) {
        Step last = path.get(path.size() - 1);
        return last.linear + last.instruction.length;
    }

    private Step step(int linear, int at, List<Step> path) {
        Instruction instruction = decode(linear);
        if (instruction == null) {
            return null;
        }
        Instruction before = path.isEmpty() ? null : path.get(path.size() - 1).instruction;
        return new Step(linear, at, instruction, CodePath.isIndirect(instruction, before));
    }

    private void take(Step step, Deque<Lead> work) {
        Instruction instruction = step.instruction;
        removeInside(step);
        if (known.put(step.physical, step.linear, instruction.length)) {
            traces.add(step.physical >>> 12);
        }
        if (step.indirect || CodePath.isCritical(instruction)) {
            put(step, step.indirect);
            guardAround(step);
        }
        if (CodePath.isRelative(instruction)) {
            work.add(new Lead(step.linear + instruction.length + instruction.immediate, false));
        } else if (instruction.operandSize == 32
                && instruction.row.operands().contains(OperandCode.Iz)
                && isBesideCode(instruction.immediate)) {
            // Where the guest stores what looks like the address of code, it may return or jump to it.
            work.add(new Lead(instruction.immediate, false));
        }
    }

    /** Takes patches out of the midst of an instruction: they were found in what was no code, or is none any more. */
    private void removeInside(Step step) {
        for (int at = step.physical + 1; at < step.physical + step.instruction.length; at++) {
            Patch patch = patches.remove(at);
            if (patch != null) {
                restore(patch);
                known.forget(at);
            }
        }
    }

    /** Replaces an instruction too in whose midst a patch is now, so that it is carried out as it was. */
    private void guardAround(Step step) {
        int start = known.around(step.physical);
        if (start >= 0 && !patches.containsKey(start)) {
            int linear = step.linear - (step.physical - start);
            Instruction instruction = decode(linear);
            if (instruction != null) {
                put(new Step(linear, start, instruction, false), true);
            }
        }
    }

    private boolean isBesideCode(int linear) {
        int at = physical(linear);
        return at >= 0 && known.hasPage(at >>> 12);
    }

    private Instruction decode(int linear) {
        byte[] bytes = new byte[Decoder.MAX_LENGTH];
        int length = 0;
        while (length < bytes.length) {
            int at = physical(linear + length);
            if (at < 0) {
                break;
            }
            Patch patch = patches.get(at);
            bytes[length++] = (byte) (patch == null ? guest.memory.peek8(at & 0xFFFF_FFFFL) : patch.original);
        }
        Instruction instruction = Decoder.decode(bytes, 0, length, guest.cpu.code32());
        return length == 0 || instruction == Decoder.TRUNCATED ? null : instruction;
    }

    private void put(Step step, boolean discovery) {
        Patch before = patches.get(step.physical);
        int original = before != null ? before.original : guest.memory.peek8(step.physical & 0xFFFF_FFFFL);
        String text = Disassembler.intel(step.instruction, step.linear).strip().replaceAll("\\s+", " ");
        patches.put(step.physical, new Patch(step.linear, step.physical, original, text, discovery));
        write(step.physical, INT3);
    }

    private void write(int at, int value) {
        writing = true;
        guest.memory.write8(at & 0xFFFF_FFFFL, value);
        writing = false;
    }

    private void restore(Patch patch) {
        write(patch.physical, patch.original);
    }

    /** Takes a patch away as long as its instruction is carried out; what is known of the code need not change for that. */
    void lift(Patch patch) {
        within(patch).values().forEach(each -> lend(each.physical, each.original));
    }

    /** Puts a lifted patch back, unless it is gone because its page changed. */
    void lower(Patch patch) {
        within(patch).values().forEach(each -> lend(each.physical, INT3));
    }

    /** Returns the patch, and others in bytes that its instruction may have. */
    private Map<Integer, Patch> within(Patch patch) {
        return patches.subMap(patch.physical, patch.physical + Decoder.MAX_LENGTH);
    }

    private void lend(int physical, int value) {
        int offset = guest.memory.offsetOf(physical & 0xFFFF_FFFFL);
        guest.memory.traces().beforeLoan(offset >>> 12);
        guest.memory.bytes[offset] = (byte) value;
    }

    /** Tells that bytes are about to change: instructions there are not known any more. */
    void written(int physical, int size) {
        if (writing || !known.hasPage(physical >>> 12)) {
            return;
        }
        known.forget(physical, size, (at, linear) -> {
            changed.add(linear);
            Patch patch = patches.remove(at);
            if (patch != null) {
                restore(patch);
            }
        });
    }

    /** Makes the guest's code what it was. */
    void undo() {
        patches.values().forEach(this::restore);
        known.frames(traces::remove);
        forget();
    }

    /** Forgets all that was found and replaced, because the guest's memory has been replaced. */
    void forget() {
        patches.clear();
        known.clear();
        unmapped.clear();
        changed.clear();
    }

    @Override
    public void save(StateWriter out) {
        out.int32(patches.size());
        patches.values().forEach(patch -> {
            out.int32(patch.linear);
            out.int32(patch.physical);
            out.int8(patch.original);
            out.string(patch.instruction);
            out.bool(patch.discovery);
        });
        out.part(known);
        for (Set<Integer> set : List.of(changed, unmapped)) {
            out.int32(set.size());
            set.forEach(out::int32);
        }
    }

    @Override
    public void load(StateReader in) {
        forget();
        for (int left = in.int32(); left > 0; left--) {
            Patch patch = new Patch(in.int32(), in.int32(), in.int8(), in.string(), in.bool());
            patches.put(patch.physical, patch);
        }
        in.part(known);
        for (Set<Integer> set : List.of(changed, unmapped)) {
            for (int left = in.int32(); left > 0; left--) {
                set.add(in.int32());
            }
        }
        known.frames(traces::restore);
    }
}
