package ringside.debug;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import ringside.cpu.FaultTrace;
import ringside.cpu.Vcpu;
import ringside.debug.doctor.FaultStory;
import ringside.debug.doctor.ModeDoctor;
import ringside.debug.event.Event;
import ringside.debug.expr.Address;
import ringside.debug.expr.Expression;
import ringside.isa.Instruction;
import ringside.isa.Mnemonic;
import ringside.isa.SegmentRegister;
import ringside.machine.DoorKeeper;
import ringside.machine.Machine;
import ringside.time.Stimulus;

/** Makes the target run and says why it stopped. Confined to the machine thread, except {@link #interrupt}. */
public final class RunControl {
    /** Runs in a row in which nothing happens, as a monitor may make of a guest it cannot resume, until it is an end. */
    private static final int MOST_IDLE = 1 << 12;

    private static final long FOREVER = Long.MAX_VALUE;
    private static final Event.Origin NOWHERE = new Event.Origin(-1, 0, 0, 0, false, -1);
    private static final String FROM_HANDLER = "returned from the handler";

    private static final String BY_USER = "stopped by the user";

    private final Debugger debugger;
    private final DriftMeter drift = new DriftMeter();
    private volatile boolean interrupted;
    private boolean running;
    private BooleanSupplier awaited;
    private StepInterrupts stepInterrupts = StepInterrupts.ON;
    private volatile String interruption = BY_USER;
    private long budget = FOREVER;
    private long spent;
    private Stop last;
    private long furthest;

    RunControl(Debugger debugger) {
        this.debugger = debugger;
    }

    /** Ends the present run, however it is made up, for the user; safe from any thread. */
    public void interrupt() {
        interrupt(BY_USER);
    }

    /** Ends the present run, however it is made up; {@code why} is the stop's reason. Safe from any thread. */
    public void interrupt(String why) {
        interruption = why;
        interrupted = true;
        debugger.target().requestStop();
    }

    /** Forgets a stop request that came too late for the run it was meant for. */
    public void forgetInterrupt() {
        interrupted = false;
    }

    /** Whether {@link #interrupt} was called since {@link #forgetInterrupt}. */
    public boolean isInterrupted() {
        return interrupted;
    }

    /**
     * Lets runs retire no more than so many instructions, all of them together, from now on: at exactly that count they
     * stop with {@link Stop.Kind#LIMIT}, and so does each run after that.
     *
     * @param instructions how many; {@link Long#MAX_VALUE} for no bound
     */
    public void budget(long instructions) {
        budget = instructions;
        spent = 0;
        last = null;
    }

    /** Returns how many instructions the machine stands before the furthest place it was ever stopped at. */
    public long rewound() {
        return Math.max(0, furthest - cpu().icount);
    }

    /** Returns how many instructions runs have retired since {@link #budget}. */
    public long spent() {
        return spent;
    }

    /** Returns the last stop since {@link #budget}, or null. */
    public Stop last() {
        return last;
    }

    /** Whether the runs since {@link #budget} have retired all they were allowed to. */
    public boolean isExhausted() {
        return spent >= budget;
    }

    /** Runs until something stops it. */
    public Stop proceed() {
        return proceed(FOREVER);
    }

    /** Runs until something stops it, at the latest when {@code untilIcount} instructions have retired. */
    public Stop proceed(long untilIcount) {
        debugger.breakpoints().internal();
        return run(untilIcount, Stop.Kind.LIMIT, null);
    }

    /** Steps {@code count} instructions; an interrupt or exception that is delivered meanwhile counts as one. */
    public Stop step(long count) {
        debugger.breakpoints().internal(StepTargets.handlers(debugger));
        try {
            Stop stop = stepOnce();
            for (long i = 1; i < count && stop.kind() == Stop.Kind.STEP; i++) {
                Stop hit = breakpointHere();
                stop = hit != null ? hit : stepOnce();
            }
            return stop;
        } finally {
            debugger.breakpoints().internal();
        }
    }

    /** Steps one instruction and tells what each phase did. */
    public StepPhases phases() {
        return StepPhases.run(debugger);
    }

    /** Says what becomes of hardware interrupts while instructions are stepped one by one. */
    public void stepInterrupts(StepInterrupts policy) {
        stepInterrupts = policy;
    }

