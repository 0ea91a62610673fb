package ringside.debug;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import ringside.debug.event.Event;
import ringside.debug.event.InstructionFilter;
import ringside.debug.event.Phase;
import ringside.debug.event.Trigger;
import ringside.debug.expr.Address;
import ringside.debug.expr.Expression;
import ringside.debug.expr.ExpressionException;
import ringside.isa.Instruction;

/**
 * The stop points of the user - breakpoints, watchpoints, catches - and the invisible breakpoints of run control. They
 * survive resets and snapshots. The core stops at places and events; conditions, counts and handlers are evaluated here, on
 * the machine thread.
 */
public final class Breakpoints {
    private static final InstructionFilter PORTS = InstructionFilter.of("port");

    private final Target target;
    private final DebugScope scope;
    private final EventHooks hooks;
    private final EventActions actions;
    private final TreeMap<Integer, Breakpoint> byNumber = new TreeMap<>();
    private final Set<Integer> internal = new HashSet<>();
    private Set<InstructionFilter> filters = Set.of();
    private List<String> due = List.of();
    private int next = 1;

    Breakpoints(Target target, DebugScope scope, EventHooks hooks, EventActions actions) {
        this.target = target;
        this.scope = scope;
        this.hooks = hooks;
        this.actions = actions;
    }

    /**
     * Sets a breakpoint.
     *
     * @param written the place as the user wrote it, for lists
     * @param condition when it stops, or null for always
     */
    public Breakpoint add(Address address, String written, boolean temporary, Expression condition) {
        return add(new Trigger.Execute(address), written, temporary, condition);
    }

    /** Sets a breakpoint on a name that means nothing yet; {@link #resolve} puts it to its place once it does. */
    public Breakpoint addPending(String written, boolean temporary, Expression condition) {
        return add(new Trigger.Execute(null), written, temporary, condition);
    }

    /** Whether any breakpoint waits for its name to mean something. */
    boolean hasPending() {
        return byNumber.values().stream().anyMatch(breakpoint -> breakpoint.isEnabled() && breakpoint.isPending());
    }

    /** Puts breakpoints to where their names are now. */
    void resolve(Predicate<Breakpoint> which) {
        for (Breakpoint breakpoint : byNumber.values()) {
            if (breakpoint.isCode() && which.test(breakpoint)) {
                try {
                    breakpoint.place(Expression.parse(breakpoint.written(), scope.radix())
                            .evaluate(scope)
                            .toAddress());
                } catch (ExpressionException unknown) {
                    // It waits on; the user was told so when he set it.
                    breakpoint.place(null);
                }
            }
        }
        arm();
    }

    /**
     * Sets a stop point of any kind; one that cannot be armed throws, and is not set.
     *
     * @param written what it waits for as the user wrote it, for lists
     * @param condition when it stops, or null for always; may use the variables of {@link Event#variables}
     */
    public Breakpoint add(Trigger trigger, String written, boolean temporary, Expression condition) {
        Breakpoint breakpoint = new Breakpoint(next, trigger, written, temporary);
        breakpoint.condition(condition);
        byNumber.put(next, breakpoint);
        try {
            arm();
        } catch (DebugException impossible) {
            delete(next);
            throw impossible;
        }
        next++;
        return breakpoint;
    }

    public Collection<Breakpoint> all() {
        return List.copyOf(byNumber.values());
    }

    /** Returns a breakpoint by number; an unknown number throws. */
    public Breakpoint get(int number) {
        Breakpoint breakpoint = byNumber.get(number);
        if (breakpoint == null) {
            throw new DebugException("there is no breakpoint " + number
                    + (byNumber.isEmpty()
                            ? "; none is set"
                            : "; there are "
                                    + byNumber.keySet().stream()
                                            .map(String::valueOf)
                                            .collect(Collectors.joining(", "))));
        }
        return breakpoint;
    }

    /** Deletes a breakpoint. */
    public void delete(int number) {
        get(number);
        byNumber.remove(number);
        arm();
    }

