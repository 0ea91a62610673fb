package ringside.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import ringside.cpu.Eflags;
import ringside.isa.Decoder;
import ringside.isa.Instruction;
import ringside.isa.Mnemonic;

/** Compares results with the host's, minus what the manual leaves open. */
final class Comparison {
    private static final int COMPARED_FLAGS = Eflags.STATUS | Eflags.DF | Eflags.NT | Eflags.AC | Eflags.ID;
    private static final int SHOWN_PER_ROW = 2;
    private static final int DIVIDE_ERROR = 0;
    private static final int BOUND_EXCEEDED = 5;
    private static final int STACK_FAULT = 12;
    private static final int PAGE_FAULT = 14;
    private static final int ALIGNMENT_CHECK = 17;

    private final OneInstruction ours;
    private final Map<String, Integer> mismatches = new TreeMap<>();
    private final List<String> shown = new ArrayList<>();
    private long cases;

    Comparison(OneInstruction ours) {
        this.ours = ours;
    }

    /** Runs one case on our CPU and notes every difference from the host's result. */
    void check(HostCase test, HostResult host) {
        cases++;
        Instruction instruction = Decoder.decode(test.code(), 0, test.code().length, !test.bits16());
        List<String> differences;
        try {
            HostResult result = ours.run(test);
            int open = openFlags(instruction, host);
            differences = isOpen(instruction, host) ? List.of() : host.differences(result, COMPARED_FLAGS & ~open);
        } catch (RuntimeException internal) {
            differences = List.of(internal.toString());
        }
        if (!differences.isEmpty()) {
            String row = instruction.mnemonic + " " + instruction.row.encoding();
            if (mismatches.merge(row, 1, Integer::sum) <= SHOWN_PER_ROW) {
                shown.add(row + ": " + test + "\n    " + String.join("\n    ", differences));
            }
        }
    }

    long cases() {
        return cases;
    }

    /** Number of mismatches by row. */
    Map<String, Integer> mismatches() {
        return mismatches;
    }

    /** The first mismatches of each row, with all their differences. */
    String report() {
        return cases + " cases, mismatches by row " + mismatches + "\n" + String.join("\n", shown);
    }

    /**
     * Cases in which the manual allows more than one result: a POPA that faults half-way has popped some registers on the
     * host; BOUND may find the lower bound exceeded before the upper one faults; CMPS may read either operand first; a CALL
     * beyond the segment's limit stores its return address first on the host, and may fault there; ENTER looks whether the new
     * top of the stack can be written to, which may ask for alignment.
     */
    private static boolean isOpen(Instruction instruction, HostResult host) {
        return instruction.mnemonic == Mnemonic.POPA && host.trap() != HostResult.NO_TRAP
                || instruction.mnemonic == Mnemonic.BOUND && host.trap() == BOUND_EXCEEDED
                || (instruction.mnemonic == Mnemonic.CMPS || instruction.mnemonic == Mnemonic.CALL)
                        && (host.trap() >= STACK_FAULT && host.trap() <= PAGE_FAULT || host.trap() == ALIGNMENT_CHECK)
                || instruction.mnemonic == Mnemonic.ENTER && host.trap() == ALIGNMENT_CHECK;
    }

    /** Flags without a defined value: by the row, by the count, or because the instruction is not done yet. */
    private static int openFlags(Instruction instruction, HostResult host) {
        boolean compares = instruction.mnemonic == Mnemonic.CMPS || instruction.mnemonic == Mnemonic.SCAS;
        if (host.trap() == DIVIDE_ERROR || compares && host.eip() == 0) {
            return Eflags.STATUS;
        }
        int open = instruction.row.effects().flagsUndefined();
        if (instruction.mnemonic == Mnemonic.SHL || instruction.mnemonic == Mnemonic.SHR) {
            open |= instruction.width < 32 ? Eflags.CF : 0; // counts from the width on
        }
        return open;
    }
}
