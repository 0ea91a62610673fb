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
 * @param shadowWrites doublewords it wrote to its tables
 * @param cycles modelled cost, see {@link Prices}
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
        long shadowWrites,
        long cycles) {}
