package ringside.exec.dbt;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import ringside.bus.PhysicalMemory;
import ringside.cpu.Vcpu;
import ringside.exec.CodeBreakpoints;
import ringside.exec.ExecutionEngine;
import ringside.exec.ExecutionHistory;
import ringside.exec.Step;
import ringside.exec.StopReason;
import ringside.exec.Unit;
import ringside.exec.emit.EmittedUnit;
import ringside.exec.emit.ReadyUnit;
import ringside.exec.emit.ReadyUnits;
import ringside.exec.emit.UnitEmitter;
import ringside.exec.emit.UnitFacts;
import ringside.exec.emit.UnitLoader;
import ringside.exec.emit.UnitPlan;
import ringside.exec.interp.Block;
import ringside.exec.interp.Interpreter;
import ringside.exec.interp.Tier;
import ringside.exec.interp.Translation;

/** Runs guest code: new code in the interpreter, hot code from the code cache. Confined to the machine thread. */
public final class DynamicTranslator implements ExecutionEngine {
    /** Invalidations after which a block is left to the interpreter, which repairs code instead of dropping it. */
    private static final int MAX_INVALIDATIONS = 4;

    /** Translations of one block after which it is not made any better. */
    private static final int MAX_VERSIONS = 4;

    /** Exits of a unit by one way after which it is looked whether a larger one would keep control. */
    private static final int HOT_EXITS = 4096;

    /** Entries by which blocks of a hot static unit are told apart: enough to see which ways are taken. */
    private static final int SAMPLE = 2_000;

    private final DbtSettings settings = new DbtSettings();
    private final List<TranslationListener> listeners = new ArrayList<>();
    private final CodeCache cache = new CodeCache(settings, listeners);
    private final History.Book histories = new History.Book();
    private final Interpreter interpreter;
    private final ReadyUnits ready;
    private final ReadyInstaller installer;
    private UnitSources sources = UnitSources.DYNAMIC;
    private Backlog backlog;
    private Vcpu running;
    private long instructions;
    private int made;
    private long hits;
    private long misses;
    private long triggers;
    private long exits;
    private long errors;
    private String lastError;

    /** Makes a translator for code in {@code memory} that stops at {@code breakpoints}. */
    public DynamicTranslator(PhysicalMemory memory, CodeBreakpoints breakpoints) {
        this(memory, breakpoints, ReadyUnits.NONE);
    }

    /** Makes a translator that can take units from {@code ready}, too. */
    public DynamicTranslator(PhysicalMemory memory, CodeBreakpoints breakpoints, ReadyUnits ready) {
        this.ready = ready;
        interpreter = new Interpreter(memory, breakpoints, new Hook());
        installer = new ReadyInstaller(interpreter, ready, settings);
    }

    @Override
    public StopReason run(Vcpu cpu, long untilIcount) {
        running = cpu;
        long before = cpu.icount;
        installFinished(cpu);
        try {
            return interpreter.run(cpu, untilIcount);
        } finally {
            running = null;
            instructions += cpu.icount - before;
        }
    }

    @Override
    public ExecutionHistory history() {
        return interpreter.history();
    }

    /** Returns what can be set. Settings that shape units act on units made from then on; {@link #reset} drops the others. */
    public DbtSettings settings() {
        return settings;
    }

    public CodeCache cache() {
        return cache;
    }

    /** Returns how often control took each arc. */
    public Arcs arcs() {
        return new Arcs(hits, misses, triggers, exits, hits + misses - exits);
    }

    /** Returns where units come from. */
    public UnitSources sources() {
        return sources;
    }

    /** Says where units come from. If that is somewhere else than before, everything begins anew. */
    public void sources(UnitSources newSources) {
        if (newSources != sources) {
            sources = newSources;
            reset();
        }
    }

    /** Returns how many instructions have been retired under this engine, in units or not. */
    public long instructions() {
        return instructions;
    }

    /** Returns how many units have been made. */
    public int made() {
        return made;
    }

    /** Returns how often a translation failed, so that the block is interpreted for good. */
    public long errors() {
        return errors;
    }

    /** Gives units made from now on a clock of the host, in nanoseconds, so that slow ones are noticed. */
    public void stopwatch(LongSupplier nanos) {
        interpreter.stopwatch(nanos);
    }

    /**
     * Lets units be emitted by {@code worker}, which may use another thread, and be installed when a slice begins; null lets
     * the machine wait for each. Results are equal either way, counts of what is where are not.
     */
    public void background(Consumer<Runnable> worker) {
        reset();
        backlog = worker == null ? null : new Backlog(worker);
    }

    /** Returns how many units are being emitted elsewhere. */
    public int waiting() {
        return backlog == null ? 0 : backlog.waiting();
    }

    /** Sets whether the guest's writes to its code are noticed; see {@link DbtSettings#smc}. */
    public void noticeWrites(boolean on) {
        settings.smc = on;
        interpreter.noticeWrites(on);
    }

