package ringside.time;

/**
 * Something that reaches the guest from outside its machine. Together with the time at which it arrived it is all that
 * is needed to repeat a run.
 */
public sealed interface Stimulus {
    /** A byte arrives at serial port {@code port} (0 = COM1). */
    record SerialByte(int port, int value) implements Stimulus {}

    /** A key of the keyboard, by its place in the key table, goes down or up. */
    record Key(int code, boolean down) implements Stimulus {}

    /** The user drives the request line {@code irq} (0 to 15) of the interrupt controllers. */
    record IrqLevel(int irq, boolean high) implements Stimulus {}

    /** An interrupt with {@code vector} that passes the interrupt controllers by, taken when the CPU accepts interrupts. */
    record Interrupt(int vector) implements Stimulus {}

    /** The user holds hardware interrupts off, or lets them through again: they wait meanwhile, as behind a slow wire. */
    record HoldInterrupts(boolean on) implements Stimulus {}

    /** The NMI pin is pulsed. */
    record Nmi() implements Stimulus {}

    /**
     * An exception is delivered at this instruction boundary.
     *
     * @param vector 0 to 31
     * @param hasCode whether an error code is pushed
     * @param code the error code
     * @param cr2 what CR2 becomes if this is a page fault
     */
    record CpuException(int vector, boolean hasCode, int code, int cr2) implements Stimulus {}

    /** The debugger writes physical memory. */
    record MemoryWrite(long physical, byte[] data) implements Stimulus {}

    /** The debugger writes a register of the CPU. */
    record RegisterWrite(String register, long value) implements Stimulus {}

    /** The debugger executes an OUT of {@code size} bytes. */
    record PortWrite(int port, int size, int value) implements Stimulus {}

    /** The debugger executes an IN of {@code size} bytes, which may change a device. */
    record PortRead(int port, int size) implements Stimulus {}

    /** The machine is reset. */
    record Reset() implements Stimulus {}

    /** Nothing happens: a recording ends here, and so does its replay. */
    record End() implements Stimulus {}
}
