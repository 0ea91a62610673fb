package ringside.vmm.bt;

/**
 * How the guest's state follows from the machine's at a point inside of what stands for one instruction of the guest. Until its
 * last effect such a sequence can be taken back; from then on it counts as done.
 */
public enum Recovery {
    /** There is nothing to do. */
    NONE,
    /** ECX is in its shared doubleword. */
    ECX,
    /** ECX and EDX are in their shared doublewords. */
    BOTH,
    /** The same, and a doubleword has been pushed that has to be taken back. */
    PUSHED,
    /** The same as {@link #BOTH}, and the guest's next EIP is in ECX, up to a bias: {@link Point#eip}. */
    TARGET
}
