package ringside.debug;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import ringside.cpu.Vcpu;
import ringside.debug.expr.Address;
import ringside.debug.expr.Expression;
import ringside.debug.expr.Value;
import ringside.debug.profile.Profiler;
import ringside.exec.ExecutionHistory;
import ringside.isa.SegmentRegister;

/**
 * One debugging session on a target: what console and scripts talk to. Confined to the machine thread, except {@link
 * #interrupt}.
 */
public final class Debugger {
    private final Target target;
    private final Symbols symbols = new Symbols();
    private final LinuxSymbols linux;
    private final MemoryView memory;
    private final DebugScope scope;
    private final DataWatches watches;
    private final EventHooks hooks;
    private final Breakpoints breakpoints;
    private final Code code;
    private final RunControl control;
    private final Optional<Profiler> profiler;
    private int radix = 10;

    /** Attaches to a target that stands still. */
    public Debugger(Target target) {
        this.target = target;
        this.memory = new MemoryView(target);
        this.scope = new DebugScope(target, symbols, memory);
        this.watches = new DataWatches(target);
        this.hooks = new EventHooks(target, watches);
        this.breakpoints = new Breakpoints(target, scope, hooks, new EventActions(this));
        this.linux = new LinuxSymbols(this);
        this.scope.seeker(linux::findIfNeeded);
        this.code = new Code(this);
        this.control = new RunControl(this);
        this.profiler = target.machine().map(machine -> new Profiler(machine, watches));
    }

    public Target target() {
        return target;
    }

    public Vcpu cpu() {
        return target.cpu();
    }

    public Symbols symbols() {
        return symbols;
    }

    /** Returns the symbols of the Linux kernel in the target's memory. */
    public LinuxSymbols linux() {
        return linux;
    }

    public MemoryView memory() {
        return memory;
    }

    public Breakpoints breakpoints() {
        return breakpoints;
    }

    public Code code() {
        return code;
    }

    EventHooks hooks() {
        return hooks;
    }

    /** Returns run control: continue, step, finish and the rest. */
    public RunControl control() {
        return control;
    }

    /** Returns what counts how the guest behaves; throws if this target has no machine. */
    public Profiler profiler() {
        return profiler.orElseThrow(
                () -> new DebugException("this target has no memory and code that can be profiled"));
    }

    /** Returns who called the present code, at most {@code most} frames. */
    public Backtrace backtrace(int most) {
        return new Unwinder(this).walk(most);
    }

    /** Returns what the next instruction will do, in a few words, or the empty string. */
    public String foresight() {
        return new Foresight(this).next();
    }

    /** Returns what finds, compares and fills memory. */
    public MemorySearch search() {
        return new MemorySearch(this);
    }

    /** Returns words of memory and what they may mean. */
    public Telescope telescope() {
        return new Telescope(this);
    }

    /**
     * Returns the last {@code count} instructions that the guest executed, and what was delivered to it between them, oldest
     * first; those that a monitor carried out are among them, and translated ones are the guest's own.
     */
    public List<HistoryLine> history(int count) {
        return history(history -> history.guest(count, cpu().icount));
    }

    /** Returns what the machine executed last, a monitor's translations and ways to the monitor included. */
    public List<HistoryLine> machineHistory(int count) {
        return history(history -> history.last(count, cpu().icount));
    }

    private List<HistoryLine> history(Function<ExecutionHistory, List<ExecutionHistory.Item>> view) {
        return target.machine()
                .map(machine -> view.apply(machine.engine().history()).stream()
                        .map(item -> HistoryLine.of(this, item))
                        .toList())
                .orElse(List.of());
    }

    /** Ends the run under way, if there is one; safe from any thread. */
    public void interrupt() {
        control.interrupt();
    }

    /** Returns the base of numbers without a prefix, 10 or 16. */
    public int radix() {
        return radix;
    }

    /** Sets the base of numbers without a prefix. */
    public void radix(int newRadix) {
        radix = newRadix;
        scope.radix(newRadix);
    }

    /** Parses an expression; a mistake throws {@link ringside.debug.expr.ExpressionException}. */
    public Expression parse(String text) {
        return Expression.parse(text, radix);
    }

    /** Parses and evaluates an expression. */
    public Value evaluate(String text) {
        return evaluate(parse(text));
    }

    /** Evaluates an expression; assignments take effect. */
    public Value evaluate(Expression expression) {
        return expression.evaluate(scope);
    }

    /** Returns how many elements an expression {@code E@N} asks for. */
    public int count(Expression expression) {
        return expression.count(scope);
    }

    /** Returns where the value of an expression is in memory, or null. */
    public Address location(Expression expression) {
        return expression.location(scope);
    }

    /** Evaluates an address; a leading {@code *} is decoration, as in {@code break *0x7c00}. */
    public Address address(String text) {
        String stripped = text.strip();
        return evaluate(stripped.startsWith("*") ? stripped.substring(1) : stripped)
                .toAddress();
    }

    /** Adds a value to the history, {@code $1} and on, and returns its number. */
    public int remember(Value value) {
        return scope.remember(value);
    }

    /** Whether {@code $name} has a value: a variable, or one of the history. */
    public boolean knows(String name) {
        return scope.variable(name) != null;
    }

    /** Sets {@code $_} (an address) and {@code $__} (what is there). */
    public void lookedAt(Address address, Value content) {
        scope.variable("_", new Value(address.value(), 32, false, address));
        scope.variable("__", content);
    }

    /** Returns where the next instruction is. */
    public Location location() {
        return locate(code.pc());
    }

    /** Returns a place in every form; one given without a selector is seen through the present CS. */
    public Location locate(Address place) {
        Vcpu cpu = cpu();
        int base = cpu.segmentBase[SegmentRegister.CS];
        int linear = (int) place.value();
        long physical = memory.physical(place);
        if (place.selector() >= 0) {
            return new Location(place.selector(), place.offset(), linear, physical, describe(linear));
        }
        int selector = cpu.selector[SegmentRegister.CS];
        return new Location(selector, linear - base, linear, physical, describe(linear));
    }

    /** Names an address. Without paging a Linux kernel's code runs below the addresses that its symbols have. */
    private String describe(int linear) {
        String name = symbols.describe(linear);
        if (!name.isEmpty() || linux.kernel() == null || cpu().mmu.paging()) {
            return name;
        }
        return symbols.describe(
                linear + (int) (linux.kernel().text() - linux.kernel().physical()));
    }
}
