package ringside.debug;

import ringside.debug.expr.Address;
import ringside.debug.expr.Expression;

/** One breakpoint on code. Mutable: it counts its hits. */
public final class Breakpoint {
    private final int number;
    private final Address address;
    private final String written;
    private final boolean temporary;
    private Expression condition;
    private boolean enabled = true;
    private long ignore;
    private long hits;

    Breakpoint(int number, Address address, String written, boolean temporary) {
        this.number = number;
        this.address = address;
        this.written = written;
        this.temporary = temporary;
    }

    public int number() {
        return number;
    }

    public Address address() {
        return address;
    }

    /** Returns the place as the user wrote it. */
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

    /** Returns how many more hits pass by. */
    public long ignore() {
        return ignore;
    }

    /** Returns how often it was reached with its condition true. */
    public long hits() {
        return hits;
    }

    void enable(boolean on) {
        enabled = on;
    }

    void condition(Expression newCondition) {
        condition = newCondition;
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
