package ringside.isa;

/** Numbers of the segment registers, as encoded (SDM Vol. 2A, 3.1.1.1, "Sreg"), and of the two system segments. */
public final class SegmentRegister {
    public static final int ES = 0;
    public static final int CS = 1;
    public static final int SS = 2;
    public static final int DS = 3;
    public static final int FS = 4;
    public static final int GS = 5;

    /** The local descriptor table register; not encodable as a segment register. */
    public static final int LDTR = 6;

    /** The task register; not encodable as a segment register. */
    public static final int TR = 7;

    /** Number of segment caches, system segments included. */
    public static final int COUNT = 8;

    private SegmentRegister() {}
}
