package ringside.vmm.bt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;
import ringside.base.LittleEndian;
import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;
import ringside.cpu.Eflags;
import ringside.cpu.Vcpu;
import ringside.isa.Decoder;
import ringside.isa.Encoder;
import ringside.isa.Mnemonic;

/**
 * The translation cache of one guest: fragments of code, how they are linked, and what each address in them means for the guest.
 *
 * <pre>
 *   code    two stubs, then fragments one behind the other ->
 *           ...
 *   end     <- continuations of conditional branches, checks of indirect targets
 * </pre>
 *
 * <p>A fragment that dies gets a callout in the place of its first instruction, so whatever is linked to it stays correct; the
 * callout becomes a jump once there is a new translation. When the code is full, everything is forgotten.
 */
public final class TranslationCache implements Stateful {
    /** Instructions of a unit unless set otherwise. */
    public static final int UNIT = 12;

    /** HLT: the callout of one byte, for places that need no more than to be left. */
    private static final byte[] LEAVE = {(byte) 0xF4};

    private static final int ROOM = 1024;

    /** Pages that one entry of a page directory leads to. */
    private static final int REGION = 1 << 10;

    private final Layout layout;
    private final GuestCode code;
    private final CacheMemory memory;
    private final boolean users;
    private final Point[] points;
    private final Map<Integer, Fragment> entries = new HashMap<>();
    private final Map<Integer, Integer> resumable = new HashMap<>();
    private final Map<Integer, Fragment> byStart = new LinkedHashMap<>();
    private final Map<Integer, List<Fragment>> byFrame = new HashMap<>();

    /** Linear page of translated code -> the frame that it led to. */
    private final NavigableMap<Integer, Integer> pages = new TreeMap<>();

    private final Adaptations adaptations = new Adaptations();
    private final Statistics statistics = new Statistics();
    private int unit = UNIT;
    private boolean chaining = true;
    private Clock clock = Clock.DIRECT;
    private int next;
    private int cold;

    /** What lies directly before {@link #next}. */
    private Fragment newest;

    /**
     * Makes an empty cache.
     *
     * @param users whether it is for code of CPL 3
     */
    public TranslationCache(Layout layout, GuestCode code, CacheMemory memory, boolean users) {
        this.users = users;
        this.layout = layout;
        this.code = code;
        this.memory = memory;
        points = new Point[layout.size()];
    }

    public Statistics statistics() {
        return statistics;
    }

    /** Returns the most instructions of a unit. */
    public int unit() {
        return unit;
    }

    /** Sets the most instructions of a unit; with 1, translated code retires what the guest's code would. */
    public void unit(int most) {
        unit = most;
    }

    /** Whether continuations are linked to the fragments that they lead to. */
    public boolean chaining() {
        return chaining;
    }

    public void chaining(boolean on) {
        chaining = on;
    }

    public Clock clock() {
        return clock;
    }

    public void clock(Clock how) {
        clock = how;
    }

    /** Takes over how another cache translates. */
    public void settings(TranslationCache other) {
        unit = other.unit;
        chaining = other.chaining;
        adapting(other.adapting());
        clock = other.clock;
    }

    private boolean exact() {
        return unit == 1;
    }

    /** Begins with nothing translated and nothing known. */
    public void begin() {
        statistics.clear();
        adaptations.clear();
        flush();
    }

    /** Gives up all that is traced. */
    public void end() {
        byFrame.keySet().forEach(code::untrace);
        byFrame.clear();
        byStart.clear();
    }

    /** Forgets all translations. */
    public void flush() {
        end();
        entries.clear();
        resumable.clear();
        byStart.clear();
        pages.clear();
        newest = null;
        Arrays.fill(points, null);
        next = layout.code();
        cold = layout.code() + layout.size();
        stub(Point.Kind.REST, 0, Recovery.NONE);
        int miss = next;
        stub(Point.Kind.MISS, 0, Recovery.TARGET);
        byte[] table = new byte[Layout.TABLE_SIZE];
        for (int i = 0; i < table.length; i += 8) {
            LittleEndian.set32(table, i, miss);
        }
        memory.write(layout.table(), table);
    }

    private void stub(Point.Kind kind, int eip, Recovery recovery) {
        Emission out = new Emission(layout, next).at(eip, recovery);
        out.exit(kind, Point.UNLINKABLE);
        install(out);
        next = out.here();
    }

    private void install(Emission out) {
        memory.write(out.start, out.bytes());
        out.points.forEach(this::put);
    }

    private void put(Point point) {
        points[point.address - layout.code()] = point;
    }

    /** Returns what an address in the cache means, or null if nothing begins there. */
    public Point at(int address) {
        return layout.holds(address) ? points[address - layout.code()] : null;
    }

