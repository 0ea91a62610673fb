package ringside.vmm;

import java.util.Set;
import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;
import ringside.cpu.Descriptors;
import ringside.cpu.Eflags;
import ringside.cpu.FarReturn;
import ringside.cpu.SegmentLoader;
import ringside.cpu.Vcpu;
import ringside.isa.SegmentRegister;
import ringside.vmm.bt.Clock;
import ringside.vmm.bt.Point;

/**
 * Moves the guest between the virtual CPU and the machine's: out of the frame that the machine pushed when it came to a door,
 * and back by writing such a frame and executing the machine's own IRET.
 */
final class WorldSwitch implements Stateful {
    private static final int ESP = 4;
    private static final int STACK_TOP = MonitorMemory.linear(MonitorMemory.STACK + 1);
    private static final int RPL = 3;
    private static final int[] DATA_SEGMENTS = {
        SegmentRegister.ES, SegmentRegister.DS, SegmentRegister.FS, SegmentRegister.GS
    };

    /** Flags that the guest has in the machine's CPU while it runs. */
    private static final int GUEST_FLAGS =
            Eflags.STATUS | Eflags.TF | Eflags.DF | Eflags.NT | Eflags.AC | Eflags.ID | Eflags.RF;

    private static final int CR0_PE = 1;
    private static final int CR0_NE_TS_EM_MP_ET = 0x3E;
    private static final int CR0_TS = 1 << 3;
    private static final int CR0_WP = 1 << 16;
    private static final int CR0_AM = 1 << 18;
    private static final int CR0_CACHES = 0x6000_0000;
    private static final int CR0_PG = 1 << 31;

    /** TSD, DE, PCE, OSFXSR. */
    private static final int CR4_GUEST = 0x30C;

    private static final int CR4_TSD = 1 << 2;
    private static final int CR4_UMIP = 1 << 11;
    private static final int DR7_GD = 1 << 13;

    /** Flat segments that reach into the monitor's region, of any level; the guest cannot read its caches by way of CS. */
    private static final long TRANSLATED_CODE = 0x00CF_9900_0000_FFFFL;

    private static final long TRANSLATED_DATA = 0x00CF_9300_0000_FFFFL;
    private static final int DPL_SHIFT = 45;

    private final GuestState guest;
    private final Vcpu machine;
    private final MonitorMemory memory;
    private final ShadowDescriptorTables descriptors;
    private final Set<SeededBug> bugs;
    private final BinaryTranslation translation;

    /** The bit of CR4 that the machine always has for the guest, or 0 if its model lacks it. */
    private final int umip;

    /** Whether the guest's kernel runs from the translation cache; its users do if they are to be translated too. */
    boolean translating;

    /** Where in the cache the machine was when the guest's state was last taken over, or null: it was not there. */
    Point point;

    /** What the machine's segment registers were loaded with for the guest: selector, base, limit, access. */
    private final int[] loaded = new int[4 * SegmentRegister.LDTR];

    /** Whether the guest is being brought into the virtual CPU just now. */
    private boolean capturing;

    WorldSwitch(
            GuestState guest,
            Vcpu machine,
            MonitorMemory memory,
            ShadowDescriptorTables descriptors,
            BinaryTranslation translation,
            Set<SeededBug> bugs) {
        this.bugs = bugs;
        this.translation = translation;
        this.guest = guest;
        this.machine = machine;
        this.memory = memory;
        this.descriptors = descriptors;
        umip = machine.model.cr4Mask() & CR4_UMIP;
    }

    /**
     * What the machine left on the monitor's stack.
     *
     * @param fromGuest whether the guest was interrupted, not the monitor
     */
    record Trap(int vector, int code, boolean fromGuest) {}

