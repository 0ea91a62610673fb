package ringside.vmm.study;

/**
 * Two runs of one instruction, and what follows from them.
 *
 * @param shows which property they prove
 * @param instruction the instruction in Intel syntax
 * @param with what registers, memory and stack held
 * @param first the one run: setting, then outcome
 * @param second the other run
 * @param difference what is different, or what both did
 */
public record Proof(String shows, String instruction, String with, String first, String second, String difference) {}
