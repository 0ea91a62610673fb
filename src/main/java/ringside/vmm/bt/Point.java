package ringside.vmm.bt;

/** What an address in the translation cache means: where the guest is when the machine's EIP is there. */
public final class Point {
    /** What is at an address. */
    enum Kind {
        /** An instruction of the guest, or a part of what stands for it. */
        CODE,
        /** A callout: the monitor carries out the guest's instruction. */
        CALLOUT,
        /** A continuation: translated code that is not there yet, or not linked yet, comes next. */
        CONTINUATION,
        /** The table of indirect targets has another target, or none. */
        MISS,
        /** Where the machine stands while the guest has no next instruction. */
        REST
    }

    /** {@link #link} of a continuation that cannot be linked. */
    static final int UNLINKABLE = 0;

    final int address;
    final Kind kind;

    /** The guest's EIP; a bias to be added to ECX for {@link Recovery#TARGET}. */
    final int eip;

    final Recovery recovery;

    /** Whether it is an instruction in the shadow of STI. */
    final boolean shadowed;

    /** What is patched when it is linked: the address of a JMP or Jcc with a distance of 32 bits. */
    final int link;

    /** Whether {@link #link} is a Jcc. */
    final boolean conditional;

    /** Whether what stands for an instruction of the guest begins here. */
    boolean begins;

    Point(int address, Kind kind, int eip, Recovery recovery, boolean shadowed, int link, boolean conditional) {
        this.address = address;
        this.kind = kind;
        this.eip = eip;
        this.recovery = recovery;
        this.shadowed = shadowed;
        this.link = link;
        this.conditional = conditional;
    }

    /** Returns where in the cache it is. */
    public int address() {
        return address;
    }

    /** Whether the monitor has to carry out the guest's instruction here. */
    public boolean isCallout() {
        return kind == Kind.CALLOUT;
    }

    /** Whether it is code that the machine has to execute. */
    public boolean isCode() {
        return kind == Kind.CODE || kind == Kind.REST;
    }

    /** Whether the machine only rests here. */
    public boolean isRest() {
        return kind == Kind.REST;
    }

    /** Whether an instruction of the guest, or a part of what stands for one, is here. */
    public boolean isCopy() {
        return kind == Kind.CODE && recovery == Recovery.NONE;
    }

    /** Whether what stands for an instruction of the guest begins here. */
    public boolean begins() {
        return begins;
    }

    /** Returns the guest's EIP here, as far as it does not depend on registers. */
    public int guestEip() {
        return eip;
    }

    /** Whether the guest's instruction here is in the shadow of STI. */
    public boolean isShadowed() {
        return shadowed;
    }
}