    private Stop stepOnce() {
        long first = cpu().icount;
        Address place = debugger.code().pc();
        Guard frame = Guard.sameFrame(cpu());
        FaultTrace.Entry before = lastFault();
        Stop stop = held(() -> run(first + 1, Stop.Kind.STEP, Guard.ANYWHERE));
        if (stop.kind() != Stop.Kind.REACHED) {
            return stop;
        }
        FaultTrace.Entry fault = lastFault();
        boolean raised = fault != before;
        if (stepInterrupts != StepInterrupts.SHOW || raised) {
            return stop(Stop.Kind.STEP, raised ? fault.explain() : "an interrupt was taken", 0, 0);
        }
        String taken = String.format("interrupt 0x%02x was taken and has returned", cpu().delivered);
        Stop back = runTo(place, frame, Stop.Kind.STEP);
        if (back.kind() != Stop.Kind.STEP) {
            return back;
        }
        debugger.breakpoints().internal(StepTargets.handlers(debugger));
        Stop next = stepOnce();
        List<String> notes = new ArrayList<>(List.of(taken));
        notes.addAll(next.notes());
        return next.with(notes);
    }

    /** Makes a run of one instruction, with hardware interrupts held off if that is wanted. HLT needs them. */
    private Stop held(Supplier<Stop> step) {
        Instruction next = debugger.code().next();
        boolean waits = cpu().halted || next != null && next.mnemonic == Mnemonic.HLT;
        if (stepInterrupts != StepInterrupts.OFF || waits) {
            return step.get();
        }
        debugger.target().stimulate(new Stimulus.HoldInterrupts(true));
        try {
            return step.get();
        } finally {
            debugger.target().stimulate(new Stimulus.HoldInterrupts(false));
        }
    }

    private FaultTrace.Entry lastFault() {
        List<FaultTrace.Entry> faults = cpu().faults.entries();
        return faults.isEmpty() ? null : faults.getLast();
    }

    /** Steps {@code count} instructions; calls, interrupts, repetitions and loops run to the instruction behind them. */
    public Stop next(long count) {
        Stop stop = null;
        for (long i = 0; i < count; i++) {
            stop = stepOver();
            if (stop.kind() != Stop.Kind.STEP) {
                return stop;
            }
        }
        return stop;
    }

    private Stop stepOver() {
        Instruction instruction = debugger.code().next();
        if (instruction == null || !StepTargets.fallsThrough(instruction)) {
            return held(() -> run(cpu().icount + 1, Stop.Kind.STEP, null));
        }
        Address behind = debugger.code().pc().plus(instruction.length);
        return runTo(behind, Guard.sameFrame(cpu()), Stop.Kind.STEP);
    }

    /** Runs until the present function or handler has returned by RET or IRET. */
    public Stop finish() {
        Guard frame = Guard.sameFrame(cpu());
        while (true) {
            Instruction instruction = debugger.code().next();
            boolean returns = instruction != null && StepTargets.isReturn(instruction.mnemonic) && frame.test(cpu());
            Stop stop = returns || instruction == null ? run(cpu().icount + 1, Stop.Kind.STEP, null) : stepOver();
            if (stop.kind() != Stop.Kind.STEP) {
                return stop;
            }
            if (returns) {
                String how = instruction.mnemonic == Mnemonic.IRET ? FROM_HANDLER : "returned to the caller";
                return stop(Stop.Kind.REACHED, how, 0, 0);
            }
            if (interrupted) {
                return stop(Stop.Kind.USER, interruption, 0, 0);
            }
        }
    }

    /**
     * Runs until the present interrupt or exception handler has returned by IRET, however deep in calls it is now. Where it
     * returns to is known from its frame on the stack; without a frame that can be recognised it steps, as {@link #finish}
     * does.
     */
    public Stop finishInterrupt() {
        Frame interrupted = new Unwinder(debugger).interrupted();
        if (interrupted != null) {
            int stack = interrupted.stack();
            Guard back = cpu -> cpu.segmentBase[SegmentRegister.SS] + Guard.depth(cpu) == stack;
            debugger.breakpoints().internal(interrupted.place().linear());
            try {
                Stop stop = run(FOREVER, Stop.Kind.REACHED, back);
                boolean reached =
                        stop.kind() == Stop.Kind.REACHED && stop.reason().isEmpty();
                return reached ? stop(Stop.Kind.REACHED, FROM_HANDLER, 0, 0) : stop;
            } finally {
                debugger.breakpoints().internal();
            }
        }
        Stop stop = finish();
        while (stop.kind() == Stop.Kind.REACHED && !stop.reason().equals(FROM_HANDLER)) {
            stop = finish();
        }
        return stop;
    }

