package ringside.vmm;

/**
 * One entry of the monitor.
 *
 * @param number counted from 1
 * @param icount instructions the VM has retired
 * @param reason why
 * @param qualification what exactly: the instruction, the address, the vector
 * @param cs the guest's CS
 * @param eip the guest's EIP
 * @param handler what the monitor did about it
 * @param emulated instructions that the monitor executed for the guest
 * @param reflected events that it delivered through the guest's tables
 * @param shadowWrites doublewords it wrote to its tables
 * @param cycles modelled cost, see {@link Prices}
 * @param nanos time of the host, which says how fast this program is and nothing of a monitor on silicon
 */
public record VmExit(
        long number,
        long icount,
        ExitReason reason,
        String qualification,
        int cs,
        int eip,
        String handler,
        int emulated,
        int reflected,
        long shadowWrites,
        long cycles,
        long nanos) {
    /** Returns what was counted. */
    public Cost cost() {
        return new Cost(1, emulated, reflected, shadowWrites);
    }
}