    /** Deletes all breakpoints. */
    public void clear() {
        byNumber.clear();
        arm();
    }

    /** Switches a breakpoint on or off. */
    public void enable(int number, boolean on) {
        get(number).enable(on);
        arm();
    }

    /** Changes a condition; null removes it. */
    public void condition(int number, Expression condition) {
        get(number).condition(condition);
    }

    /** Tries a condition on an empty event of the kind that a stop point waits for, so that unknown names are found. */
    public void tryCondition(Trigger trigger, Expression condition) {
        scope.event(Event.sample(trigger));
        try {
            condition.evaluate(scope);
        } finally {
            scope.event(null);
        }
    }

    /** Forgets the variables of the last event. */
    void forgetEvent() {
        scope.event(null);
    }

    /** Lets a handler decide what a hit does; null takes it away. */
    public void handler(int number, StopHandler handler) {
        get(number).handler(handler);
    }

    /** Sets the console's commands for when it has stopped the guest. */
    public void commands(int number, List<String> lines) {
        get(number).commands(lines);
    }

    /** Returns the console's commands that the last stop left to do, once. */
    public List<String> takeCommands() {
        List<String> taken = due;
        due = List.of();
        return taken;
    }

    /** Lets the next {@code count} hits pass. */
    public void ignore(int number, long count) {
        get(number).ignore(count);
    }

    /** Sets the linear addresses at which run control wants to look; none clears them. */
    void internal(int... linear) {
        internal.clear();
        for (int address : linear) {
            internal.add(address);
        }
        arm();
    }

    /** Whether run control itself waits for {@code linear}. */
    boolean isInternal(int linear) {
        return internal.contains(linear);
    }

    /** Returns the first instruction count above {@code icount} that is waited for. */
    long nextCount(long icount) {
        long least = Long.MAX_VALUE;
        for (Breakpoint breakpoint : byNumber.values()) {
            if (breakpoint.isEnabled()
                    && breakpoint.trigger() instanceof Trigger.Count count
                    && count.icount() > icount) {
                least = Math.min(least, count.icount());
            }
        }
        return least;
    }

    /** Adds what is waited for at one of the instruction counts since {@code start}. */
    void countEvents(List<EventHooks.Note> notes, long start, Event.Origin here) {
        for (Breakpoint breakpoint : byNumber.values()) {
            if (breakpoint.trigger() instanceof Trigger.Count count
                    && count.icount() > start
                    && count.icount() <= here.icount()) {
                notes.add(new EventHooks.Note(breakpoint, before(Event.Kind.COUNT, here, 0, 0, 0)));
            }
        }
    }

    /**
     * Returns what waits for the next instruction: by address, by kind, by the port it will access.
     *
     * @param physical physical address of the instruction, -1 if unmapped
     * @param instruction the instruction, or null if it cannot be read
     */
    List<EventHooks.Note> codeEvents(Event.Origin here, long physical, Instruction instruction) {
        List<EventHooks.Note> notes = new ArrayList<>();
        long linear = here.linear() & 0xFFFF_FFFFL;
        for (Breakpoint breakpoint : byNumber.values()) {
            Event event =
                    switch (breakpoint.trigger()) {
                        case Trigger.Execute execute ->
                            at(execute.address(), linear, physical) ? before(Event.Kind.EXECUTE, here, 0, 0, 0) : null;
                        case Trigger.Insn insn ->
                            instruction != null && insn.filter().accepts(instruction)
                                    ? before(Event.Kind.INSTRUCTION, here, 0, 0, 0)
                                    : null;
                        case Trigger.Port port ->
                            port.phase() == Phase.BEFORE && instruction != null
                                    ? NextPort.of(target.cpu(), instruction, port, here)
                                    : null;
                        default -> null;
                    };
            if (event != null) {
                notes.add(new EventHooks.Note(breakpoint, event));
            }
        }
        return notes;
    }