    /** Reads the frame of the trap that led to a door and brings the guest's state into the virtual CPU. */
    Trap capture(int vector) {
        boolean hasCode = vector == 8 || vector >= 10 && vector <= 14 || vector == 17;
        int at = machine.r32(ESP) + (hasCode ? 4 : 0);
        int code = hasCode ? stack(at - 4) : 0;
        int selector = stack(at + 4) & 0xFFFF;
        int flags = stack(at + 8);
        if (selector == ShadowDescriptorTables.CODE && (flags & Eflags.VM) == 0) {
            return new Trap(vector, code, false);
        }
        int[] selectors = machine.selector.clone();
        selectors[SegmentRegister.CS] = selector;
        selectors[SegmentRegister.SS] = stack(at + 16) & 0xFFFF;
        if ((flags & Eflags.VM) != 0) {
            selectors[SegmentRegister.ES] = stack(at + 20) & 0xFFFF;
            selectors[SegmentRegister.DS] = stack(at + 24) & 0xFFFF;
            selectors[SegmentRegister.FS] = stack(at + 28) & 0xFFFF;
            selectors[SegmentRegister.GS] = stack(at + 32) & 0xFFFF;
        }
        take(stack(at), flags, stack(at + 12), selectors);
        guest.cpu.nmiBlocked = machine.nmiBlocked && vector != 2;
        guest.cpu.halted = false;
        return new Trap(vector, code, true);
    }

    /** Whether the machine's tables and page directory are the monitor's, as the guest must have left them. */
    boolean holds(int root) {
        return machine.gdtBase == MonitorMemory.linear(MonitorMemory.GDT)
                && machine.idtBase == MonitorMemory.linear(MonitorMemory.IDT)
                && machine.selector[SegmentRegister.TR] == ShadowDescriptorTables.TASK
                && machine.cr3 == root
                && (machine.cr0 & (CR0_PE | CR0_PG | CR0_WP)) == (CR0_PE | CR0_PG | CR0_WP);
    }

    /** Brings the state of a guest that stands still on the machine's CPU into the virtual CPU. */
    void capturePresent() {
        if (capturing) {
            // Observers that hear of the virtual CPU's new mode ask for that CPU.
            return;
        }
        capturing = true;
        try {
            takePresent();
        } finally {
            capturing = false;
        }
    }

    private void takePresent() {
        if (machine.selector[SegmentRegister.CS] == ShadowDescriptorTables.CODE && !machine.virtual8086()) {
            shareClock();
            return;
        }
        take(machine.eip, machine.eflags(), machine.r32(ESP), machine.selector);
        guest.cpu.nmiBlocked = machine.nmiBlocked;
        guest.cpu.pendingDebug = machine.pendingDebug;
        guest.cpu.halted = machine.halted;
        if (shadowed()) {
            guest.cpu.shadowUntil = machine.icount;
            guest.cpu.shadowMovSs = false;
        }
    }

    private void take(int eip, int flags, int stackPointer, int[] selectors) {
        Vcpu cpu = guest.cpu;
        for (int i = 0; i < 8; i++) {
            cpu.gpr[i] = machine.gpr[i];
        }
        cpu.r32(ESP, stackPointer);
        boolean translated = (flags & Eflags.VM) == 0 && BinaryTranslation.isOwn(selectors[SegmentRegister.CS]);
        point = translated ? translation.recover(eip) : null;
        cpu.eip = translated ? cpu.eip : eip;
        int own = bugs.contains(SeededBug.VISIBLE_IF) ? GUEST_FLAGS | Eflags.IF : GUEST_FLAGS;
        cpu.eflags(flags & own | cpu.eflags() & ~own);
        if ((flags & Eflags.VM) != 0) {
            for (int segment = SegmentRegister.ES; segment <= SegmentRegister.GS; segment++) {
                segment86(segment, selectors[segment]);
            }
        } else {
            int level = (selectors[SegmentRegister.CS] & RPL) == 1 ? 0 : 3;
            if (point == null) {
                own(SegmentRegister.CS, selectors[SegmentRegister.CS], level);
            }
            own(SegmentRegister.SS, selectors[SegmentRegister.SS], level);
            for (int segment : DATA_SEGMENTS) {
                if (point == null || segment != SegmentRegister.GS) {
                    data(segment);
                }
            }
            SegmentLoader.setCpl(cpu, level);
        }
        cpu.mmu.cplChanged();
        cpu.dr[6] = machine.dr[6];
        shareClock();
        cpu.fpu.copyFrom(machine.fpu);
        translation.recoverPointers(cpu.fpu);
        cpu.ignne = machine.ignne;
    }

