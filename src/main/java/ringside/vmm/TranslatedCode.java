package ringside.vmm;

import java.util.function.IntUnaryOperator;
import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;
import ringside.cpu.Descriptors;
import ringside.cpu.Eflags;
import ringside.cpu.Mmu;
import ringside.cpu.Vcpu;
import ringside.isa.Decoder;
import ringside.isa.Instruction;
import ringside.isa.SegmentRegister;
import ringside.vmm.bt.CacheMemory;
import ringside.vmm.bt.GuestCode;
import ringside.vmm.bt.Point;
import ringside.vmm.bt.TranslationCache;

/**
 * What the guest's code of one level, its kernel's or its users', has been translated to. Finds or makes the translation of what
 * the virtual CPU is about to execute, and forgets it when the code is not the guest's any more.
 */
final class TranslatedCode implements GuestCode, CacheMemory, Stateful {
    /** Code breakpoints that DR7 enables are found by the virtual CPU, not in the cache. */
    private static final int DR7_ENABLES = 0xFF;

    private static final int USER = 3;

    private final GuestState guest;
    private final MonitorMemory memory;
    private final Traces traces;
    private final ShadowPageTables shadows;
    private final int level;
    private final TranslationCache cache;

    /** Which page a linear page number leads to, as far as its code may be executed without another walk; -1 for none. */
    private final IntUnaryOperator frames;

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

    private TranslatedCode(
            GuestState guest, MonitorMemory memory, Traces traces, ShadowPageTables shadows, boolean users) {
        this.guest = guest;
        this.memory = memory;
        this.traces = traces;
        this.shadows = shadows;
        level = users ? USER : 0;
        IntUnaryOperator found =
                users ? page -> PageWalks.userFrame(guest, page << 12) : page -> guest.frameOf(page << 12);
        frames = page -> isForgotten(page) ? -1 : found.applyAsInt(page);
        cache = new TranslationCache(
                users ? MonitorMemory.userCache() : MonitorMemory.translationCache(), this, this, users);
    }

    /** Whether code of a page has to be fetched anew, as the guest's own would be: only exactly translated code is so exact. */
    private boolean isForgotten(int page) {
        Mmu mmu = guest.cpu.mmu;
        return cache.unit() == 1 && mmu.paging() && mmu.tlb.lookup(page) == 0;
    }

    /** Makes a cache for the kernel's code. */
    static TranslatedCode ofKernel(GuestState guest, MonitorMemory memory, Traces traces, ShadowPageTables shadows) {
        return new TranslatedCode(guest, memory, traces, shadows, false);
    }

    /** Makes a cache for code of CPL 3, which keeps the settings of another one. */
    static TranslatedCode ofUsers(TranslatedCode kernel) {
        TranslatedCode users = new TranslatedCode(kernel.guest, kernel.memory, kernel.traces, kernel.shadows, true);
        users.cache.settings(kernel.cache);
        return users;
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
        from = null;
    }

    /** Whether the virtual CPU's code is what the cache translates: of its level, flat 32-bit and in a mode that it knows. */
    private boolean translates() {
        Vcpu cpu = guest.cpu;
        // The kernel's PUSHF shows IOPL as 0.
        int unknown = level == USER ? Eflags.TF : Eflags.TF | Eflags.IOPL;
        return cpu.cpl == level
                && cpu.protectedMode()
                && !cpu.virtual8086()
                && cpu.code32()
                && cpu.stack32()
                && Descriptors.isCode(cpu.segmentAccess[SegmentRegister.CS])
                && (cpu.systemFlags & unknown) == 0
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
            cache.remapped(frames);
        }
    }

    /** Tells that the guest forgot its translation of a page. */
    void forgotten(int linear) {
        cache.remapped(linear, frames);
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

    /** Brings the virtual CPU to where the machine is in the cache. */
    void recover(Point point) {
        Vcpu cpu = guest.cpu;
        cache.recover(point, cpu);
        if (level != USER) {
            cpu.systemFlags = cpu.systemFlags & ~Eflags.IF | cache.interruptFlag();
        }
    }

    /** Tells the cache what it has to know when the machine goes on there. */
    void share(boolean pending) {
        Vcpu cpu = guest.cpu;
        cache.share(cpu.systemFlags & (Eflags.IF | Eflags.IOPL), pending, cpu.time() + cpu.tscOffset);
    }

    /** Notes from which exit the guest goes on, to link it, before any event is delivered. */
    void goesOnFrom(Point exit) {
        from = exit;
        leadsTo = guest.cpu.eip;
    }

    /** Forgets from which exit the guest came: it goes on elsewhere. */
    void leave() {
        from = null;
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
