package ringside.exec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import ringside.bus.PhysicalMemory;
import ringside.cpu.Vcpu;
import ringside.isa.Decoder;
import ringside.isa.Instruction;
import ringside.isa.SegmentRegister;

/**
 * Where a debugger wants the CPU to stop before it executes. Blocks end before these addresses, so that running code tests
 * nothing. Confined to the machine thread.
 */
public final class CodeBreakpoints {
    /** Hears of changes, because decoded code depends on breakpoints. */
    public interface Listener {
        /** Code that starts, ends or lies across this place must be decoded anew. */
        void changed(int address, boolean physical);

        /** All code must be decoded anew: other instructions than before are stopped at. */
        void allChanged();
    }

    private static final int PAGE = 4096;

    private final Set<Integer> linear = new HashSet<>();
    private final Set<Integer> physical = new HashSet<>();
    /** Addresses of translated code -> what that was translated from, where there is a breakpoint. */
    private final Map<Integer, Integer> copies = new HashMap<>();

    private final List<Listener> listeners = new ArrayList<>();
    private Predicate<Instruction> caught;
    private CodeProbe probe;
    private CodeOrigins origins = linear -> null;
    private int longest = Integer.MAX_VALUE;
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

    /** Lets code at a linear address stop that stands for the code at another one. */
    public void addCopy(int address, int original) {
        if (copies.put(address, original) == null) {
            changed(address, false);
        }
    }

    /** Removes all that {@link #addCopy} has added. */
    public void removeCopies() {
        List<Integer> before = List.copyOf(copies.keySet());
        copies.clear();
        before.forEach(address -> changed(address, false));
    }

    /** Stops before every instruction that {@code filter} accepts, wherever it is; null ends that. */
    public void stopBefore(Predicate<Instruction> filter) {
        if (filter != caught) {
            caught = filter;
            listeners.forEach(Listener::allChanged);
        }
    }

    /** Cuts blocks behind so many instructions, at least 1, which shows what blocks are good for. */
    public void longestBlock(int instructions) {
        if (instructions != longest) {
            longest = instructions;
            listeners.forEach(Listener::allChanged);
        }
    }

    /** Returns after how many instructions a block is cut. */
    int longestBlock() {
        return longest;
    }

    /** Lets {@code probe} see all code that is executed from the next run on; null ends that. */
    public void observe(CodeProbe newProbe) {
        probe = newProbe;
    }

    /** Returns who sees the code that is executed, or null. */
    public CodeProbe probe() {
        return probe;
    }

    /** Says what code stands for that a monitor has made of the guest's. */
    public void origins(CodeOrigins newOrigins) {
        origins = newOrigins;
    }

    /** Returns what an instruction stands for, or null if it is the guest's own. */
    public CodeOrigin origin(int address) {
        return origins.at(address);
    }

    /** Whether the CPU must stop before {@code instruction}, so that a block may only begin with it and never run it. */
    public boolean catches(Instruction instruction) {
        return caught != null && caught.test(instruction);
    }

    /**
     * Whether the CPU must stop before the instruction at CS:EIP, {@link #resumes} aside. What engines ask before they enter
     * code they have not come to through other code. Touches nothing of the guest.
     */
    public boolean here(Vcpu cpu, PhysicalMemory memory) {
        if (isEmpty()) {
            return false;
        }
        int address = cpu.segmentBase[SegmentRegister.CS] + cpu.eip;
        long physical = cpu.mmu.translatePeek(address);
        int offset = physical < 0 ? -1 : memory.offsetOf(physical);
        return at(address, offset) || caught != null && caughtAt(cpu, address, offset);
    }

    private boolean caughtAt(Vcpu cpu, int address, int offset) {
        if (offset < 0) {
            return false;
        }
        int here = Math.min(Decoder.MAX_LENGTH, PAGE - (offset & PAGE - 1));
        Instruction instruction = Decoder.decode(cpu.mmu.bytes, offset, here, cpu.code32());
        if (instruction == Decoder.TRUNCATED) {
            byte[] code = new byte[Decoder.MAX_LENGTH];
            int count = 0;
            while (count < code.length && cpu.mmu.peekLinear8(address + count) >= 0) {
                code[count] = (byte) cpu.mmu.peekLinear8(address + count);
                count++;
            }
            instruction = Decoder.decode(code, 0, count, cpu.code32());
        }
        return catches(instruction);
    }

    /** Removes all breakpoints. */
    public void clear() {
        for (int address : List.copyOf(linear)) {
            remove(address);
        }
        for (int offset : List.copyOf(physical)) {
            removePhysical(offset);
        }
        stopBefore(null);
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return linear.isEmpty() && physical.isEmpty() && caught == null && copies.isEmpty();
    }

    /** Whether one is set for the instruction at a linear address whose first byte is at {@code offset} in memory. */
    public boolean at(int address, int offset) {
        return !linear.isEmpty() && linear.contains(address)
                || !physical.isEmpty() && physical.contains(offset)
                || !copies.isEmpty() && copies.containsKey(address);
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
        return icount == resumeCount && copies.getOrDefault(address, address) == resumeLinear;
    }

    private void changed(int address, boolean isPhysical) {
        for (Listener listener : listeners) {
            listener.changed(address, isPhysical);
        }
    }
}