    /** Sets whether units know at which instruction they are left; see {@link DbtSettings#precise}. */
    public void preciseExits(boolean on) {
        settings.precise = on;
        interpreter.preciseExits(on);
    }

    /** Returns what the last failure said, or null. */
    public String lastError() {
        return lastError;
    }

    /** Returns all blocks that are decoded, translated or not. */
    public List<Block> blocks() {
        return interpreter.blocks();
    }

    /** Returns what is remembered of a block, or null. */
    public History history(Block block) {
        return histories.of(block);
    }

    /** Returns what is remembered of blocks that begin at a linear address, those that are gone included. */
    public List<History> histories(int linear) {
        return histories.at(linear);
    }

    /** Tells {@code listener} what happens from now on. */
    public void addListener(TranslationListener listener) {
        listeners.add(listener);
    }

    /** Stops telling {@code listener}. */
    public void removeListener(TranslationListener listener) {
        listeners.remove(listener);
    }

    /** Drops all units, links, counts and memories: everything begins anew under the settings of now. */
    public void reset() {
        cache.flush();
        if (backlog != null) {
            backlog.take();
        }
        histories.clear();
        interpreter.forget();
    }

    /** Returns how often a block is entered until a unit is made of it and its neighbours. */
    private int threshold(History history) {
        return outgrown(history) ? Math.min(SAMPLE, settings.threshold) : settings.threshold;
    }

    private static boolean outgrown(History history) {
        return history != null && history.outgrown();
    }

    private UnitPlan plan(Vcpu cpu, Block head, Set<Translation> open) {
        return settings.regions
                ? RegionBuilder.region(cpu, interpreter, head, open, threshold(histories.of(head)))
                : RegionBuilder.block(cpu, interpreter, head);
    }

    /**
     * Returns how many instructions the interpreter has done in the blocks that a unit would take in if it were made now, to be
     * compared with {@link DbtSettings#worth}.
     */
    public long interpreted(Vcpu cpu, Block head) {
        return interpreted(plan(cpu, head, Set.of()));
    }

    private static long interpreted(UnitPlan plan) {
        return plan.blocks().stream()
                .mapToLong(block -> (long) ((Block) block).entries() * block.instructions.size())
                .sum();
    }

    private void translate(Vcpu cpu, Block head, UnitPlan plan, Set<Translation> replaced) {
        String name = String.format("tb_%08x", head.linear);
        if (backlog != null) {
            backlog.add(Backlog.Order.of(head, plan, replaced), settings.emitOptions(), cpu.model, name);
        } else {
            install(cpu, head, plan, UnitEmitter.emit(plan, settings.emitOptions(), cpu.model, name), replaced);
        }
    }

    /** Installs what has been finished elsewhere since the last slice, unless its code has changed. */
    private void installFinished(Vcpu cpu) {
        if (backlog == null || backlog.waiting() == 0) {
            return;
        }
        for (Backlog.Finished finished : backlog.take()) {
            Backlog.Order order = finished.order();
            if (!order.holds()) {
                if (!order.head().invalid() && order.head().translation() == null) {
                    order.head().recount();
                }
            } else if (finished.wrong() != null) {
                failed(order.head(), finished.wrong());
            } else {
                install(cpu, order.head(), order.plan(), finished.emitted(), order.replaced());
            }
        }
    }

    private void failed(Block block, Throwable wrong) {
        errors++;
        lastError = String.format("l:%08x: %s", block.linear, wrong);
        histories.open(block).refuse("the translator failed: " + wrong);
    }

    private void install(Vcpu cpu, Block head, UnitPlan plan, EmittedUnit emitted, Set<Translation> replaced) {
        History history = histories.open(head);
        @SuppressWarnings("unchecked") // The region builder puts blocks of the interpreter in.
        List<Block> blocks = (List<Block>) plan.blocks();
        Set<Translation> before = new LinkedHashSet<>(replaced);
        blocks.stream().map(Block::translation).filter(Objects::nonNull).forEach(before::add);
        if (!worthwhile(emitted.facts())) {
            history.refuse("too few of its instructions gain by it");
            return;
        }
        Step[] steps = emitted.steps().stream()
                .map(site -> blocks.get(site.block()).step(site.instruction()))
                .toArray(Step[]::new);
        Unit unit = UnitLoader.load(emitted, cpu, head.mode, steps);
        Translation translation = new Translation(cpu, interpreter, unit, blocks, emitted.exits(), HOT_EXITS);
        translation.install(blocks);
        before.forEach(cache::sweep);
        history.translated();
        cache.add(new TranslationBlock(++made, false, history.translations(), cpu.icount, plan, emitted, translation));
    }

    /** What became of the wish for a unit that was made ahead of time. */
    private enum Wish {
        GRANTED,
        /** Something such as a breakpoint cuts its blocks. */
        CUT,
        /** Memory holds other bytes. */
        DIFFERENT
    }

