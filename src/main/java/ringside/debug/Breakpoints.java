package ringside.debug;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import ringside.debug.expr.Address;
import ringside.debug.expr.Expression;
import ringside.debug.expr.ExpressionException;
import ringside.debug.expr.Scope;

/**
 * The breakpoints of the user, and the invisible ones of run control. They survive resets and snapshots. Addresses are
 * given to the core, which stops before them; conditions and counts are evaluated here, on the machine thread.
 */
public final class Breakpoints {
    private final Target target;
    private final Scope scope;
    private final TreeMap<Integer, Breakpoint> byNumber = new TreeMap<>();
    private final Set<Integer> internal = new HashSet<>();
    private int next = 1;

    Breakpoints(Target target, Scope scope) {
        this.target = target;
        this.scope = scope;
    }

    /**
     * Sets a breakpoint.
     *
     * @param written the place as the user wrote it, for lists
     * @param condition when it stops, or null for always
     */
    public Breakpoint add(Address address, String written, boolean temporary, Expression condition) {
        Breakpoint breakpoint = new Breakpoint(next++, address, written, temporary);
        breakpoint.condition(condition);
        byNumber.put(breakpoint.number(), breakpoint);
        arm();
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
                    + (byNumber.isEmpty() ? "; none is set" : "; there are " + byNumber.keySet()));
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

    /**
     * Returns what stops here: counts hits, evaluates conditions, removes temporary ones; null if nothing stops.
     *
     * @param physical physical address of the next instruction, -1 if unmapped
     */
    Hit hit(int linear, long physical) {
        Hit result = null;
        for (Breakpoint breakpoint : all()) {
            Address address = breakpoint.address();
            boolean here =
                    address.isPhysical() ? address.value() == physical : address.value() == (linear & 0xFFFF_FFFFL);
            if (!breakpoint.isEnabled() || !here) {
                continue;
            }
            String trouble = "";
            try {
                if (breakpoint.condition() != null
                        && !breakpoint.condition().evaluate(scope).isTrue()) {
                    continue;
                }
            } catch (ExpressionException broken) {
                trouble = broken.getMessage();
            }
            if (breakpoint.hit() && result == null) {
                result = new Hit(breakpoint, trouble);
            }
        }
        if (result != null && result.breakpoint().isTemporary()) {
            byNumber.remove(result.breakpoint().number());
            arm();
        }
        return result;
    }

    /** A breakpoint that stops, and what is wrong with its condition if it could not be evaluated. */
    record Hit(Breakpoint breakpoint, String trouble) {}

    private void arm() {
        List<Integer> linear = new ArrayList<>(internal);
        List<Long> physical = new ArrayList<>();
        for (Breakpoint breakpoint : byNumber.values()) {
            if (breakpoint.isEnabled() && breakpoint.address().isPhysical()) {
                physical.add(breakpoint.address().value());
            } else if (breakpoint.isEnabled()) {
                linear.add((int) breakpoint.address().value());
            }
        }
        target.arm(Set.copyOf(linear), Set.copyOf(physical));
    }
}
