package ringside.vmm;

import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;
import ringside.cpu.Descriptors;
import ringside.cpu.Eflags;
import ringside.cpu.FpuState;
import ringside.cpu.Vcpu;
import ringside.exec.CodeBreakpoints;
import ringside.isa.Decoder;
import ringside.isa.Instruction;
import ringside.isa.SegmentRegister;
import ringside.vmm.bt.Adaptation;
import ringside.vmm.bt.CacheMemory;
import ringside.vmm.bt.Fragment;
import ringside.vmm.bt.GuestCode;
import ringside.vmm.bt.Point;
import ringside.vmm.bt.TranslationCache;

/**
 * Runs the guest's kernel from the translation cache instead of its own code. Says where in the cache the machine has to go on
 * for the virtual CPU, and where the virtual CPU is when the machine is in the cache.
 */
final class BinaryTranslation implements GuestCode, CacheMemory, Stateful {
    /** Code breakpoints that DR7 enables are found by the virtual CPU, not in the cache. */
    private static final int DR7_ENABLES = 0xFF;

    /** Faults of a copied instruction for the monitor's sake until it becomes a callout. */
    private static final int PATIENCE = 8;

    private final GuestState guest;
    private final MonitorMemory memory;
    private final Traces traces;
    private final ShadowPageTables shadows;
    private final CodeBreakpoints breakpoints;
    private final TranslationCache cache;

    /** The code segment that the cache has been filled from: base, limit. */
    private int base;

    private int limit;

    /** Flushes of the guest's TLB that the cache has been checked after. */
    private long checked;

    /** The exit that the guest is about to go on from, or null: it can be linked to what comes next. */
    private Point from;

    /** Where {@link #from} leads to: if the guest is elsewhere, an event has come in between. */
    private int leadsTo;

    /** Where the machine has to go on, once {@link #ready} has said so. */
    private int address;

    private boolean loading;

    BinaryTranslation(
            GuestState guest,
            MonitorMemory memory,
            Traces traces,
            ShadowPageTables shadows,
            CodeBreakpoints breakpoints) {
        this.breakpoints = breakpoints;
        this.guest = guest;
        this.memory = memory;
        this.traces = traces;
        this.shadows = shadows;
        cache = new TranslationCache(MonitorMemory.translationCache(), this, this);
        shadows.onForgotten(linear -> cache.remapped(linear, this::frameOf));
        breakpoints.addListener(new CodeBreakpoints.Listener() {
            @Override
            public void changed(int address, boolean physical) {
                if (!isOwnPlace(address, physical)) {
                    stops();
                }
            }

            @Override
            public void allChanged() {
                stops();
            }
        });
    }

    private static boolean isOwnPlace(int address, boolean physical) {
        return !physical && Integer.compareUnsigned(address, MonitorMemory.BASE) >= 0;
    }

    /** Lets translated code stop where the guest's would. */
    void stops() {
        breakpoints.removeCopies();
        if (!breakpoints.isEmpty()) {
            cache.fragments().forEach(this::stops);
        }
    }

    private void stops(Fragment fragment) {
        for (Point point : fragment.boundaries()) {
            int linear = linear(point.guestEip());
            long physical = physical(linear) & 0xFFFF_FFFFL;
            Instruction instruction = decode(point.guestEip());
            if (breakpoints.at(linear, guest.memory.offsetOf(physical))
                    || instruction != null && breakpoints.catches(instruction)) {
                breakpoints.addCopy(point.address(), linear);
            }
        }
    }

    TranslationCache cache() {
        return cache;
    }

    /** Begins with an empty cache. */
    void begin() {
        cache.begin();
        from = null;
    }

    /** Forgets all translations. */
    void end() {
        cache.end();
        breakpoints.removeCopies();
        from = null;
    }

    /** Whether the virtual CPU's code is what the cache translates: the kernel's, flat 32-bit and in a mode that it knows. */
    boolean translates() {
        Vcpu cpu = guest.cpu;
        return cpu.cpl == 0
                && cpu.protectedMode()
                && !cpu.virtual8086()
                && cpu.code32()
                && cpu.stack32()
                && Descriptors.isCode(cpu.segmentAccess[SegmentRegister.CS])
                && (cpu.systemFlags & (Eflags.TF | Eflags.IOPL)) == 0
                && (cpu.dr[7] & DR7_ENABLES) == 0;
    }

    /**
     * Finds or makes the translation of what the virtual CPU is about to execute. Throws {@link ringside.cpu.GuestFault} for the
     * fault that the fetch is.
     *
     * @param more whether the guest is to execute anything now; if not, nothing new is fetched for it
     * @return whether there is one; otherwise the virtual CPU has to carry the instruction out
     */
    boolean ready(boolean more) {
        Vcpu cpu = guest.cpu;
        if (cpu.halted) {
            address = cache.rest();
            return true;
        }
        if (!translates()) {
            from = null;
            return false;
        }
        check();
        Point exit = from != null && leadsTo == cpu.eip ? from : null;
        from = null;
        address = exit == null ? cache.find(cpu.eip) : cache.entry(cpu.eip);
        if (address == 0) {
            if (!more || !fetch()) {
                return false;
            }
            address = cache.translate(cpu.eip, exit);
            if (!breakpoints.isEmpty()) {
                stops(cache.newest());
            }
        }
        if (exit != null) {
            cache.link(exit, cpu.eip);
        }
        return true;
    }

