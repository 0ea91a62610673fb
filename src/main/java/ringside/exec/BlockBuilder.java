package ringside.exec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import ringside.cpu.Vcpu;
import ringside.isa.Decoder;
import ringside.isa.Instruction;
import ringside.isa.Mnemonic;
import ringside.isa.SegmentRegister;
import ringside.sem.Binding;
import ringside.sem.Semantics;

/**
 * Decodes what the CPU is about to execute. A block ends behind an instruction that says so, before a breakpoint, after 64
 * instructions, and at the end of the page: only an instruction that itself lies on two pages makes a block that does,
 * alone. Decoding ahead never walks page tables, so it has no side effects.
 */
public final class BlockBuilder {
    private static final int PAGE = 4096;

    /** After so many instructions a block ends anyway. */
    public static final int MAX_INSTRUCTIONS = 64;

    private final CodeBreakpoints breakpoints;

    /** Makes a builder whose blocks end before {@code breakpoints}. */
    public BlockBuilder(CodeBreakpoints breakpoints) {
        this.breakpoints = breakpoints;
    }

    /**
     * Decodes at CS:EIP. Throws {@link ringside.cpu.GuestFault} for the first instruction's #GP or #PF of the fetch.
     *
     * @param mode the mode the CPU is in
     * @param most the most instructions wanted
     */
    public BasicBlock build(Vcpu cpu, CodeMode mode, int most) {
        int eip = cpu.eip;
        int linear = mode.base() + eip;
        int limit = cpu.segmentLimit[SegmentRegister.CS];
        if (Integer.compareUnsigned(eip, limit) > 0) {
            throw cpu.fault.gp(0);
        }
        int offset = cpu.mmu.fetchOffset(linear);
        if (offset < 0) {
            return inNoMemory(cpu, mode, eip, linear);
        }
        byte[] bytes = cpu.mmu.guest.bytes();
        int rest = (int) Math.min(PAGE - (linear & PAGE - 1), room(eip, limit));
        BasicBlock block = straight(bytes, offset, rest, mode, eip, Math.min(most, MAX_INSTRUCTIONS));
        return block != null ? block : onTwoPages(cpu, mode, offset, limit);
    }

    /**
     * Decodes without a CPU what {@link #build} would decode there.
     *
     * @param bytes whole pages
     * @param offset where in them the code begins
     * @return null if the first instruction goes on on another page
     */
    public BasicBlock onOnePage(byte[] bytes, int offset, CodeMode mode, int eip) {
        int rest = (int) Math.min(PAGE - (offset & PAGE - 1), room(eip, mode.limit()));
        return straight(bytes, offset, rest, mode, eip, MAX_INSTRUCTIONS);
    }

    /**
     * Makes the block of an instruction that lies on two pages, without a CPU.
     *
     * @param code its bytes and what follows
     * @param available how many of them there are
     * @return null if it is not all there
     */
    public static BasicBlock onTwoPages(byte[] code, int available, CodeMode mode, int eip) {
        int within = (int) Math.min(available, room(eip, mode.limit()));
        Instruction instruction = Decoder.decode(code, 0, within, mode.code32());
        return instruction == Decoder.TRUNCATED
                ? null
                : new BasicBlock(mode, eip, mode.base() + eip, 0, 0, instruction.length, List.of(instruction));
    }

    /** Decodes up to {@code rest} bytes; null if the first instruction needs more. */
    private BasicBlock straight(byte[] bytes, int offset, int rest, CodeMode mode, int eip, int wanted) {
        int linear = mode.base() + eip;
        int most = Math.min(wanted, breakpoints.longestBlock());
        List<Instruction> instructions = new ArrayList<>(8);
        int size = 0;
        while (instructions.size() < most && size < rest) {
            if (size > 0 && breakpoints.at(linear + size, offset + size)) {
                break;
            }
            Instruction instruction = Decoder.decode(bytes, offset + size, rest - size, mode.code32());
            if (instruction == Decoder.TRUNCATED || size > 0 && breakpoints.catches(instruction)) {
                break;
            }
            instructions.add(instruction);
            size += instruction.length;
            if (endsBlock(instruction)) {
                break;
            }
        }
        return instructions.isEmpty() ? null : new BasicBlock(mode, eip, linear, offset, -1, size, instructions);
    }

    /** Whether nothing may follow in the block: a row's word, or a repeated string instruction, which may stay where it is. */
    public static boolean endsBlock(Instruction instruction) {
        return instruction.row.effects().endsBlock()
                || instruction.mnemonic == Mnemonic.INVALID
                || instruction.hasPrefix(Instruction.REP | Instruction.REPNE)
                        && Semantics.of(instruction.row) instanceof Binding.Iterate;
    }

    private static long room(int eip, int limit) {
        return (limit & 0xFFFF_FFFFL) - (eip & 0xFFFF_FFFFL) + 1;
    }

    private BasicBlock onTwoPages(Vcpu cpu, CodeMode mode, int offset, int limit) {
        int eip = cpu.eip;
        int linear = mode.base() + eip;
        int first = PAGE - (linear & PAGE - 1);
        byte[] memory = cpu.mmu.guest.bytes();
        byte[] code = new byte[Decoder.MAX_LENGTH];
        int available = (int) Math.min(code.length, room(eip, limit));
        int second = -1;
        if (first < available) {
            second = cpu.mmu.fetchOffset(linear + first);
            System.arraycopy(memory, offset, code, 0, first);
            if (second < 0) {
                Arrays.fill(code, first, available, (byte) 0xFF);
            } else {
                System.arraycopy(memory, second, code, first, available - first);
            }
        } else {
            System.arraycopy(memory, offset, code, 0, available);
        }
        Instruction instruction = Decoder.decode(code, 0, available, mode.code32());
        if (instruction == Decoder.TRUNCATED) {
            throw cpu.fault.gp(0);
        }
        int kept = first < available && second < 0 ? -1 : offset;
        return new BasicBlock(
                mode, eip, linear, kept, second, instruction.length, new ArrayList<>(List.of(instruction)));
    }

    /** Nothing answers fetches from where no memory is: the bus floats high. */
    private static BasicBlock inNoMemory(Vcpu cpu, CodeMode mode, int eip, int linear) {
        byte[] code = new byte[Decoder.MAX_LENGTH];
        Arrays.fill(code, (byte) 0xFF);
        Instruction instruction = Decoder.decode(code, 0, code.length, mode.code32());
        return new BasicBlock(mode, eip, linear, -1, -1, instruction.length, new ArrayList<>(List.of(instruction)));
    }
}