    /** Brings the counts of the virtual CPU in step with the machine's. */
    void shareClock() {
        Vcpu cpu = guest.cpu;
        cpu.icount = machine.icount;
        cpu.idle = machine.idle;
        cpu.horizon = guest.isVirtual() ? cpu.horizon : Long.MAX_VALUE;
        cpu.shadowUntil = machine.shadowUntil;
        cpu.shadowMovSs = machine.shadowMovSs;
        cpu.nmiPending = guest.isVirtual() ? cpu.nmiPending : machine.nmiPending;
    }

    /** Brings the machine's counts in step with those of a virtual machine: they are part of what a VM switch switches. */
    void lendClock() {
        Vcpu cpu = guest.cpu;
        machine.icount = cpu.icount;
        machine.idle = cpu.idle;
        machine.shadowUntil = cpu.shadowUntil;
        machine.shadowMovSs = cpu.shadowMovSs;
        machine.halted = false;
    }

    private int stack(int linear) {
        return memory.read(MonitorMemory.STACK, linear - MonitorMemory.linear(MonitorMemory.STACK));
    }

    private void segment86(int segment, int selector) {
        Vcpu cpu = guest.cpu;
        if (cpu.selector[segment] == selector) {
            return;
        }
        if (cpu.virtual8086()) {
            SegmentLoader.v86(cpu, segment, selector);
        } else {
            SegmentLoader.real(cpu, segment, selector);
        }
    }

    /** Takes over CS or SS, which has the ring's RPL. */
    private void own(int segment, int selector, int level) {
        if (selector != loaded[4 * segment]) {
            boolean kept = bugs.contains(SeededBug.RPL_NOT_REWRITTEN);
            fromTable(segment, kept ? selector : selector & ~RPL | level);
        }
    }

    private void data(int segment) {
        int at = 4 * segment;
        boolean same = machine.selector[segment] == loaded[at]
                && machine.segmentBase[segment] == loaded[at + 1]
                && machine.segmentLimit[segment] == loaded[at + 2]
                && machine.segmentAccess[segment] == loaded[at + 3];
        if (same) {
            return;
        }
        int selector = machine.selector[segment];
        if ((selector & 0xFFFC) == 0 || !Descriptors.present(machine.segmentAccess[segment])) {
            SegmentLoader.unusable(guest.cpu, segment, selector);
        } else {
            fromTable(segment, selector);
        }
    }

    /** Loads a register of the virtual CPU as the guest's table has it: its own load went through the shadow's entry. */
    private void fromTable(int segment, int selector) {
        Vcpu cpu = guest.cpu;
        int base = (selector & 4) != 0 ? cpu.segmentBase[SegmentRegister.LDTR] : cpu.gdtBase;
        SegmentLoader.cache(cpu, segment, selector, guest.peek64(base + (selector & 0xFFF8)));
    }

    /** Whether the machine can run the guest as it is now: its CS and SS have shadows, or all is as virtual-8086 mode has it. */
    boolean canRun() {
        Vcpu cpu = guest.cpu;
        if (runsIn8086Mode()) {
            for (int segment = SegmentRegister.ES; segment <= SegmentRegister.GS; segment++) {
                boolean plain = cpu.segmentBase[segment] == cpu.selector[segment] << 4
                        && Integer.compareUnsigned(cpu.segmentLimit[segment], 0xFFFF) >= 0;
                if (!plain) {
                    return false;
                }
            }
            return !cpu.code32() && !cpu.stack32() && (cpu.eip & 0xFFFF_0000) == 0;
        }
        long code = shadow(SegmentRegister.CS);
        return (cpu.cpl == 0 || cpu.cpl == 3)
                && code != ShadowDescriptor.HIDDEN
                && shadow(SegmentRegister.SS) != ShadowDescriptor.HIDDEN
                // Code where the monitor is, which IRET would refuse.
                && Integer.compareUnsigned(cpu.eip, Descriptors.limit(code)) <= 0;
    }

