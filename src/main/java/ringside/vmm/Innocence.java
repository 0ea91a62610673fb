package ringside.vmm;

import java.util.EnumSet;
import java.util.Set;
import ringside.cpu.Tlb;
import ringside.cpu.Vcpu;
import ringside.isa.Instruction;
import ringside.isa.Mnemonic;
import ringside.isa.SegmentRegister;
import ringside.sem.EffectiveAddress;

/**
 * Says of an instruction that the virtual CPU is about to carry out whether the machine could have executed it as well: it writes
 * to no traced page, and reaches neither what is no memory nor the monitor's region. In doubt the answer is no.
 */
final class Innocence {
    /** Instructions that read their first operand only. */
    private static final Set<Mnemonic> READS = EnumSet.of(
            Mnemonic.CMP, Mnemonic.TEST, Mnemonic.PUSH, Mnemonic.MUL, Mnemonic.IMUL, Mnemonic.DIV, Mnemonic.IDIV);

    /** Instructions that use other memory than their operand, or load segments. */
    private static final Set<Mnemonic> DOUBTFUL = EnumSet.of(
            Mnemonic.PUSHA,
            Mnemonic.POPA,
            Mnemonic.ENTER,
            Mnemonic.LEAVE,
            Mnemonic.XLAT,
            Mnemonic.BT,
            Mnemonic.BTS,
            Mnemonic.BTR,
            Mnemonic.BTC,
            Mnemonic.MOV_SREG,
            Mnemonic.PUSH_SREG,
            Mnemonic.POP_SREG,
            Mnemonic.LDS,
            Mnemonic.LES,
            Mnemonic.LFS);

    private static final int PAGE_SHIFT = 12;
    private static final int ESP = 4;
    private static final int ESI = 6;
    private static final int EDI = 7;
    private static final int CR0_WP = 1 << 16;

    private final GuestState guest;
    private final Traces traces;
    private final WorldSwitch world;

    Innocence(GuestState guest, Traces traces, WorldSwitch world) {
        this.guest = guest;
        this.traces = traces;
        this.world = world;
    }

    /** Whether the machine could execute it without a trap for the monitor's sake. */
    boolean of(Instruction instruction) {
        if (instruction == null || DOUBTFUL.contains(instruction.mnemonic)) {
            return false;
        }
        int size = Math.max(1, instruction.width / 8);
        int slot = instruction.operandSize / 8;
        return switch (instruction.mnemonic) {
            case MOVS ->
                reaches(instruction.segment, index(instruction, ESI), size, false)
                        && reaches(SegmentRegister.ES, index(instruction, EDI), size, true);
            case STOS -> reaches(SegmentRegister.ES, index(instruction, EDI), size, true);
            case SCAS -> reaches(SegmentRegister.ES, index(instruction, EDI), size, false);
            case LODS -> reaches(instruction.segment, index(instruction, ESI), size, false);
            case PUSH -> operand(instruction, size) && reaches(SegmentRegister.SS, stack(-slot), slot, true);
            case POP -> !instruction.memory && reaches(SegmentRegister.SS, stack(0), slot, false);
            default -> instruction.memory && operand(instruction, size);
        };
    }

    private int index(Instruction instruction, int register) {
        return instruction.addressSize == 16 ? guest.cpu.r16(register) : guest.cpu.r32(register);
    }

    private int stack(int distance) {
        int top = guest.cpu.r32(ESP) + distance;
        return guest.cpu.stack32() ? top : top & 0xFFFF;
    }

    private boolean operand(Instruction instruction, int size) {
        return !instruction.memory
                || reaches(
                        instruction.segment,
                        EffectiveAddress.offset(guest.cpu, instruction),
                        size,
                        writes(instruction));
    }

    private static boolean writes(Instruction instruction) {
        return switch (instruction.row.operands().get(0)) {
            case Gb, Gw, Gv, AL, rAX -> false;
            default -> !READS.contains(instruction.mnemonic);
        };
    }

    /** Whether an access gets, on the machine, where the guest means it to. */
    private boolean reaches(int segment, int offset, int size, boolean write) {
        int first = guest.cpu.segmentBase[segment] + offset;
        int last = first + size - 1;
        boolean below =
                Integer.compareUnsigned(last, MonitorMemory.BASE) < 0 && Integer.compareUnsigned(first, last) <= 0;
        // A cache's own CS cannot be read through.
        return below
                && segment != SegmentRegister.CS
                && world.shadow(segment) != ShadowDescriptor.HIDDEN
                && reaches(first, write)
                && (first >>> PAGE_SHIFT == last >>> PAGE_SHIFT || reaches(last, write));
    }

    private boolean reaches(int linear, boolean write) {
        int frame = guest.frameOf(linear);
        int offset = frame < 0 ? -1 : guest.memory.offset(frame);
        return offset >= 0
                && (!write || !traces.isTraced(frame) && !guest.memory.readOnly(offset) && permitted(linear));
    }

    /** Whether a write does not need CR0.WP to be clear. */
    private boolean permitted(int linear) {
        Vcpu cpu = guest.cpu;
        return !cpu.mmu.paging()
                || (cpu.cr0 & CR0_WP) != 0
                || (cpu.mmu.tlb.lookup(linear >>> PAGE_SHIFT) & Tlb.WRITABLE) != 0;
    }
}
