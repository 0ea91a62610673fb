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
 * @param cost what that took, counted
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
        Cost cost,
        long cycles,
        long nanos) {}
