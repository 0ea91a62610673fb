package ringside.exec;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where a debugger wants the CPU to stop before it executes. Blocks end before these addresses, so that running code tests
 * nothing. Confined to the machine thread.
 */
public final class CodeBreakpoints {
    /** Hears of changes, because decoded code depends on breakpoints. */
    @FunctionalInterface
    public interface Listener {
        /** Code that starts, ends or lies across this place must be decoded anew. */
        void changed(int address, boolean physical);
    }

    private final Set<Integer> linear = new HashSet<>();
    private final Set<Integer> physical = new HashSet<>();
    private final List<Listener> listeners = new ArrayList<>();
    private long resumeCount = -1;
    private int resumeLinear;

    /** Tells {@code listener} of every change from now on. */
    public void addListener(Listener listener) {
        listeners.add(listener);
    }

    /** Sets a breakpoint at a linear address, whatever is mapped there. */
    public void add(int address) {
        if (linear.add(address)) {
            changed(address, false);
        }
    }

    /** Removes the breakpoint at a linear address. */
    public void remove(int address) {
        if (linear.remove(address)) {
            changed(address, false);
        }
    }

    /** Sets a breakpoint on a byte of physical memory, by its offset in physical memory's bytes. */
    public void addPhysical(int offset) {
        if (physical.add(offset)) {
            changed(offset, true);
        }
    }

    /** Removes the breakpoint on a byte of physical memory. */
    public void removePhysical(int offset) {
        if (physical.remove(offset)) {
            changed(offset, true);
        }
    }

    /** Removes all breakpoints. */
    public void clear() {
        for (int address : List.copyOf(linear)) {
            remove(address);
        }
        for (int offset : List.copyOf(physical)) {
            removePhysical(offset);
        }
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return linear.isEmpty() && physical.isEmpty();
    }

    /** Whether one is set for the instruction at a linear address whose first byte is at {@code offset} in memory. */
    public boolean at(int address, int offset) {
        return !linear.isEmpty() && linear.contains(address) || !physical.isEmpty() && physical.contains(offset);
    }

    /**
     * Lets the instruction at {@code address} pass once at instruction count {@code icount}: where a run starts that has
     * stopped there before.
     */
    public void resume(long icount, int address) {
        resumeCount = icount;
        resumeLinear = address;
    }

    /** Whether {@link #resume} named this instruction. */
    public boolean resumes(long icount, int address) {
        return icount == resumeCount && address == resumeLinear;
    }

    private void changed(int address, boolean isPhysical) {
        for (Listener listener : listeners) {
            listener.changed(address, isPhysical);
        }
    }
}
