package ringside.cpu;

import java.util.EnumSet;
import java.util.Set;
import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;
import ringside.isa.Mnemonic;

/**
 * DebugCtlMSR and the last branch, interrupt and exception records of the P6 family, which are offsets into the code segment.
 * While LBR or BTF is set, instructions run one at a time. SDM Vol. 3B, 17.13 (P6 family).
 *
 * <pre>
 *   DebugCtlMSR   6 TR   5-2 PB3 to PB0   1 BTF   0 LBR
 * </pre>
 */
public final class LastBranch implements Stateful {
    static final int DEBUG_CTL = 0x1D9;
    static final int BRANCH_FROM = 0x1DB;
    static final int BRANCH_TO = 0x1DC;
    static final int EXCEPTION_FROM = 0x1DD;
    static final int EXCEPTION_TO = 0x1DE;

    private static final int LBR = 1;
    private static final int BTF = 2;
    private static final int WRITABLE = 0x7F;

    private static final Set<Mnemonic> ALWAYS = EnumSet.of(
            Mnemonic.JMP,
            Mnemonic.JMP_FAR,
            Mnemonic.CALL,
            Mnemonic.CALL_FAR,
            Mnemonic.RET,
            Mnemonic.RET_FAR,
            Mnemonic.IRET,
            Mnemonic.SYSENTER,
            Mnemonic.SYSEXIT);

    private static final Set<Mnemonic> CONDITIONAL = EnumSet.of(
            Mnemonic.JA,
            Mnemonic.JAE,
            Mnemonic.JB,
            Mnemonic.JBE,
            Mnemonic.JCXZ,
            Mnemonic.JE,
            Mnemonic.JG,
            Mnemonic.JGE,
            Mnemonic.JL,
            Mnemonic.JLE,
            Mnemonic.JNE,
            Mnemonic.JNO,
            Mnemonic.JNP,
            Mnemonic.JNS,
            Mnemonic.JO,
            Mnemonic.JP,
            Mnemonic.JS,
            Mnemonic.LOOP,
            Mnemonic.LOOPE,
            Mnemonic.LOOPNE);

    /** Whether LBR or BTF is set, so that the engine has to tell of every instruction. */
    public boolean active;

    private int control;
    private int branchFrom;
    private int branchTo;
    private int exceptionFrom;
    private int exceptionTo;

    /** Whether TF was set before the instruction that runs, and BTF makes it wait for a branch. */
    private boolean armed;

    LastBranch() {}

    void reset() {
        control(0);
        branchFrom = 0;
        branchTo = 0;
        exceptionFrom = 0;
        exceptionTo = 0;
    }

    /** What RDMSR reads. */
    long read(int index) {
        int value =
                switch (index) {
                    case DEBUG_CTL -> control;
                    case BRANCH_FROM -> branchFrom;
                    case BRANCH_TO -> branchTo;
                    case EXCEPTION_FROM -> exceptionFrom;
                    default -> exceptionTo;
                };
        return value & 0xFFFF_FFFFL;
    }

    /** Writes DebugCtlMSR; returns whether the value is allowed. */
    boolean write(Vcpu cpu, long value) {
        if ((value & ~WRITABLE) != 0) {
            return false;
        }
        control((int) value);
        cpu.deviceAccess = true;
        return true;
    }

    private void control(int value) {
        control = value;
        active = (value & (LBR | BTF)) != 0;
        armed = false;
    }

    /** Tells of TF before an instruction; returns whether its trap comes only behind a branch. */
    boolean delaysStep() {
        armed = (control & BTF) != 0;
        return armed;
    }

    /** Tells of an instruction that retired; {@code from} is its offset, {@code next} that of the one behind it. */
    public void retired(Vcpu cpu, Mnemonic mnemonic, int from, int next) {
        boolean taken = ALWAYS.contains(mnemonic) || CONDITIONAL.contains(mnemonic) && cpu.eip != next;
        if (taken && (control & LBR) != 0) {
            branchFrom = from;
            branchTo = cpu.eip;
        }
        if (taken && armed) {
            cpu.pendingDebug |= DebugEvents.BS;
        }
        armed = false;
    }

    /** Tells that the instruction did not retire. */
    public void faulted() {
        armed = false;
    }

    /** Tells of an event that was delivered from one offset to another; #DB ends recording and leaves the records alone. */
    void delivered(Vcpu cpu, boolean debug, int from) {
        if (debug) {
            control(control & ~(LBR | BTF));
        } else if ((control & LBR) != 0) {
            exceptionFrom = branchFrom;
            exceptionTo = branchTo;
            branchFrom = from;
            branchTo = cpu.eip;
        }
    }

    @Override
    public void save(StateWriter out) {
        out.int32(control);
        out.int32(branchFrom);
        out.int32(branchTo);
        out.int32(exceptionFrom);
        out.int32(exceptionTo);
    }

    @Override
    public void load(StateReader in) {
        control(in.int32());
        branchFrom = in.int32();
        branchTo = in.int32();
        exceptionFrom = in.int32();
        exceptionTo = in.int32();
    }
}
