package ringside.debug;

/** What becomes of hardware interrupts while instructions are stepped one by one. */
public enum StepInterrupts {
    /** They are delivered: a step may end in a handler. */
    ON,
    /** They wait until the guest runs freely again, or executes HLT. */
    OFF,
    /** They are delivered, their handlers run to the end, and the step says so. */
    SHOW
}
