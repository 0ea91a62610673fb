package ringside.vmm;

import java.util.List;
import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;
import ringside.cpu.FpuState;
import ringside.exec.CodeBreakpoints;
import ringside.exec.CodeOrigin;
import ringside.isa.Instruction;
import ringside.isa.SegmentRegister;
import ringside.machine.DoorKeeper;
import ringside.vmm.bt.Fragment;
import ringside.vmm.bt.Point;
import ringside.vmm.bt.TranslationCache;

/**
 * Runs the guest's kernel, and its users too if that is wanted, from translation caches instead of their own code. Says where in
 * a cache the machine has to go on for the virtual CPU, and where the virtual CPU is when the machine is in a cache.
 *
 * <p>Each level has a cache of its own. The kernel's is the supervisor's memory. The users' is executed at CPL 3 and cannot be: its
 * code and its table are read-only memory of the user, which truncated segments keep from the guest, and a page that its code
 * writes to has nothing in it but the registers that it saves there.
 */
final class BinaryTranslation implements Stateful {
    private final GuestState guest;
    private final CodeBreakpoints breakpoints;
    private final TranslatedCode kernel;

    /** The users' code, or null: it runs directly. */
    private TranslatedCode users;

    /** Whether code runs from the caches. */
    private boolean active;

    BinaryTranslation(
            GuestState guest,
            MonitorMemory memory,
            Traces traces,
            ShadowPageTables shadows,
            CodeBreakpoints breakpoints) {
        this.breakpoints = breakpoints;
        this.guest = guest;
        kernel = TranslatedCode.ofKernel(guest, memory, traces, shadows);
        shadows.onForgotten(linear -> all().forEach(code -> code.forgotten(linear)));
        breakpoints.origins(this::origin);
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

    /** Returns what the code at an address in a cache stands for; null elsewhere. */
    private CodeOrigin origin(int address) {
        Point point = active && isOwnPlace(address, false) ? at(address) : null;
        if (point == null) {
            return null;
        }
        TranslatedCode code = at(point);
        CodeOrigin.Part part = part(point);
        Instruction instruction = part == CodeOrigin.Part.FIRST ? code.decode(point.guestEip()) : null;
        return new CodeOrigin(part, code.linear(point.guestEip()), point.guestEip(), instruction);
    }

    private CodeOrigin.Part part(Point point) {
        if (point.begins()) {
            return CodeOrigin.Part.FIRST;
        }
        return at(point).cache().hasBegun(point) ? CodeOrigin.Part.MORE : CodeOrigin.Part.BEHIND;
    }

    /** Lets translated code stop where the guest's would. */
    void stops() {
        breakpoints.removeCopies();
        if (!breakpoints.isEmpty()) {
            all().forEach(code -> code.cache().fragments().forEach(fragment -> stops(code, fragment)));
        }
    }

    private void stops(TranslatedCode code, Fragment fragment) {
        for (Point point : fragment.boundaries()) {
            int linear = code.linear(point.guestEip());
            long physical = fragment.physical(point.guestEip()) & 0xFFFF_FFFFL;
            Instruction instruction = code.decode(point.guestEip());
            if (breakpoints.at(linear, guest.memory.offsetOf(physical))
                    || instruction != null && breakpoints.catches(instruction)) {
                breakpoints.addCopy(point.address(), linear);
            }
        }
    }

    /** Returns the cache of the kernel's code. */
    TranslationCache cache() {
        return kernel.cache();
    }

    /** Returns the cache of the users' code, or null if that runs directly. */
    TranslationCache userCache() {
        return users == null ? null : users.cache();
    }

    /** Whether code of CPL 3 runs from a cache too. */
    boolean translatesUsers() {
        return users != null;
    }

    /** Lets code of CPL 3 run from a cache from now on, or directly. */
    void translateUsers(boolean on) {
        if (on && users == null) {
            users = TranslatedCode.ofUsers(kernel);
        } else if (!on && users != null) {
            users.end();
            users = null;
        }
    }

    /** Begins with empty caches. */
    void begin() {
        active = true;
        kernel.begin();
        if (users != null) {
            users.cache().settings(kernel.cache());
            users.begin();
        }
    }

    /** Forgets what has been translated. */
    void flush() {
        kernel.cache().flush();
        if (users != null) {
            users.cache().settings(kernel.cache());
            users.cache().flush();
        }
    }

    /** Forgets all translations. */
    void end() {
        active = false;
        all().forEach(TranslatedCode::end);
        breakpoints.removeCopies();
    }

    private List<TranslatedCode> all() {
        return users == null ? List.of(kernel) : List.of(kernel, users);
    }

    /** Returns what the virtual CPU's code is translated by. */
    private TranslatedCode present() {
        return guest.cpu.cpl == 0 || users == null ? kernel : users;
    }

    /** Returns what an address in a cache belongs to. */
    private TranslatedCode at(Point point) {
        return users != null && users.cache().at(point.address()) == point ? users : kernel;
    }

    /**
     * Finds or makes the translation of what the virtual CPU is about to execute. Throws {@link ringside.cpu.GuestFault} for the
     * fault that the fetch is.
     *
     * @param more whether the guest is to execute anything now; if not, nothing new is fetched for it
     * @return whether there is one; otherwise the virtual CPU has to carry the instruction out
     */
    boolean ready(boolean more) {
        TranslatedCode code = present();
        for (TranslatedCode other : all()) {
            if (other != code) {
                other.leave();
            }
        }
        long units = code.cache().statistics().units();
        boolean ready = code.ready(more);
        if (code.cache().statistics().units() != units && !breakpoints.isEmpty()) {
            stops(code, code.cache().newest());
        }
        return ready;
    }

    /** Returns where the machine has to go on. */
    int address() {
        return present().address();
    }

    /** Whether a selector of the machine's CS is that of a cache. */
    static boolean isOwn(int selector) {
        return (selector & ~3) == ShadowDescriptorTables.TRANSLATED_CODE;
    }

    /** Returns what the machine's EIP means in a cache, or null. */
    Point at(int eip) {
        Point point = kernel.cache().at(eip);
        return point == null && users != null ? users.cache().at(eip) : point;
    }

    /**
     * Brings the virtual CPU to where the machine is in a cache.
     *
     * @throws IllegalStateException if no instruction of a cache begins there
     */
    Point recover(int eip) {
        Point point = at(eip);
        if (point == null) {
            throw new IllegalStateException(String.format("there is no translated code at %08x", eip));
        }
        at(point).recover(point);
        return point;
    }

    /** Returns how far the guest's instruction is of which something stands at an address in a cache. */
    DoorKeeper.Progress progress(int eip) {
        Point point = at(eip);
        if (point == null || at(point).cache().isBoundary(point)) {
            return DoorKeeper.Progress.WHOLE;
        }
        return at(point).cache().hasBegun(point) ? DoorKeeper.Progress.BEGUN : DoorKeeper.Progress.ENDED;
    }

    /** Makes the FPU's pointers those of the guest's own code. */
    void recoverPointers(FpuState fpu) {
        if (isOwn(fpu.fcs)) {
            Point point = at((int) fpu.fip);
            fpu.fcs = guest.cpu.selector[SegmentRegister.CS];
            fpu.fip = point == null ? 0 : point.guestEip() & 0xFFFF_FFFFL;
        }
    }

    /** Tells the cache what it has to know when the machine goes on there. */
    void share(boolean pending) {
        present().share(pending);
    }

    /** Notes from which exit the guest goes on, to link it, before any event is delivered. */
    void goesOnFrom(Point exit) {
        at(exit).goesOnFrom(exit);
    }

    /** Notes that a copied instruction faulted for the monitor's sake: one that does so again and again becomes a callout. */
    void faulted(Point point, String why) {
        TranslatedCode code = at(point);
        if (point.isCopy() && !repeats(code.decode(point.guestEip()))) {
            code.cache().faulted(point, guest.cpu.icount, why);
        }
    }

    /** Whether an instruction is a callout only because its copies faulted. */
    boolean isGuilty(Point point) {
        return at(point).cache().isGuilty(point);
    }

    /** Notes that a guilty instruction has been carried out, which was {@code needless} if a copy would not have faulted. */
    void calledOut(Point point, boolean needless) {
        at(point).cache().calledOut(point, guest.cpu.icount, needless);
    }

    /** Whether an instruction repeats itself, and would do so in callout after callout. */
    private static boolean repeats(Instruction instruction) {
        return instruction == null || instruction.hasPrefix(Instruction.REP | Instruction.REPNE);
    }

    void written(int physical, int size) {
        all().forEach(code -> code.cache().written(physical, size));
    }

    @Override
    public void save(StateWriter out) {
        out.part(kernel);
        out.bool(users != null);
        if (users != null) {
            out.part(users);
        }
    }

    @Override
    public void load(StateReader in) {
        in.part(kernel);
        active = true;
        users = in.bool() ? TranslatedCode.ofUsers(kernel) : null;
        if (users != null) {
            in.part(users);
        }
    }
}