    /** Returns where the machine stands while the guest has no next instruction. */
    public int rest() {
        return layout.code();
    }

    /** Returns where translated code goes on at an offset of the guest's, or 0. */
    public int find(int eip) {
        return resumable.getOrDefault(eip, 0);
    }

    /** Returns where the fragment begins that was made for an offset, or 0. */
    public int entry(int eip) {
        Fragment fragment = entries.get(eip);
        return fragment == null ? 0 : fragment.start;
    }

    /**
     * Translates the unit at an offset and returns where its fragment is.
     *
     * @param from the exit that led there, or null: the fragment takes its place if nothing has been emitted since
     */
    public int translate(int eip, Point from) {
        if (cold - next < ROOM) {
            statistics.flushes++;
            flush();
        } else if (from != null && isLast(from)) {
            next = from.address;
            newest.end = next;
        }
        Fragment fragment = new Fragment(eip, next);
        Translator translator =
                new Translator(code, layout, adaptations::isGuilty, this::continuation, unit, exact(), clock, users);
        Emission out = translator.translate(fragment);
        install(out);
        next = out.here();
        fragment.end = next;
        fragment.linear = code.linear(eip);
        fragment.physical = code.physical(fragment.linear);
        int last = fragment.linear + fragment.length - 1;
        if (((fragment.linear ^ last) & ~0xFFF) != 0) {
            fragment.secondPhysical = code.physical(last & ~0xFFF);
        }
        entries.put(eip, fragment);
        byStart.put(fragment.start, fragment);
        newest = fragment;
        fragment.boundaries.forEach(point -> resumable.putIfAbsent(point.eip, point.address));
        watch(fragment);
        statistics.translated(fragment);
        return fragment.start;
    }

    /** Returns the fragment that was translated last. */
    public Fragment newest() {
        return newest;
    }

    /**
     * Whether nothing has been emitted behind a continuation, so that a fragment can begin in its place. What is before it has to
     * keep the room for a jump, which it becomes when it dies, unless it is exact and becomes no jump.
     */
    private boolean isLast(Point exit) {
        boolean falls = exit.kind == Point.Kind.CONTINUATION || exit.isCallout() && exit.link != 0 && !exact();
        return chaining
                && falls
                && exit.address + Emission.SLOT == next
                && (exact() || exit.address - newest.start >= Emission.SLOT)
                && at(exit.address) == exit;
    }

    private void watch(Fragment fragment) {
        watch(fragment, fragment.linear >>> 12, fragment.physical);
        if (fragment.secondPhysical >= 0) {
            watch(fragment, fragment.linear + fragment.length - 1 >>> 12, fragment.secondPhysical);
        }
    }

    private void watch(Fragment fragment, int page, int physical) {
        pages.put(page, physical >>> 12);
        List<Fragment> there = byFrame.get(physical >>> 12);
        if (there == null) {
            there = new ArrayList<>();
            byFrame.put(physical >>> 12, there);
            code.trace(physical >>> 12);
        }
        there.add(fragment);
    }

    private int continuation(int branch, int eip) {
        cold -= Emission.CALLOUT.length;
        Emission out = new Emission(layout, cold).at(eip, Recovery.NONE);
        out.exit(Point.Kind.CONTINUATION, branch);
        install(out);
        return cold;
    }

    /** Links an exit to the fragment for {@code eip}, to which it has led. */
    public void link(Point exit, int eip) {
        Fragment target = entries.get(eip);
        if (target == null || at(exit.address) != exit) {
            return;
        }
        if (exit.kind == Point.Kind.MISS) {
            enter(target);
        } else if (exit.link != Point.UNLINKABLE && chaining && exit.address != target.start) {
            Mnemonic mnemonic = exit.conditional ? conditional(exit.link) : Mnemonic.JMP;
            memory.write(exit.link, Encoder.encode(Emission.branch(mnemonic, exit.link, target.start)));
            statistics.links++;
        }
    }

    private Mnemonic conditional(int address) {
        byte[] bytes = new byte[8];
        LittleEndian.set32(bytes, 0, memory.read(address));
        return Decoder.decode(bytes, 0, bytes.length, true).mnemonic;
    }

    /** Makes indirect jumps find a fragment. */
    private void enter(Fragment target) {
        if (target.check == 0) {
            target.check = check(target);
        }
        statistics.entered++;
        memory.write(layout.entry(target.eip), target.check);
    }

    /**
     * Emits what indirect jumps find: the comparison of the offset they want with that of the fragment, before those that have been
     * found there so far.
     */
    private int check(Fragment target) {
        Emission trial = check(target, layout.code());
        cold -= trial.here() - trial.start;
        install(check(target, cold));
        return cold;
    }

