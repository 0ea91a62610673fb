package ringside.debug.event;

import java.util.Locale;
import ringside.debug.expr.Address;

/** What a stop point waits for. */
public sealed interface Trigger {
    /** Any vector, line, register or index, where one can be named. */
    int ANY = -1;

    /**
     * The CPU is about to execute the instruction at a place.
     *
     * @param address where, or null while the name it was given by means nothing yet
     */
    record Execute(Address address) implements Trigger {}

    /**
     * The program accesses data.
     *
     * @param address where the range starts, linear or physical
     * @param size of the range in bytes, at least 1
     */
    record Memory(Address address, long size, boolean read, boolean write) implements Trigger {}

    /** A fault, trap or double fault is delivered. */
    record CpuException(int vector) implements Trigger {}

    /** An interrupt that is no exception is delivered: INT n, NMI or hardware. */
    record Interrupt(int vector) implements Trigger {}

    /** The CPU takes the interrupt of a request line, 0 to 15. */
    record Irq(int line) implements Trigger {}

    /**
     * The program reads or writes an I/O port.
     *
     * @param first first port
     * @param last last port, included
     * @param phase whether to stop before the instruction or, with the value that was read, after it
     */
    record Port(int first, int last, boolean read, boolean write, Phase phase) implements Trigger {
        /** Whether an access of {@code size} ports from {@code port} on is meant. */
        public boolean covers(int port, int size, boolean writes) {
            return (writes ? write : read) && port <= last && port + size > first;
        }
    }

    /** A control register is loaded. */
    record ControlRegister(int number) implements Trigger {}

    /** A model-specific register is read or written. */
    record Msr(int index) implements Trigger {}

    /** Mode or width of code changes: real16, pm16, pm32, v86. */
    record Mode() implements Trigger {}

    /** The privilege level changes. */
    record Cpl() implements Trigger {}

    /** The CPU is about to execute an instruction of a kind. */
    record Insn(InstructionFilter filter) implements Trigger {}

    /**
     * The guest has sent a text to a serial port.
     *
     * @param port 0 = COM1
     */
    record SerialText(int port, String text) implements Trigger {}

    /** The dynamic translator does something with the guest's code. */
    record Translation(Deed deed) implements Trigger {
        /** What it does. */
        public enum Deed {
            /** It makes a unit. */
            TRANSLATE,
            /** It links the way from one block to another. */
            LINK,
            /** A unit is gone: its code was written, a better one replaces it, it makes room, or the user drops it. */
            INVALIDATE
        }
    }

    /**
     * The monitor under the guest has done something.
     *
     * @param event {@code vmexit}, {@code shadow.fill}, {@code shadow.desync} or {@code trace}
     * @param reason of which VM exits, or an empty text for all
     */
    record Monitor(String event, String reason) implements Trigger {}

    /** So many instructions have retired since power-on. */
    record Count(long icount) implements Trigger {}

    /** Returns where it waits in memory, or null if it waits for something else. */
    default Address place() {
        return switch (this) {
            case Execute execute -> execute.address();
            case Memory memory -> memory.address();
            default -> null;
        };
    }

    /** Returns what lists call it. */
    default String kind() {
        return switch (this) {
            case Execute execute -> "breakpoint";
            case Memory memory -> memory.read() ? memory.write() ? "access watch" : "read watch" : "write watch";
            default -> "catch";
        };
    }

    /** Returns what it waits for as {@code catch} takes it; the place of breakpoints and watchpoints. */
    default String describe() {
        return switch (this) {
            case Execute execute ->
                execute.address() == null ? "(pending)" : execute.address().toString();
            case Memory memory -> memory.address() + "," + memory.size();
            case CpuException exception -> "exception" + number(exception.vector());
            case Interrupt interrupt ->
                interrupt.vector() < 0 ? "interrupt" : String.format("interrupt 0x%02x", interrupt.vector());
            case Irq irq -> "irq" + number(irq.line());
            case Port port -> ports(port);
            case ControlRegister register -> "cr" + number(register.number());
            case Msr msr -> msr.index() == ANY ? "msr" : String.format("msr 0x%x", msr.index());
            case Mode mode -> "mode";
            case Cpl cpl -> "cpl";
            case Insn insn -> "insn " + insn.filter().name();
            case SerialText serial -> "serial '" + serial.text() + "' on COM" + (serial.port() + 1);
            case Translation translation -> "tb " + translation.deed().name().toLowerCase(Locale.ROOT);
            case Monitor monitor -> (monitor.event() + " " + monitor.reason()).strip();
            case Count count -> "count " + count.icount();
        };
    }

    private static String number(int number) {
        return number < 0 ? "" : " " + number;
    }

    private static String ports(Port port) {
        String range = port.first() == 0 && port.last() == 0xFFFF
                ? ""
                : port.first() == port.last()
                        ? String.format(" 0x%x", port.first())
                        : String.format(" 0x%x-0x%x", port.first(), port.last());
        String way = port.read() ? port.write() ? "" : " r" : " w";
        return "io" + range + way + (port.phase() == Phase.BEFORE ? " before" : "");
    }
}