    /** Forgets what was translated from another code segment, or from where other code is now. */
    private void check() {
        Vcpu cpu = guest.cpu;
        int newBase = cpu.segmentBase[SegmentRegister.CS];
        int newLimit = cpu.segmentLimit[SegmentRegister.CS];
        if (newBase != base || newLimit != limit) {
            base = newBase;
            limit = newLimit;
            cache.flush();
        }
        if (checked != shadows.guestFlushes) {
            checked = shadows.guestFlushes;
            cache.remapped(this::frameOf);
        }
    }

    private int frameOf(int page) {
        return guest.frameOf(page << 12);
    }

    /** Does what fetching the instruction does to the guest. Returns whether all of it is there, in memory. */
    private boolean fetch() {
        Vcpu cpu = guest.cpu;
        int linear = linear(cpu.eip);
        if (Integer.compareUnsigned(cpu.eip, limit) > 0 || cpu.mmu.fetchOffset(linear) < 0) {
            return false;
        }
        Instruction instruction = decode(cpu.eip);
        if (instruction == null) {
            return false;
        }
        int last = instruction.length - 1;
        boolean within = Integer.compareUnsigned(cpu.eip, limit - last) <= 0;
        boolean onePage = ((linear ^ linear + last) & ~0xFFF) == 0;
        return within && (onePage || cpu.mmu.fetchOffset(linear + last & ~0xFFF) >= 0);
    }

    /** Returns where the machine has to go on. */
    int address() {
        return address;
    }

    /** Whether a selector of the machine's CS is that of the cache. */
    static boolean isOwn(int selector) {
        return (selector & ~3) == ShadowDescriptorTables.TRANSLATED_CODE;
    }

    /** Returns what the machine's EIP means in the cache, or null. */
    Point at(int eip) {
        return cache.at(eip);
    }

    /**
     * Brings the virtual CPU to where the machine is in the cache.
     *
     * @throws IllegalStateException if no instruction of the cache begins there
     */
    Point recover(int eip) {
        Point point = cache.at(eip);
        if (point == null) {
            throw new IllegalStateException(String.format("there is no translated code at %08x", eip));
        }
        Vcpu cpu = guest.cpu;
        cache.recover(point, cpu);
        cpu.systemFlags = cpu.systemFlags & ~Eflags.IF | cache.interruptFlag();
        return point;
    }

    /** Makes the FPU's pointers those of the guest's own code. */
    void recoverPointers(FpuState fpu) {
        if (isOwn(fpu.fcs)) {
            Point point = cache.at((int) fpu.fip);
            fpu.fcs = guest.cpu.selector[SegmentRegister.CS];
            fpu.fip = point == null ? 0 : point.guestEip() & 0xFFFF_FFFFL;
        }
    }

    /** Tells the cache what it has to know when the machine goes on there. */
    void share(boolean pending) {
        Vcpu cpu = guest.cpu;
        cache.share(cpu.systemFlags & Eflags.IF, pending, cpu.time() + cpu.tscOffset);
    }

    /** Notes from which exit the guest goes on, to link it, before any event is delivered. */
    void goesOnFrom(Point exit) {
        from = exit;
        leadsTo = guest.cpu.eip;
    }

    /** Notes that a copied instruction faulted for the monitor's sake: one that does so again and again becomes a callout. */
    void faulted(Point point, String why) {
        if (cache.adapting() && point.isCopy() && !repeats(point) && cache.faulted(point) == PATIENCE) {
            cache.simulate(new Adaptation(point.guestEip(), guest.cpu.icount, PATIENCE, why));
        }
    }

    /** Whether an instruction repeats itself, and would do so in callout after callout. */
    private boolean repeats(Point point) {
        Instruction instruction = decode(point.guestEip());
        return instruction == null || instruction.hasPrefix(Instruction.REP | Instruction.REPNE);
    }

    void written(int physical, int size) {
        cache.written(physical, size);
    }

    @Override
    public Instruction decode(int eip) {
        byte[] bytes = new byte[Decoder.MAX_LENGTH];
        int length = 0;
        while (length < bytes.length) {
            int octet = octet(linear(eip + length));
            if (octet < 0) {
                break;
            }
            bytes[length++] = (byte) octet;
        }
        Instruction instruction = Decoder.decode(bytes, 0, length, true);
        return length == 0 || instruction == Decoder.TRUNCATED ? null : instruction;
    }

    private int octet(int linear) {
        int at = physical(linear);
        return at == -1 ? -1 : guest.memory.peek8(at & 0xFFFF_FFFFL);
    }

    @Override
    public byte[] bytes(int eip, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) octet(linear(eip + i));
        }
        return bytes;
    }

    @Override
    public int linear(int eip) {
        return base + eip;
    }

    @Override
    public int physical(int linear) {
        long physical = guest.cpu.mmu.translatePeek(linear);
        return physical < 0 || guest.memory.offset(physical >>> 12) < 0 ? -1 : (int) physical;
    }

    @Override
    public void trace(int frame) {
        if (loading) {
            traces.restore(frame);
        } else {
            traces.add(frame);
        }
    }

    @Override
    public void untrace(int frame) {
        traces.remove(frame);
    }

    @Override
    public void write(int linear, byte[] bytes) {
        memory.write(linear, bytes);
    }

    @Override
    public void write(int linear, int value) {
        memory.write(linear, value);
    }

    @Override
    public int read(int linear) {
        return memory.read(linear);
    }

    @Override
    public void save(StateWriter out) {
        out.int32(base);
        out.int32(limit);
        out.int64(checked);
        out.part(cache);
    }

    @Override
    public void load(StateReader in) {
        loading = true;
        base = in.int32();
        limit = in.int32();
        checked = in.int64();
        in.part(cache);
        from = null;
        loading = false;
    }
}
