package ringside.vmm.bt;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import ringside.base.LittleEndian;
import ringside.isa.Decoder;
import ringside.isa.Disassembler;
import ringside.isa.Instruction;
import ringside.isa.Mnemonic;

/** Puts the guest's code beside what was made of it. */
final class Listing {
    private Listing() {}

    static List<Line> of(Fragment fragment, TranslationCache cache, CacheMemory memory, GuestCode code) {
        List<Line> lines = new ArrayList<>();
        for (int at = fragment.start; at < fragment.end; ) {
            Instruction instruction = decode(memory, at);
            Point point = cache.at(at);
            if (point == null) {
                at++;
                continue;
            }
            boolean begins = fragment.boundaries.contains(point);
            Instruction own = begins ? code.decode(point.eip) : null;
            lines.add(new Line(
                    point.recovery == Recovery.TARGET ? -1 : point.eip,
                    own == null ? "" : text(own, point.eip),
                    own == null ? "" : Treatment.of(own).name().toLowerCase(Locale.ROOT),
                    at,
                    text(instruction, at),
                    note(point, instruction, at, cache)));
            at += instruction.length;
        }
        return lines;
    }

    private static Instruction decode(CacheMemory memory, int address) {
        byte[] bytes = new byte[16];
        for (int i = 0; i < bytes.length; i += 4) {
            LittleEndian.set32(bytes, i, memory.read(address + i));
        }
        return Decoder.decode(bytes, 0, Decoder.MAX_LENGTH, true);
    }

    private static String text(Instruction instruction, int eip) {
        return Disassembler.intel(instruction, eip).strip().replaceAll("\\s+", " ");
    }

    private static String note(Point point, Instruction instruction, int at, TranslationCache cache) {
        boolean open = instruction.mnemonic == Mnemonic.INT || instruction.mnemonic == Mnemonic.HLT;
        if (point.kind == Point.Kind.CALLOUT && open) {
            return "callout";
        }
        if (point.kind == Point.Kind.CONTINUATION && open) {
            return String.format("continuation %08x", point.eip);
        }
        boolean relative = instruction.mnemonic == Mnemonic.JMP && !instruction.memory
                || Treatment.of(instruction) == Treatment.BRANCH;
        if (!relative) {
            return "";
        }
        Point target = cache.at(at + instruction.length + instruction.immediate);
        if (target == null) {
            return "";
        }
        boolean stub = target.kind == Point.Kind.CONTINUATION;
        return String.format(stub ? "to the continuation of %08x" : "linked to %08x", target.eip);
    }
}
