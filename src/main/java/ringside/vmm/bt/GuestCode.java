package ringside.vmm.bt;

import ringside.isa.Instruction;

/** The guest's code as the translator reads it: by offset in the guest's CS, without any effect on the guest. */
public interface GuestCode {
    /** Returns the instruction at an offset, or null if not all of it can be seen. */
    Instruction decode(int eip);

    /** Returns bytes that {@link #decode} could see. */
    byte[] bytes(int eip, int length);

    /** Returns the linear address of an offset. */
    int linear(int eip);

    /** Returns the guest-physical address of a byte that {@link #decode} could see. */
    int physical(int linear);

    /** Wants to hear of writes to a guest-physical frame from now on. */
    void trace(int frame);

    /** Does not want to hear of them any more. */
    void untrace(int frame);
}