    /** Whether the guest is to run from a translation cache: its kernel, or users that are translated, in protected mode. */
    boolean runsTranslated() {
        return translating && (guest.cpu.cpl == 0 || translation.translatesUsers()) && !runsIn8086Mode();
    }

    /** Whether the machine has left the translation cache in the shadow of STI. */
    boolean shadowed() {
        return point != null && point.isShadowed();
    }

    private boolean runsIn8086Mode() {
        return !guest.cpu.protectedMode() || guest.cpu.virtual8086();
    }

    /** Returns the shadow of what a register of the virtual CPU caches, or HIDDEN. */
    long shadow(int segment) {
        Vcpu cpu = guest.cpu;
        int access = cpu.segmentAccess[segment];
        if (!Descriptors.present(access)) {
            return ShadowDescriptor.HIDDEN;
        }
        if (segment == SegmentRegister.CS && !Descriptors.isCode(access)) {
            // Left over from real mode.
            access |= 0x800;
        }
        return descriptors.shadow(
                ShadowDescriptor.ofCache(cpu.segmentBase[segment], cpu.segmentLimit[segment], access));
    }

    /**
     * Returns the selector that the machine's register gets: the guest's, or one that the monitor lends where the guest's is null
     * and its cache is not, as directly after the switch to protected mode.
     */
    private int selector(int segment) {
        int selector = guest.cpu.selector[segment];
        return (selector & 0xFFFC) == 0 ? ShadowDescriptorTables.LENT + 8 * segment : selector;
    }

    /** Puts the guest on the machine's CPU and lets it go on: the machine's IRET ends what began at the door. */
    void resume() {
        Vcpu cpu = guest.cpu;
        controls();
        for (int i = 0; i < 8; i++) {
            machine.gpr[i] = cpu.gpr[i];
        }
        machine.fpu.copyFrom(cpu.fpu);
        machine.ignne = cpu.ignne;
        machine.icount = cpu.icount;
        boolean interruptible = !cpu.halted || (cpu.systemFlags & Eflags.IF) != 0;
        int flags = cpu.eflags() & GUEST_FLAGS | Eflags.RESERVED_ONE | (interruptible ? Eflags.IF : 0);
        if (runsIn8086Mode()) {
            frame(
                    STACK_TOP - 36,
                    cpu.eip,
                    flags | Eflags.VM,
                    cpu.selector[SegmentRegister.CS],
                    cpu.selector[SegmentRegister.SS]);
            int at = STACK_TOP - 16;
            for (int segment : DATA_SEGMENTS) {
                push(at, cpu.selector[segment]);
                at += 4;
            }
            FarReturn.iret(machine, 32, machine.eip);
        } else {
            boolean translated = runsTranslated();
            for (int segment : DATA_SEGMENTS) {
                if (translated && segment == SegmentRegister.GS) {
                    int level = machineLevel();
                    load(
                            segment,
                            ShadowDescriptorTables.TRANSLATED_DATA | level,
                            TRANSLATED_DATA | (long) level << DPL_SHIFT);
                } else {
                    load(segment);
                }
            }
            protectedReturn(flags, translated);
        }
        for (int segment = 0; segment < SegmentRegister.LDTR; segment++) {
            loaded[4 * segment] = machine.selector[segment];
            loaded[4 * segment + 1] = machine.segmentBase[segment];
            loaded[4 * segment + 2] = machine.segmentLimit[segment];
            loaded[4 * segment + 3] = machine.segmentAccess[segment];
        }
        machine.halted = cpu.halted;
        shareNmi();
        // A monitor on silicon would step the instruction behind STI with TF.
        machine.shadowUntil = cpu.shadowUntil;
        machine.shadowMovSs = cpu.shadowMovSs;
    }