    /** Runs until the next instruction is the one at {@code place}, or something stops before. */
    public Stop advance(Address place) {
        if (place.isPhysical()) {
            throw new DebugException("run to a linear address; " + place + " is physical ('tbreak' takes one)");
        }
        return runTo(place, Guard.ANYWHERE, Stop.Kind.REACHED);
    }

    /** Steps until a condition holds, or something stops before. */
    public Stop until(Expression condition) {
        return until(condition, FOREVER);
    }

    /** Steps until a condition holds or {@code untilIcount} instructions have retired, or something stops before. */
    public Stop until(Expression condition, long untilIcount) {
        awaited = () -> debugger.evaluate(condition).isTrue();
        try {
            Stop stop = run(untilIcount, Stop.Kind.LIMIT, null);
            return stop.kind() == Stop.Kind.REACHED && stop.reason().equals(Machine.CONDITION_HOLDS)
                    ? stop(Stop.Kind.REACHED, condition.text() + " holds", 0, 0)
                    : stop;
        } finally {
            awaited = null;
        }
    }

    /** Steps over until EIP is beyond the present instruction: leaves a loop. */
    public Stop untilBehind() {
        int start = cpu().eip;
        Guard frame = Guard.sameFrame(cpu());
        while (true) {
            Stop stop = stepOver();
            boolean beyond = Integer.compareUnsigned(cpu().eip, start) > 0 || !frame.test(cpu());
            if (stop.kind() != Stop.Kind.STEP || beyond) {
                return stop;
            }
        }
    }

    /** Resets the machine; breakpoints stay. */
    public Stop reset() {
        refuseInHandler("reset the machine");
        debugger.target().stimulate(new Stimulus.Reset());
        return stop(Stop.Kind.RESET, "the machine was reset", 0, 0);
    }

    /** Describes the present state as a stop without a run. */
    public Stop here() {
        return stop(Stop.Kind.STEP, "", 0, 0);
    }

    private Stop runTo(Address place, Guard guard, Stop.Kind kind) {
        debugger.breakpoints().internal((int) place.value());
        try {
            Stop stop = run(FOREVER, kind, guard);
            return stop.kind() == Stop.Kind.REACHED ? stop(kind, "", 0, 0) : stop;
        } finally {
            debugger.breakpoints().internal();
        }
    }

    /** Fails inside of a handler, whose run must find the machine that it left; {@code what} is what a handler cannot do. */
    public void refuseInHandler(String what) {
        if (running) {
            throw new DebugException("a handler cannot " + what + "; let it return, then the run goes on");
        }
    }

    /** Returns how time in the machine compares with the host's. */
    public DriftMeter drift() {
        return drift;
    }

    /** Runs; {@code guard} says where an internal breakpoint counts, null that there is none. */
    private Stop run(long untilIcount, Stop.Kind atLimit, Guard guard) {
        refuseInHandler("run the guest");
        running = true;
        drift.begin(cpu());
        try {
            debugger.breakpoints().forgetEvent();
            return runOn(untilIcount, atLimit, guard);
        } finally {
            drift.end(cpu());
            running = false;
        }
    }

