package ringside.machine;

/**
 * The moment at which a stimulus arrived. Time alone is not enough, because an instruction boundary has inner steps: due
 * events run, and interrupts and traps are delivered without retiring an instruction.
 *
 * @param time guest time
 * @param afterEvents whether the events due at {@code time} had run
 * @param eip offset of the next instruction
 */
public record Stamp(long time, boolean afterEvents, int eip) {}
