package ringside.vmm;

import ringside.bus.TraceListener;
import ringside.cpu.Vcpu;

/**
 * Counts what a guest does to machine state that is not its own, which must be nothing. While it is on the CPU every write outside
 * of its piece of RAM is announced, whoever makes it; and when another one gets the CPU, the monitor's own tables, which are inside,
 * and the registers that lead to them must be as the monitor made them.
 */
final class EscapeMeter implements TraceListener {
    private final Hardware hardware;
    private final Vmm vmm;
    private final int first;
    private final int end;
    private long writes;
    private long corruptions;

    /** Makes the meter of the virtual machine that has so many pages from {@code first} on. */
    EscapeMeter(Hardware hardware, Vmm vmm, int first, int pages) {
        this.hardware = hardware;
        this.vmm = vmm;
        this.first = first;
        end = first + pages;
    }

    /** Tells that the guest gets the CPU. */
    void begin() {
        hardware.memory().traces().fence(first, end, this);
    }

    /** Tells that the monitor has it again. */
    void end() {
        hardware.memory().traces().fence(0, Integer.MAX_VALUE, null);
    }

    /** Looks whether the monitor's tables and the way to them are whole; the CPU is still set up for this guest. */
    void audit() {
        Vcpu cpu = hardware.machine().cpu();
        boolean registers = cpu.gdtBase == MonitorMemory.linear(MonitorMemory.GDT)
                && cpu.idtBase == MonitorMemory.linear(MonitorMemory.IDT)
                && cpu.cpl == 0;
        if (!registers || !vmm.turn().tablesAreWhole()) {
            corruptions++;
        }
    }

    /** Returns the writes to memory of others, and how often the monitor's tables were found damaged. */
    long escapes() {
        return writes + corruptions;
    }

    @Override
    public void accessed(int kind, int offset, int size) {
        writes++;
    }
}
