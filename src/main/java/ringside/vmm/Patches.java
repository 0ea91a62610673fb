package ringside.vmm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
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
 */
public final class Patches implements Stateful {
    private static final int INT3 = 0xCC;
    private static final int MOST = 1 << 18;

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

    private final GuestState guest;
    private final Traces traces;
    private final Map<Integer, Patch> patches = new TreeMap<>();

    /** What is known at a physical address: where it was seen, and how long it is. */
    private record Known(int linear, int length) {}

    /** Instructions that have been looked at, by physical address. */
    private final TreeMap<Integer, Known> known = new TreeMap<>();

    private final Set<Integer> frames = new TreeSet<>();

    /** Branch targets that were not mapped when they were found. */
    private final Set<Integer> unmapped = new HashSet<>();

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
        if (at < 0 || known.containsKey(at) && changed.isEmpty()) {
            return;
        }
        Deque<Integer> work = new ArrayDeque<>(unmapped);
        work.addAll(changed);
        unmapped.clear();
        changed.clear();
        work.add(start);
        while (!work.isEmpty() && known.size() < MOST) {
            follow(work.removeLast(), work);
        }
    }

    private void follow(int from, Deque<Integer> work) {
        int linear = from;
        while (true) {
            int at = physical(linear);
            if (at < 0) {
                unmapped.add(linear);
                return;
            }
            if (known.containsKey(at)) {
                return;
            }
            Instruction instruction = decode(linear);
            if (instruction == null || instruction.mnemonic == Mnemonic.INVALID) {
                return;
            }
            known.put(at, new Known(linear, instruction.length));
            trace(at >>> 12);
            int next = linear + instruction.length;
            if (isIndirect(instruction)) {
                put(linear, at, instruction, true);
            } else if (isCritical(instruction)) {
                put(linear, at, instruction, false);
            }
            if (isRelative(instruction)) {
                work.add(next + instruction.immediate);
            }
            if (endsPath(instruction)) {
                return;
            }
            linear = next;
        }
    }

    private void trace(int frame) {
        if (frames.add(frame)) {
            traces.add(frame);
        }
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

    private static boolean isRelative(Instruction instruction) {
        return instruction.row.operands().stream().anyMatch(code -> code == OperandCode.Jb || code == OperandCode.Jz);
    }

    private static boolean isIndirect(Instruction instruction) {
        return (instruction.mnemonic == Mnemonic.JMP || instruction.mnemonic == Mnemonic.CALL)
                && !isRelative(instruction);
    }

    private static boolean endsPath(Instruction instruction) {
        return switch (instruction.mnemonic) {
            case JMP, JMP_FAR, RET, RET_FAR, IRET, SYSEXIT, UD0, UD1, UD2 -> true;
            default -> false;
        };
    }

    /** Whether the instruction sees or does the wrong thing at CPL 1, and no trap tells. */
    static boolean isCritical(Instruction instruction) {
        return switch (instruction.mnemonic) {
            case SGDT, SIDT, SLDT, STR, SMSW, PUSHF, POPF, IRET, LAR, LSL, VERR, VERW, CALL_FAR, JMP_FAR, RET_FAR ->
                true;
            case FNSAVE, FNSTENV, FXSAVE -> true;
            case MOV_SREG -> instruction.row.operands().get(1) == OperandCode.Sw && isOwn(instruction.reg);
            case PUSH_SREG -> {
                OperandCode code = instruction.row.operands().get(0);
                yield code == OperandCode.CS || code == OperandCode.SS;
            }
            default -> false;
        };
    }

    private static boolean isOwn(int segment) {
        return segment == SegmentRegister.CS || segment == SegmentRegister.SS;
    }

    private void put(int linear, int at, Instruction instruction, boolean discovery) {
        int original = guest.memory.peek8(at & 0xFFFF_FFFFL);
        String text = Disassembler.intel(instruction, linear).strip().replaceAll("\\s+", " ");
        patches.put(at, new Patch(linear, at, original, text, discovery));
        write(at, INT3);
    }

    private void write(int at, int value) {
        writing = true;
        guest.memory.write8(at & 0xFFFF_FFFFL, value);
        writing = false;
    }

    /** Takes a patch away as long as its instruction is carried out. */
    void lift(Patch patch) {
        write(patch.physical, patch.original);
    }

    /** Puts a lifted patch back, unless it is gone because its page changed. */
    void lower(Patch patch) {
        if (patches.containsKey(patch.physical)) {
            write(patch.physical, INT3);
        }
    }

    /** Tells that bytes are about to change: instructions there are not known any more. */
    void written(int physical, int size) {
        if (writing || !frames.contains(physical >>> 12)) {
            return;
        }
        var overlapping = known.subMap(physical - Decoder.MAX_LENGTH + 1, physical + size);
        for (int at : new ArrayList<>(overlapping.keySet())) {
            Known here = known.get(at);
            if (at + here.length > physical) {
                known.remove(at);
                changed.add(here.linear);
                Patch patch = patches.remove(at);
                if (patch != null) {
                    lift(patch);
                }
            }
        }
    }

    /** Makes the guest's code what it was. */
    void undo() {
        patches.values().forEach(this::lift);
        patches.clear();
        known.clear();
        unmapped.clear();
        changed.clear();
        frames.forEach(traces::remove);
        frames.clear();
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
        out.int32(known.size());
        known.forEach((at, here) -> {
            out.int32(at);
            out.int32(here.linear);
            out.int32(here.length);
        });
        for (Set<Integer> set : List.of(changed, frames, new TreeSet<>(unmapped))) {
            out.int32(set.size());
            set.forEach(out::int32);
        }
    }

    /** Forgets all that was found and replaced, because the guest's memory has been replaced. */
    void forget() {
        patches.clear();
        known.clear();
        frames.clear();
        unmapped.clear();
        changed.clear();
    }

    @Override
    public void load(StateReader in) {
        forget();
        for (int left = in.int32(); left > 0; left--) {
            Patch patch = new Patch(in.int32(), in.int32(), in.int8(), in.string(), in.bool());
            patches.put(patch.physical, patch);
        }
        for (int left = in.int32(); left > 0; left--) {
            known.put(in.int32(), new Known(in.int32(), in.int32()));
        }
        for (Set<Integer> set : List.of(changed, frames, unmapped)) {
            set.clear();
            for (int left = in.int32(); left > 0; left--) {
                set.add(in.int32());
            }
        }
        frames.forEach(traces::restore);
    }
}