    private Emission check(Fragment target, int address) {
        Emission out = new Emission(layout, address).at(0, Recovery.TARGET);
        int other = memory.read(layout.entry(target.eip));
        out.add(Emission.ECX, -target.eip);
        out.at(target.eip, Recovery.TARGET).skipIfZero(out.length(target.eip) + Emission.SLOT);
        out.add(Emission.ECX, target.eip);
        out.at(0, Recovery.TARGET).near(Mnemonic.JMP, other);
        out.at(target.eip, Recovery.BOTH).load(Emission.EDX, Layout.SAVED_EDX);
        out.load(Emission.ECX, Layout.SAVED_ECX);
        out.at(target.eip, Recovery.NONE).near(Mnemonic.JMP, target.start);
        return out;
    }

    /** Whether the guest is at one of its own instruction boundaries when the machine is at a point. */
    public boolean isBoundary(Point point) {
        boolean exit = !point.isCode() && !point.isCallout() && isExit(memory.read(point.address) & 0xFF);
        return point.begins || exit || point.isRest();
    }

    private static boolean isExit(int octet) {
        return octet == (Emission.CALLOUT[0] & 0xFF) || octet == (LEAVE[0] & 0xFF);
    }

    /** Whether the guest's next instruction has begun at a point that is no boundary; else the one before has just ended. */
    public boolean hasBegun(Point point) {
        if (point.address >= cold || point.recovery == Recovery.TARGET || point.kind == Point.Kind.CONTINUATION) {
            return false;
        }
        int at = point.address - layout.code();
        while (at >= 0 && (points[at] == null || !points[at].begins)) {
            at--;
        }
        return at >= 0 && points[at].eip == point.eip;
    }

    /** Brings the guest's EIP, ECX, EDX and ESP to what they are when the machine is at a point. */
    public void recover(Point point, Vcpu guest) {
        if (point.recovery != Recovery.TARGET) {
            guest.eip = point.kind == Point.Kind.REST ? guest.eip : point.eip;
        }
        switch (point.recovery) {
            case NONE -> {}
            case ECX -> guest.r32(Emission.ECX, memory.read(layout.shared(Layout.SAVED_ECX)));
            case BOTH -> both(guest);
            case PUSHED -> {
                both(guest);
                guest.r32(Emission.ESP, guest.r32(Emission.ESP) + 4);
            }
            case TARGET -> {
                guest.eip = guest.r32(Emission.ECX) + point.eip;
                both(guest);
            }
        }
    }

    private void both(Vcpu guest) {
        guest.r32(Emission.ECX, memory.read(layout.shared(Layout.SAVED_ECX)));
        guest.r32(Emission.EDX, memory.read(layout.shared(Layout.SAVED_EDX)));
    }

    /** Returns what the guest's virtual interrupt flag is in the cache. */
    public int interruptFlag() {
        return memory.read(layout.shared(Layout.VIRTUAL_FLAGS)) & Eflags.IF;
    }

    /**
     * Tells translated code what it has to know.
     *
     * @param flags IF and IOPL of the guest
     * @param pending whether an interrupt waits for the guest to set IF
     * @param time the guest's time stamp counter
     */
    public void share(int flags, boolean pending, long time) {
        share(Layout.VIRTUAL_FLAGS, flags);
        share(Layout.PENDING, pending ? 1 : 0);
        if (clock == Clock.CACHE) {
            share(Layout.TIME_LOW, (int) time);
            share(Layout.TIME_HIGH, (int) (time >>> 32));
        }
    }

    private void share(int which, int value) {
        if (memory.read(layout.shared(which)) != value) {
            memory.write(layout.shared(which), value);
        }
    }

    /** Whether copied instructions that fault too often become callouts. */
    public boolean adapting() {
        return adaptations.isOn();
    }

    public void adapting(boolean on) {
        adaptations.set(on);
    }

    /** Returns what has been found out about instructions whose copies faulted, in the order of the first time. */
    public List<Adaptation> adaptations() {
        return adaptations.list();
    }

    /** Whether an instruction is a callout only because its copies faulted. */
    public boolean isGuilty(Point point) {
        return adaptations.isGuilty(point.eip);
    }

    /** Tells that a copy has faulted for the monitor's sake: translations of what is found guilty become callouts. */
    public void faulted(Point point, long icount, String why) {
        if (adaptations.faulted(point.eip, icount, why)) {
            killWith(point.eip);
        }
    }

    /**
     * Tells that a guilty instruction has been carried out: it may become a copy again.
     *
     * @param needless whether a copy would not have faulted
     */
    public void calledOut(Point point, long icount, boolean needless) {
        if (adaptations.calledOut(point.eip, icount, needless)) {
            killWith(point.eip);
        }
    }