    /** Gives the machine the guest's NMI: what is pending of it, and whether it is blocked. */
    private void shareNmi() {
        machine.nmiPending = !guest.isVirtual() && guest.cpu.nmiPending;
        machine.nmiBlocked = guest.cpu.nmiBlocked;
    }

    /** Leaves the machine in the monitor, because the guest cannot run on it now; what wakes the guest wakes it there. */
    void park() {
        enterMonitor(Vmm.PARKED);
        shareNmi();
        machine.shadowUntil = guest.cpu.shadowUntil;
        machine.shadowMovSs = guest.cpu.shadowMovSs;
        machine.halted = guest.cpu.halted;
        if (guest.cpu.halted) {
            machine.systemFlags |= guest.cpu.systemFlags & Eflags.IF;
        }
    }

    /** Returns the machine's CPL for the guest's: its kernel is at 1. */
    private int machineLevel() {
        return guest.cpu.cpl == 0 ? 1 : 3;
    }

    private void protectedReturn(int flags, boolean translated) {
        Vcpu cpu = guest.cpu;
        int level = machineLevel();
        int code = translated
                ? ShadowDescriptorTables.TRANSLATED_CODE | level
                : selector(SegmentRegister.CS) & ~RPL | level;
        int stack = selector(SegmentRegister.SS) & ~RPL | level;
        long codeBefore =
                borrow(code, translated ? TRANSLATED_CODE | (long) level << DPL_SHIFT : shadow(SegmentRegister.CS));
        long stackBefore = borrow(stack, shadow(SegmentRegister.SS));
        frame(STACK_TOP - 20, translated ? translation.address() : cpu.eip, flags, code, stack);
        boolean narrow = (Descriptors.access(shadow(SegmentRegister.SS)) & Descriptors.BIG) == 0;
        if (narrow && !bugs.contains(SeededBug.UPPER_STACK_HALF)) {
            keepUpperHalf();
        }
        FarReturn.iret(machine, 32, machine.eip);
        giveBack(stack, stackBefore);
        giveBack(code, codeBefore);
    }

    /**
     * Moves the monitor's stack under a segment base with which its pointer has the upper half of the guest's: IRET to a 16-bit
     * stack loads the lower half only, and the guest would see the monitor's upper one.
     */
    private void keepUpperHalf() {
        int frame = machine.r32(ESP);
        int pointer = guest.cpu.r32(ESP) & 0xFFFF_0000 | frame & 0xFFFF;
        long base = frame - pointer & 0xFFFF_FFFFL;
        long before = borrow(
                ShadowDescriptorTables.WINDOW,
                0x00CF_9300_0000_FFFFL | (base & 0xFF_FFFF) << 16 | (base & 0xFF00_0000L) << 32);
        SegmentLoader.load(machine, SegmentRegister.SS, ShadowDescriptorTables.WINDOW);
        giveBack(ShadowDescriptorTables.WINDOW, before);
        machine.r32(ESP, pointer);
    }

    /** Puts a descriptor where a selector points to, if it is another one; returns what was there. */
    private long borrow(int selector, long descriptor) {
        long before = descriptors.descriptor(selector);
        if (before != descriptor) {
            descriptors.replace(selector, descriptor);
        }
        return before;
    }

    private void giveBack(int selector, long before) {
        if (descriptors.descriptor(selector) != before) {
            descriptors.replace(selector, before);
        }
    }

