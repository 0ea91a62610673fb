package ringside.vmm.bt;

/**
 * What has been found out about a copied instruction that faulted for the monitor's sake.
 *
 * @param eip where the guest has it
 * @param icount when that was
 * @param faults how many faults there had been
 * @param reason what the last one was: {@code write 00102800 by mov ...}; or why it is a copy again
 * @param callout whether it is a callout now: it has been found guilty
 */
public record Adaptation(int eip, long icount, int faults, String reason, boolean callout) {}
