package ringside.debug;

import java.util.List;
import ringside.debug.event.Trigger;
import ringside.debug.expr.Address;
import ringside.debug.expr.Expression;

/** One stop point: a breakpoint on code, a watchpoint, or an event to be caught. Mutable: it counts its hits. */
public final class Breakpoint {
    private final int number;
    private final String written;
    private final boolean temporary;
    private Trigger trigger;
    private Expression condition;
    private StopHandler handler;
    private List<String> commands = List.of();
    private boolean enabled = true;
    private long ignore;
    private long hits;

    Breakpoint(int number, Trigger trigger, String written, boolean temporary) {
        this.number = number;
        this.trigger = trigger;
        this.written = written;
        this.temporary = temporary;
    }

    public int number() {
        return number;
    }

    /** Returns what it waits for. */
    public Trigger trigger() {
        return trigger;
    }

    /** Returns the place it waits at, or null if it waits for no place. */
    public Address address() {
        return trigger.place();
    }

    /** Whether it stands on an instruction's address. */
    public boolean isCode() {
        return trigger instanceof Trigger.Execute;
    }

    /** Returns the place or event as the user wrote it. */
    public String written() {
        return written;
    }

    /** Whether the first hit deletes it. */
    public boolean isTemporary() {
        return temporary;
    }

    public boolean isEnabled() {
        return enabled;
    }

    /** Returns the condition, or null. */
    public Expression condition() {
        return condition;
    }

    /** Returns who decides what a hit does, or null if it stops always. */
    public StopHandler handler() {
        return handler;
    }

    /** Returns the console's commands to carry out when it has stopped the guest. */
    public List<String> commands() {
        return commands;
    }

    /** Returns how many more hits pass by. */
    public long ignore() {
        return ignore;
    }

    /** Returns how often it was reached with its condition true. */
    public long hits() {
        return hits;
    }

    /** Whether it waits for its name to mean something. */
    public boolean isPending() {
        return isCode() && address() == null;
    }

    void place(Address address) {
        trigger = new Trigger.Execute(address);
    }

    void enable(boolean on) {
        enabled = on;
    }

    void condition(Expression newCondition) {
        condition = newCondition;
    }

    void handler(StopHandler newHandler) {
        handler = newHandler;
    }

    void commands(List<String> lines) {
        commands = List.copyOf(lines);
    }

    void ignore(long count) {
        ignore = count;
    }

    /** Counts a hit and tells whether it stops. */
    boolean hit() {
        hits++;
        if (ignore > 0) {
            ignore--;
            return false;
        }
        return true;
    }
}
