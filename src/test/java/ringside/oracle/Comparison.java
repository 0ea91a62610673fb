package ringside.oracle;

import java.util.ArrayList;
import java.util.List;
import ringside.cpu.Eflags;
import ringside.isa.Decoder;
import ringside.isa.Instruction;
import ringside.isa.Mnemonic;

/** Compares results with the host's, minus what the manual leaves undefined. */
final class Comparison {
    private static final int COMPARED_FLAGS = Eflags.STATUS | Eflags.DF | Eflags.NT | Eflags.AC | Eflags.ID;

    private final OneInstruction ours;
    private final List<String> mismatches = new ArrayList<>();
    private long cases;
    final java.util.Map<String, Integer> counts = new java.util.TreeMap<>();

    Comparison(OneInstruction ours) {
        this.ours = ours;
    }

    /** Runs one case on our CPU and notes every difference from the host's result. */
    void check(HostCase test, HostResult host) {
        cases++;
        HostResult result;
        try {
            result = ours.run(test);
        } catch (RuntimeException internal) {
            mismatches.add(test + "\n    " + internal);
            return;
        }
        List<String> differences = host.differences(result, COMPARED_FLAGS & ~undefined(test, host));
        if (!differences.isEmpty() && !(isPopa(test) && host.trap() != HostResult.NO_TRAP)) {
            Instruction instruction = Decoder.decode(test.code(), 0, test.code().length, !test.bits16());
            counts.merge(instruction.mnemonic + " " + instruction.row.encoding(), 1, Integer::sum);
            if (counts.get(instruction.mnemonic + " " + instruction.row.encoding()) <= 2) {
                mismatches.add(instruction.mnemonic + " " + test + "\n    " + String.join("\n    ", differences));
            }
        }
    }

    /** A faulting POPA has popped some registers already on the host; ours restarts clean, as the manual allows. */
    private static boolean isPopa(HostCase test) {
        return Decoder.decode(test.code(), 0, test.code().length, !test.bits16()).mnemonic == Mnemonic.POPA;
    }

    long cases() {
        return cases;
    }

    List<String> mismatches() {
        return mismatches;
    }

    /** Flags without a defined value: by the row, and by the count where the row cannot know it. */
    private static int undefined(HostCase test, HostResult host) {
        Instruction instruction = Decoder.decode(test.code(), 0, test.code().length, !test.bits16());
        int mask = instruction.row.effects().flagsUndefined();
        if (host.trap() == 0) {
            return Eflags.STATUS; // #DE from DIV, IDIV and AAM leaves them open
        }
        if (instruction.mnemonic == Mnemonic.SHL || instruction.mnemonic == Mnemonic.SHR) {
            mask |= instruction.width < 32 ? Eflags.CF : 0; // counts from the width on
        }
        return mask;
    }
}
