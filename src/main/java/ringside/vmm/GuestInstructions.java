package ringside.vmm;

import java.util.Arrays;
import ringside.cpu.Vcpu;
import ringside.isa.Decoder;
import ringside.isa.Disassembler;
import ringside.isa.Instruction;
import ringside.isa.SegmentRegister;

/** Reads the guest's instructions for the monitor, without any effect on the guest; remembers those it met last. */
final class GuestInstructions {
    private static final int PAGE = 4096;
    private static final int ENTRIES = 1024;

    private final GuestState guest;
    private final Entry[] entries = new Entry[ENTRIES];

    /** An instruction with the bytes it was decoded from; the text is made when somebody wants it. */
    private static final class Entry {
        private final byte[] bytes;
        private final int eip;
        private final boolean code32;
        private final Instruction instruction;
        private String text;

        Entry(byte[] bytes, int eip, boolean code32, Instruction instruction) {
            this.bytes = bytes;
            this.eip = eip;
            this.code32 = code32;
            this.instruction = instruction;
        }
    }

    GuestInstructions(GuestState guest) {
        this.guest = guest;
    }

    /** Returns the guest's next instruction, or null if it cannot be seen. */
    Instruction next() {
        Vcpu cpu = guest.cpu;
        byte[] bytes = bytes(cpu.segmentBase[SegmentRegister.CS] + cpu.eip);
        if (bytes.length == 0) {
            return null;
        }
        Entry entry = entries[slot(cpu.eip)];
        boolean same = entry != null
                && entry.eip == cpu.eip
                && entry.code32 == cpu.code32()
                && Arrays.equals(entry.bytes, bytes);
        if (!same) {
            Instruction instruction = Decoder.decode(bytes, 0, bytes.length, cpu.code32());
            if (instruction == Decoder.TRUNCATED) {
                return null;
            }
            entry = new Entry(bytes, cpu.eip, cpu.code32(), instruction);
            entries[slot(cpu.eip)] = entry;
        }
        return entry.instruction;
    }

    private static int slot(int eip) {
        return (eip ^ eip >>> 10) & ENTRIES - 1;
    }

    private byte[] bytes(int linear) {
        Vcpu cpu = guest.cpu;
        if ((linear & PAGE - 1) <= PAGE - Decoder.MAX_LENGTH) {
            long physical = cpu.mmu.translatePeek(linear);
            int offset = physical < 0 ? -1 : guest.memory.offsetOf(physical);
            return offset < 0
                    ? new byte[0]
                    : Arrays.copyOfRange(guest.memory.bytes, offset, offset + Decoder.MAX_LENGTH);
        }
        byte[] bytes = new byte[Decoder.MAX_LENGTH];
        for (int i = 0; i < bytes.length; i++) {
            int octet = cpu.mmu.peekLinear8(linear + i);
            if (octet < 0) {
                return Arrays.copyOf(bytes, i);
            }
            bytes[i] = (byte) octet;
        }
        return bytes;
    }

    /**
     * Returns an instruction that {@link #next} gave in Intel syntax, {@code ?} if it gave none.
     *
     * @param eip where it was
     */
    String text(Instruction instruction, int eip) {
        if (instruction == null) {
            return "?";
        }
        Entry entry = entries[slot(eip)];
        if (entry == null || entry.instruction != instruction) {
            return text(eip, instruction);
        }
        if (entry.text == null) {
            entry.text = text(eip, instruction);
        }
        return entry.text;
    }

    private static String text(int eip, Instruction instruction) {
        return Disassembler.intel(instruction, eip).strip().replaceAll("\\s+", " ");
    }
}
