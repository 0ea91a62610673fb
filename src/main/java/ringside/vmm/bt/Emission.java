package ringside.vmm.bt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import ringside.isa.Encoder;
import ringside.isa.EncodingRequest;
import ringside.isa.Instruction;
import ringside.isa.Mnemonic;
import ringside.isa.Operand;
import ringside.isa.RegisterClass;
import ringside.isa.SegmentRegister;

/** Code under construction for one place in the cache, with the meaning of each of its addresses. */
final class Emission {
    static final int ECX = 1;
    static final int EDX = 2;
    static final int ESP = 4;

    /** Bytes of a continuation: room for a jump. */
    static final int SLOT = 5;

    /** A callout: INT with a vector whose gate is closed to CPL 1, so that it faults and does not retire. */
    static final byte[] CALLOUT = {(byte) 0xCD, (byte) 0xEF};

    private static final int NONE = Instruction.NO_REGISTER;
    private static final byte FILL = (byte) 0xCC;

    final int start;
    final List<Point> points = new ArrayList<>();
    private final Layout layout;
    private byte[] bytes = new byte[256];
    private int length;

    /** What the next points say. */
    int eip;

    Recovery recovery = Recovery.NONE;
    boolean shadowed;

    Emission(Layout layout, int start) {
        this.layout = layout;
        this.start = start;
    }

    /** Returns the address behind what has been emitted. */
    int here() {
        return start + length;
    }

    byte[] bytes() {
        return Arrays.copyOf(bytes, length);
    }

    /** Says what the next bytes stand for. */
    Emission at(int guestEip, Recovery how) {
        eip = guestEip;
        recovery = how;
        return this;
    }

    private void mark(Point.Kind kind, int link, boolean conditional) {
        points.add(new Point(here(), kind, eip, recovery, shadowed, link, conditional));
    }

    private void append(byte[] more) {
        if (length + more.length > bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length + more.length);
        }
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
    }

    /** Copies an instruction of the guest. */
    void copy(byte[] instruction) {
        mark(Point.Kind.CODE, Point.UNLINKABLE, false);
        append(instruction);
    }

    void put(Mnemonic mnemonic, Operand... operands) {
        put(EncodingRequest.of(mnemonic, List.of(operands), true, here()));
    }

    private void put(EncodingRequest request) {
        mark(Point.Kind.CODE, Point.UNLINKABLE, false);
        append(Encoder.encode(request));
    }

    /** Emits a branch with a distance of 32 bits. */
    void near(Mnemonic mnemonic, int target) {
        put(branch(mnemonic, here(), target));
    }

    static EncodingRequest branch(Mnemonic mnemonic, int address, int target) {
        return new EncodingRequest(
                mnemonic,
                List.of(new Operand.Target(target)),
                true,
                address,
                0,
                0,
                0,
                Operand.DEFAULT_SEGMENT,
                EncodingRequest.Branch.NEAR,
                0,
                false);
    }

    /** Emits a callout for the guest's instruction. */
    void callout() {
        mark(Point.Kind.CALLOUT, Point.UNLINKABLE, false);
        append(CALLOUT);
    }

    /** Emits a callout with room for the jump that takes its place once its target is known. */
    void jump() {
        mark(Point.Kind.CALLOUT, here(), false);
        room();
    }

    /** Emits the end of a path, to be linked to what comes next if {@code linkable}. */
    void continuation(boolean linkable) {
        mark(Point.Kind.CONTINUATION, linkable ? here() : Point.UNLINKABLE, false);
        room();
    }

    private void room() {
        append(CALLOUT);
        for (int i = CALLOUT.length; i < SLOT; i++) {
            append(new byte[] {FILL});
        }
    }

    /** Emits a callout of another kind. */
    void exit(Point.Kind kind, int link) {
        mark(kind, link, link != Point.UNLINKABLE);
        append(CALLOUT);
    }

    static Operand.Register register(int number) {
        return new Operand.Register(RegisterClass.DWORD, number);
    }

    static Operand.Memory memory(int base, int index, int scale, int displacement) {
        return new Operand.Memory(32, Operand.DEFAULT_SEGMENT, base, index, scale, displacement, 32);
    }

    static Operand.Memory stack() {
        return memory(ESP, NONE, 0, 0);
    }

    /** Returns a shared doubleword as an operand. */
    Operand.Memory shared(int which) {
        return new Operand.Memory(32, SegmentRegister.GS, NONE, NONE, 0, layout.shared(which), 32);
    }

    /** Emits a load of a shared doubleword. */
    void load(int register, int which) {
        put(Mnemonic.MOV, register(register), shared(which));
    }

    /** Emits a store to a shared doubleword. */
    void store(int which, int register) {
        put(Mnemonic.MOV, shared(which), register(register));
    }

    /** Emits {@code register = base + displacement}. */
    void add(int register, int displacement) {
        put(Mnemonic.LEA, register(register), memory(register, NONE, 0, displacement));
    }

    /** Returns how many bytes {@link #add} of ECX takes. */
    int length(int displacement) {
        Emission trial = new Emission(layout, start);
        trial.add(ECX, displacement);
        return trial.length;
    }

    /** Emits the jump by way of the table to the guest's code at ECX. */
    void lookUp() {
        put(Mnemonic.LEA, register(EDX), memory(NONE, ECX, 3, 0));
        put(Mnemonic.MOVZX, register(EDX), new Operand.Register(RegisterClass.WORD, EDX));
        put(Mnemonic.JMP, new Operand.Memory(32, SegmentRegister.GS, EDX, NONE, 0, layout.table(), 32));
    }

    /** Emits JECXZ over the next {@code distance} bytes. */
    void skipIfZero(int distance) {
        put(Mnemonic.JCXZ, new Operand.Target(here() + 2 + distance));
    }
}