    /** Puts a unit that was made ahead of time in a block's place. */
    private Wish install(Vcpu cpu, Block head) {
        ReadyInstaller.Installed done = installer.install(cpu, head);
        if (done == null || done.translation() == null) {
            return done == null ? Wish.DIFFERENT : Wish.CUT;
        }
        done.before().forEach(cache::sweep);
        ReadyUnit unit = done.unit();
        cache.add(new TranslationBlock(
                ++made, true, 1, cpu.icount, unit.plan(done.blocks()), unit.emitted(), done.translation()));
        return Wish.GRANTED;
    }

    private static boolean worthwhile(UnitFacts facts) {
        int emitted = 0;
        for (List<UnitFacts.Way> block : facts.ways()) {
            for (UnitFacts.Way way : block) {
                emitted += way == UnitFacts.Way.EMITTED || way == UnitFacts.Way.CALLED ? 1 : 0;
            }
        }
        return emitted * 2 >= facts.instructions();
    }

    /** What the interpreter tells. */
    private final class Hook implements Tier {
        @Override
        public int threshold(Block block) {
            if (sources == UnitSources.STATIC) {
                return SEALED;
            }
            History history = histories.of(block);
            if (history != null && (history.refusal() != null || history.invalidations() >= MAX_INVALIDATIONS)) {
                return 0;
            }
            boolean ahead = takesReady(block, history) && (history == null || !history.differs());
            return ahead ? settings.staticThreshold : DynamicTranslator.this.threshold(history);
        }

        private boolean takesReady(Block block, History history) {
            return sources.takesReady() && !outgrown(history) && ready.has(block.eip, block.mode);
        }

        @Override
        public boolean hot(Vcpu cpu, Block block) {
            try {
                History known = histories.of(block);
                if (takesReady(block, known)) {
                    if (installer.early(block, settings.staticWorth())) {
                        return true;
                    }
                    if (install(cpu, block) == Wish.GRANTED) {
                        return false;
                    }
                    History history = histories.open(block);
                    if (!history.differs()) {
                        history.differ();
                        block.recount();
                        return false;
                    }
                }
                UnitPlan plan = plan(cpu, block, Set.of());
                if (!outgrown(known) && interpreted(plan) < settings.worth()) {
                    return true;
                }
                triggers++;
                translate(cpu, block, plan, Set.of());
            } catch (RuntimeException | LinkageError wrong) {
                failed(block, wrong);
            }
            return false;
        }

        @Override
        public void hotExit(Vcpu cpu, Translation translation, Block target) {
            TranslationBlock unit = cache.of(translation);
            if (unit == null || !settings.regions || unit.version() >= MAX_VERSIONS) {
                return;
            }
            if (unit.ahead()) {
                if (sources == UnitSources.BOTH) {
                    outgrow(unit);
                    outgrow(cache.of(target));
                }
                return;
            }
            Translation other = target.translation();
            boolean joined = other != null && other != translation && RegionBuilder.together(translation, other);
            if (other != null && !joined) {
                return;
            }
            try {
                Set<Translation> replaced = joined ? Set.of(translation, other) : Set.of(translation);
                UnitPlan plan = plan(cpu, unit.head(), replaced);
                if (!plan.same(unit.plan())) {
                    translate(cpu, unit.head(), plan, replaced);
                }
            } catch (RuntimeException | LinkageError wrong) {
                failed(unit.head(), wrong);
            }
        }

        /** Gives the blocks of a static unit back to the interpreter, which soon knows what a region of them needs. */
        private void outgrow(TranslationBlock unit) {
            if (unit != null && unit.ahead()) {
                unit.blocks().forEach(block -> histories.open(block).outgrow());
                cache.replace(unit);
            }
        }

        @Override
        public boolean admits(Vcpu cpu, Block block) {
            if (sources != UnitSources.STATIC || block.translation() != null) {
                return true;
            }
            boolean ahead = ready.has(block.eip, block.mode);
            boolean known;
            try {
                Wish wish = ahead ? install(cpu, block) : null;
                if (wish == Wish.GRANTED) {
                    return true;
                }
                known = ahead ? wish == Wish.CUT : ready.discovered(block.eip, block.mode);
            } catch (RuntimeException | LinkageError wrong) {
                failed(block, wrong);
                known = true;
            }
            if (known) {
                block.unseal();
                return true;
            }
            cpu.stopRequest = String.format(
                    ahead
                            ? "unknown target l:%08x: the code there is not what was translated"
                            : "unknown target l:%08x: no code was discovered there",
                    block.linear);
            return false;
        }

        @Override
        public void dispatched(boolean translated) {
            if (translated) {
                hits++;
            } else {
                misses++;
            }
        }

        @Override
        public boolean links(Block from, Block to) {
            if (settings.chain) {
                listeners.forEach(listener -> listener.linked(from, to));
            }
            return settings.chain;
        }

        @Override
        public void exited() {
            exits++;
        }

        @Override
        public void died(Translation translation, Block because) {
            histories.open(because).invalidated(running);
            cache.died(translation);
        }
    }
}