    /** Loads a data segment register of the machine; with null where the guest's has no shadow: then each use is a trap. */
    private void load(int segment) {
        Vcpu cpu = guest.cpu;
        long shadow = shadow(segment);
        if (shadow == ShadowDescriptor.HIDDEN) {
            boolean there = Descriptors.present(cpu.segmentAccess[segment]);
            SegmentLoader.load(machine, segment, there ? 0 : cpu.selector[segment] & RPL);
            return;
        }
        load(segment, selector(segment), shadow);
    }

    private void load(int segment, int selector, long shadow) {
        boolean there = machine.selector[segment] == selector
                && machine.segmentBase[segment] == Descriptors.base(shadow)
                && machine.segmentLimit[segment] == Descriptors.limit(shadow)
                && machine.segmentAccess[segment] == Descriptors.access(shadow);
        if (!there) {
            long before = borrow(selector, shadow);
            SegmentLoader.load(machine, segment, selector);
            giveBack(selector, before);
        }
    }

    /** Writes the part of the frame that every IRET to an outer level takes. */
    private void frame(int at, int eip, int flags, int code, int stack) {
        Vcpu cpu = guest.cpu;
        push(at, eip);
        push(at + 4, code);
        push(at + 8, flags);
        push(at + 12, cpu.r32(ESP));
        push(at + 16, stack);
        machine.r32(ESP, at);
    }

    private void push(int linear, int value) {
        memory.write(MonitorMemory.STACK, linear - MonitorMemory.linear(MonitorMemory.STACK), value);
    }

    /** Gives the machine's control and debug registers what they need to have for the guest. */
    private void controls() {
        Vcpu cpu = guest.cpu;
        int cr0 = CR0_PE | CR0_PG | CR0_WP | cpu.cr0 & (CR0_NE_TS_EM_MP_ET | CR0_AM | CR0_CACHES);
        if (bugs.contains(SeededBug.TS_NOT_MIRRORED)) {
            cr0 &= ~CR0_TS;
        }
        int cr4 = cpu.cr4 & CR4_GUEST | umip;
        if (runsTranslated() && cpu.cpl == 0 && translation.cache().clock() == Clock.TRAP) {
            cr4 |= CR4_TSD;
        }
        if (machine.cr0 != cr0 || machine.cr4 != cr4) {
            machine.cr0 = cr0;
            machine.cr4 = cr4;
            machine.mmu.modeChanged();
        }
        boolean moved = false;
        for (int i = 0; i < 8; i++) {
            int wanted = i == 7 ? cpu.dr[7] & ~DR7_GD : cpu.dr[i];
            moved |= machine.dr[i] != wanted;
            machine.dr[i] = wanted;
        }
        if (moved) {
            machine.mmu.debugRegistersChanged();
        }
        // SYSENTER would enter ring 0 of the machine: with a null selector it is #GP, and the monitor carries it out.
        machine.msrs.sysenterCs = 0;
        machine.msrs.efer = 0;
        machine.tscOffset = cpu.tscOffset;
        machine.pendingDebug = 0;
        descriptors.installLocal(machine);
    }

    /** Puts the machine's CPU into the monitor, as it is at a door: at CPL 0 on the monitor's stack. */
    void enterMonitor(int door) {
        long code = memory.read64(MonitorMemory.GDT, ShadowDescriptorTables.CODE);
        long stack = memory.read64(MonitorMemory.GDT, ShadowDescriptorTables.DATA);
        machine.eflags(0);
        SegmentLoader.code(machine, ShadowDescriptorTables.CODE, code, 0);
        SegmentLoader.cache(machine, SegmentRegister.SS, ShadowDescriptorTables.DATA, stack);
        machine.r32(ESP, STACK_TOP);
        machine.eip = MonitorMemory.DOORS + 8 * door;
        machine.mmu.cplChanged();
    }

    /** Takes over what the machine's switch from real or paged mode needs before the monitor's tables are in force. */
    void boot() {
        controls();
        descriptors.install(machine);
    }

    @Override
    public void save(StateWriter out) {
        out.ints(loaded);
    }

    @Override
    public void load(StateReader in) {
        in.ints(loaded);
    }
}