    static Event before(Event.Kind kind, Event.Origin here, int size, long value, int number) {
        return new Event(kind, Phase.BEFORE, here, here.linear() & 0xFFFF_FFFFL, -1, size, 0, value, number);
    }

    private static boolean at(Address address, long linear, long physical) {
        return address != null && address.value() == (address.isPhysical() ? physical : linear);
    }

    /**
     * Returns what of this stops: evaluates conditions, counts hits, asks handlers and does what they answer, removes
     * temporary ones.
     */
    List<Hit> evaluate(List<EventHooks.Note> notes, boolean replaying) {
        List<Hit> hits = new ArrayList<>();
        for (EventHooks.Note note : notes) {
            Hit hit = evaluate(note, replaying);
            if (hit != null) {
                hits.add(hit);
                if (note.breakpoint().isTemporary()
                        && byNumber.remove(note.breakpoint().number()) != null) {
                    arm();
                }
            }
        }
        due = hits.stream().flatMap(hit -> hit.breakpoint().commands().stream()).toList();
        if (!notes.isEmpty()) {
            scope.event(hits.isEmpty() ? null : hits.get(0).event());
        }
        return hits;
    }

    private Hit evaluate(EventHooks.Note note, boolean replaying) {
        Breakpoint breakpoint = note.breakpoint();
        if (!breakpoint.isEnabled() || byNumber.get(breakpoint.number()) != breakpoint) {
            return null;
        }
        String trouble = "";
        try {
            scope.event(note.event());
            if (breakpoint.condition() != null
                    && !breakpoint.condition().evaluate(scope).isTrue()) {
                return null;
            }
        } catch (ExpressionException broken) {
            trouble = broken.getMessage();
        }
        if (!breakpoint.hit()) {
            return null;
        }
        if (breakpoint.handler() == null || !trouble.isEmpty()) {
            return new Hit(breakpoint, note.event(), trouble, "");
        }
        Answer answer = replaying ? Answer.CONTINUE : breakpoint.handler().hit(breakpoint, note.event());
        switch (answer.kind()) {
            case STOP -> {
                return new Hit(breakpoint, note.event(), "", answer.message());
            }
            case SKIP -> actions.skip(note.event());
            case CHANGE -> actions.change(note.event(), answer.value());
            case CONTINUE -> {}
        }
        return null;
    }

    /**
     * A stop point that stops.
     *
     * @param trouble what is wrong with its condition, empty if it could be evaluated
     * @param message what its handler says, empty for the usual sentence
     */
    record Hit(Breakpoint breakpoint, Event event, String trouble, String message) {}

    private void arm() {
        List<Integer> linear = new ArrayList<>(internal);
        List<Long> physical = new ArrayList<>();
        List<Breakpoint> enabled = new ArrayList<>();
        Set<InstructionFilter> wanted = new HashSet<>();
        for (Breakpoint breakpoint : byNumber.values()) {
            if (!breakpoint.isEnabled()) {
                continue;
            }
            enabled.add(breakpoint);
            switch (breakpoint.trigger()) {
                case Trigger.Execute execute -> {
                    if (execute.address() != null && execute.address().isPhysical()) {
                        physical.add(execute.address().value());
                    } else if (execute.address() != null) {
                        linear.add((int) execute.address().value());
                    }
                }
                case Trigger.Insn insn -> wanted.add(insn.filter());
                case Trigger.Port port -> {
                    if (port.phase() == Phase.BEFORE) {
                        wanted.add(PORTS);
                    }
                }
                default -> {}
            }
        }
        target.arm(Set.copyOf(linear), Set.copyOf(physical));
        if (!wanted.equals(filters)) {
            filters = Set.copyOf(wanted);
            target.stopBefore(filters.isEmpty() ? null : anyOf(List.copyOf(filters)));
        }
        hooks.arm(enabled, hasPending());
    }

    private static Predicate<Instruction> anyOf(List<InstructionFilter> filters) {
        return instruction -> filters.stream().anyMatch(filter -> filter.accepts(instruction));
    }
}
