package ringside.exec;

import ringside.isa.Instruction;

/**
 * What one instruction stands for that a monitor has made of its guest's code.
 *
 * @param part which part of what stands for the guest's instruction it is
 * @param linear linear address of the guest's instruction
 * @param eip its offset in CS
 * @param instruction the guest's instruction; null where it does not begin, or cannot be read
 */
public record CodeOrigin(Part part, int linear, int eip, Instruction instruction) {
    /** Where an instruction is in what stands for one of the guest's. */
    public enum Part {
        /** The guest's instruction begins here. */
        FIRST,
        /** It goes on: where it is left here, it is begun anew. */
        MORE,
        /** It is done; what follows only leads to the next one. */
        BEHIND
    }
}