    /**
     * Runs on. A run ends at a boundary of the guest's own instructions, however many the machine executes for one, unless that
     * would exceed the budget. A step is one of them; what the machine has still to do for the one before does not count.
     */
    private Stop runOn(long most, Stop.Kind atLimit, Guard guard) {
        long untilIcount = most;
        boolean before = atLimit == Stop.Kind.STEP && progress() == DoorKeeper.Progress.ENDED;
        EventHooks hooks = debugger.hooks();
        debugger.linux().beforeRun();
        long idle = 0;
        while (true) {
            if (idle > MOST_IDLE) {
                return stop(Stop.Kind.LIMIT, "the guest makes no progress: neither count nor time moves", 0, 0);
            }
            if (interrupted) {
                return stop(Stop.Kind.USER, interruption, 0, 0);
            }
            if (isExhausted()) {
                return stop(Stop.Kind.LIMIT, "the limit of " + budget + " instructions is reached", 0, 0);
            }
            hooks.begin();
            Event.Origin start = EventHooks.origin(cpu());
            long time = cpu().time();
            Outcome outcome =
                    whole(runWithin(Math.min(untilIcount, debugger.breakpoints().nextCount(cpu().icount))));
            idle = cpu().time() == time ? idle + 1 : 0;
            if (hooks.kernelStarted()) {
                debugger.linux().find();
            }
            List<EventHooks.Note> notes = new ArrayList<>(hooks.take());
            debugger.breakpoints().countEvents(notes, start.icount(), EventHooks.origin(cpu()));
            boolean event =
                    outcome.kind() == Outcome.Kind.REQUESTED && outcome.detail().equals(EventHooks.REQUEST);
            if (event || outcome.kind() == Outcome.Kind.BREAKPOINT) {
                notes.addAll(codeEvents(start));
            }
            List<Breakpoints.Hit> hits = evaluate(notes);
            if (isEnd(outcome)) {
                return ended(outcome, hits);
            }
            if (!hits.isEmpty()) {
                return stop(hits);
            }
            if (event && awaited != null && cpu().icount != start.icount() && awaited.getAsBoolean()) {
                return stop(Stop.Kind.REACHED, Machine.CONDITION_HOLDS, 0, 0);
            }
            if (outcome.kind() == Outcome.Kind.LIMIT && cpu().icount >= untilIcount) {
                if (!before) {
                    return stop(atLimit, "", 0, 0);
                }
                before = false;
                untilIcount = cpu().icount + 1;
            }
            if (event || outcome.kind() == Outcome.Kind.BREAKPOINT) {
                int linear = (int) debugger.code().pc().value();
                if (guard != null && debugger.breakpoints().isInternal(linear) && guard.test(cpu())) {
                    return stop(Stop.Kind.REACHED, "", 0, 0);
                }
            } else if (outcome.kind() != Outcome.Kind.LIMIT
                    && (outcome.kind() != Outcome.Kind.INTERRUPTED || interrupted)) {
                return ended(outcome, hits);
            }
        }
    }

    /** Lets the machine finish what it executes for one of the guest's instructions. */
    private Outcome whole(Outcome outcome) {
        Outcome end = outcome;
        while (progress() != DoorKeeper.Progress.WHOLE
                && end.kind() != Outcome.Kind.BREAKPOINT
                && !isEnd(end)
                && !isExhausted()) {
            Outcome next = runWithin(cpu().icount + 1);
            end = next.kind() == Outcome.Kind.LIMIT ? end : next;
        }
        return end;
    }

    /** Runs as far as the budget allows. */
    private Outcome runWithin(long untilIcount) {
        long start = cpu().icount;
        long left = budget - spent;
        long end = Math.min(untilIcount, left < FOREVER - start ? start + left : FOREVER);
        Outcome outcome =
                awaited == null ? debugger.target().run(end) : debugger.target().run(end, awaited);
        spent += cpu().icount - start;
        return outcome;
    }

    /** Whether an outcome may not be lost over a stop point. */
    private static boolean isEnd(Outcome outcome) {
        return switch (outcome.kind()) {
            case DIED, DEBUG_EXIT, RESET_REQUESTED, IDLE, UNSUPPORTED -> true;
            default -> false;
        };
    }

    /** Returns what waits for the next instruction, unless the run has just begun with it. */
    private List<EventHooks.Note> codeEvents(Event.Origin start) {
        Event.Origin here = EventHooks.origin(cpu());
        if (here.equals(start)) {
            return List.of();
        }
        return debugger.breakpoints()
                .codeEvents(
                        here, debugger.location().physical(), debugger.code().next());
    }

