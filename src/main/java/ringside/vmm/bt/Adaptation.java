package ringside.vmm.bt;

/**
 * An instruction that has been found guilty: its copy faulted for the monitor's sake too often, so it is a callout now.
 *
 * @param eip where the guest has it
 * @param icount when
 * @param faults how many faults there had been
 * @param reason what the last one was: {@code write 00102800 by mov ...}
 */
public record Adaptation(int eip, long icount, int faults, String reason) {}