    /** Kills what was translated from an instruction. */
    private void killWith(int eip) {
        int frame = code.physical(code.linear(eip)) >>> 12;
        for (Fragment fragment : List.copyOf(byFrame.getOrDefault(frame, List.of()))) {
            if (Integer.compareUnsigned(eip - fragment.eip, fragment.length) < 0) {
                kill(fragment);
            }
        }
    }

    /** Tells that guest-physical bytes are about to change: translations of them die. */
    public void written(int physical, int size) {
        List<Fragment> there = byFrame.get(physical >>> 12);
        if (there == null) {
            return;
        }
        for (Fragment fragment : List.copyOf(there)) {
            if (fragment.overlaps(physical, size)) {
                statistics.invalidations++;
                kill(fragment);
            }
        }
    }

    /** Kills what was translated from linear pages that do not lead to the same frame any more. */
    public void remapped(IntUnaryOperator frames) {
        remapped(pages, frames);
    }

    /** Does the same for the page of an address, and for those that may be part of the same large page. */
    public void remapped(int linear, IntUnaryOperator frames) {
        int first = linear >>> 12 & -REGION;
        remapped(pages.subMap(first, first + REGION), frames);
    }

    private void remapped(Map<Integer, Integer> some, IntUnaryOperator frames) {
        statistics.checks += some.size();
        Set<Integer> moved = new TreeSet<>();
        some.forEach((page, frame) -> {
            if (frames.applyAsInt(page) != frame) {
                moved.add(page);
            }
        });
        if (!moved.isEmpty()) {
            pages.keySet().removeAll(moved);
            for (Fragment fragment : fragments()) {
                int last = fragment.linear + fragment.length - 1 >>> 12;
                if (moved.contains(fragment.linear >>> 12) || moved.contains(last)) {
                    kill(fragment);
                }
            }
        }
    }

    private void kill(Fragment fragment) {
        fragment.dead = true;
        entries.remove(fragment.eip, fragment);
        byStart.remove(fragment.start);
        for (Point point : fragment.boundaries) {
            resumable.remove(point.eip, point.address);
        }
        forget(fragment, fragment.physical);
        if (fragment.secondPhysical >= 0) {
            forget(fragment, fragment.secondPhysical);
        }
        memory.write(fragment.start, LEAVE);
        boolean room = fragment.end - fragment.start >= Emission.SLOT && !exact();
        int link = room ? fragment.start : Point.UNLINKABLE;
        put(new Point(fragment.start, Point.Kind.CONTINUATION, fragment.eip, Recovery.NONE, false, link, false));
    }

    private void forget(Fragment fragment, int physical) {
        List<Fragment> there = byFrame.get(physical >>> 12);
        if (there != null && there.remove(fragment) && there.isEmpty()) {
            byFrame.remove(physical >>> 12);
            code.untrace(physical >>> 12);
        }
    }

    /** Returns the live fragments in the order of their translation. */
    public Collection<Fragment> fragments() {
        return List.copyOf(byStart.values());
    }

    /** Returns the live fragment that has a guest's offset, or null. */
    public Fragment containing(int eip) {
        for (Fragment fragment : byStart.values()) {
            if (Integer.compareUnsigned(eip - fragment.eip, fragment.length) < 0) {
                return fragment;
            }
        }
        return null;
    }

    /** Returns the code of a fragment, each line with what it stands for. */
    public List<Line> listing(Fragment fragment) {
        return Listing.of(fragment, this, memory, code);
    }

    /** Returns how many bytes of the code are in use. */
    public int used() {
        return layout.size() - (cold - next);
    }

    public int size() {
        return layout.size();
    }

    @Override
    public void save(StateWriter out) {
        out.int32(unit);
        out.bool(chaining);
        out.int8(clock.ordinal());
        out.int32(next);
        out.int32(cold);
        out.part(statistics);
        out.part(adaptations);
        CacheState.points(out, points);
        out.int32(byStart.size());
        byStart.values().forEach(fragment -> CacheState.fragment(out, fragment));
        out.int32(newest == null ? 0 : newest.start);
    }

    @Override
    public void load(StateReader in) {
        byFrame.clear();
        entries.clear();
        resumable.clear();
        byStart.clear();
        pages.clear();
        unit = in.int32();
        chaining = in.bool();
        clock = Clock.values()[in.int8()];
        next = in.int32();
        cold = in.int32();
        in.part(statistics);
        in.part(adaptations);
        CacheState.points(in, points, layout.code());
        for (int left = in.int32(); left > 0; left--) {
            Fragment fragment = CacheState.fragment(in, this);
            entries.put(fragment.eip, fragment);
            byStart.put(fragment.start, fragment);
            fragment.boundaries.forEach(point -> resumable.putIfAbsent(point.eip, point.address));
            watch(fragment);
        }
        newest = byStart.get(in.int32());
    }
}