    private List<Breakpoints.Hit> evaluate(List<EventHooks.Note> notes) {
        boolean replaying =
                debugger.target().machine().map(machine -> machine.replaying()).orElse(false);
        List<EventHooks.Note> open = notes;
        while (true) {
            Event.Origin before = EventHooks.origin(cpu());
            List<Breakpoints.Hit> hits = debugger.breakpoints().evaluate(open, replaying);
            if (!hits.isEmpty()) {
                return hits;
            }
            // A handler left an instruction out: the next one may be waited for too.
            open = open.isEmpty() ? open : codeEvents(before);
            if (open.isEmpty() || interrupted) {
                return hits;
            }
        }
    }

    private Stop breakpointHere() {
        List<Breakpoints.Hit> hits = evaluate(codeEvents(NOWHERE));
        return hits.isEmpty() ? null : stop(hits);
    }

    private Stop stop(List<Breakpoints.Hit> hits) {
        Breakpoints.Hit first = hits.get(0);
        return stop(Stop.Kind.BREAKPOINT, sentences(hits), first.breakpoint().number(), 0)
                .with(first.event());
    }

    private String sentences(List<Breakpoints.Hit> hits) {
        return hits.stream()
                .map(hit -> EventText.sentence(debugger, hit))
                .distinct()
                .collect(Collectors.joining("; "));
    }

    private Stop ended(Outcome outcome, List<Breakpoints.Hit> hits) {
        String detail = outcome.detail() + (hits.isEmpty() ? "" : "; " + sentences(hits));
        return switch (outcome.kind()) {
            case DIED -> died(detail, hits);
            case REQUESTED -> stop(Stop.Kind.REACHED, detail, 0, 0);
            case UNSUPPORTED -> stop(Stop.Kind.UNSUPPORTED, detail, 0, 0);
            case IDLE -> stop(Stop.Kind.IDLE, detail, 0, 0);
            case DEBUG_EXIT ->
                stop(
                        Stop.Kind.EXIT,
                        "the guest ended itself with exit code " + outcome.code()
                                + (hits.isEmpty() ? "" : "; " + sentences(hits)),
                        0,
                        outcome.code());
            case RESET_REQUESTED ->
                stop(Stop.Kind.RESET, "the guest asks for a reset: " + detail + "; 'continue' carries it out", 0, 0);
            default -> stop(Stop.Kind.USER, interruption, 0, 0);
        };
    }

    private Stop died(String detail, List<Breakpoints.Hit> hits) {
        if (!cpu().shutdown) {
            return stop(Stop.Kind.DIED, "the guest died: " + detail, 0, 0).with(ModeDoctor.complaints(debugger));
        }
        String also = hits.isEmpty() ? "" : "; " + sentences(hits);
        List<String> notes = new ArrayList<>(FaultStory.of(debugger));
        notes.addAll(ModeDoctor.complaints(debugger));
        last = stop(Stop.Kind.DIED, "the guest died: triple fault, before the reset" + also, 0, 0)
                .with(notes);
        return last;
    }

    private Stop stop(Stop.Kind kind, String reason, int breakpoint, int code) {
        Vcpu cpu = cpu();
        furthest = Math.max(furthest, cpu.icount);
        last = new Stop(kind, reason, debugger.location(), cpu.icount, cpu.time(), breakpoint, code, null, List.of());
        return last;
    }

    private DoorKeeper.Progress progress() {
        return debugger.target().progress();
    }

    private Vcpu cpu() {
        return debugger.cpu();
    }

    /** Tells the frame that a command started in from recursions, other tasks and handlers. */
    @FunctionalInterface
    private interface Guard {
        Guard ANYWHERE = cpu -> true;

        boolean test(Vcpu cpu);

        /**
         * Holds in the same address space and privilege level, at the same stack depth or higher. Without paging there is one
         * address space only, which the code that sets paging up stays in.
         */
        static Guard sameFrame(Vcpu start) {
            int level = start.cpl;
            boolean paging = start.mmu.paging();
            int directory = start.cr3;
            int base = start.segmentBase[SegmentRegister.SS];
            int depth = depth(start);
            return cpu -> cpu.cpl == level
                    && (!paging || cpu.cr3 == directory)
                    && (cpu.segmentBase[SegmentRegister.SS] != base || Integer.compareUnsigned(depth(cpu), depth) >= 0);
        }

        private static int depth(Vcpu cpu) {
            return cpu.stack32() ? cpu.r32(4) : cpu.r16(4);
        }
    }
}
