package ringside.debug.event;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something that happened in the guest, as a stop point sees it. Fields that the kind has no use for are 0.
 *
 * @param phase on which side of the instruction the guest stands
 * @param address linear address of a data access, page fault or instruction; physical for {@link Kind#PAGE_WALK}
 * @param physical physical address of a data access, -1 if unknown
 * @param size of a data or port access in bytes
 * @param old what was there before
 * @param value what is there now; the error code of an exception, the vector of an IRQ, the version of a unit, how it ended
 *     ({@link ringside.exec.dbt.TranslationBlock.State}), the target of a link
 * @param number vector, request line, port, control register, index of an MSR, or number of a unit
 */
public record Event(
        Kind kind,
        Phase phase,
        Origin origin,
        long address,
        long physical,
        int size,
        long old,
        long value,
        int number) {
    /** What happened. */
    public enum Kind {
        EXECUTE,
        READ,
        WRITE,
        /** A page walk set accessed or dirty bits. */
        PAGE_WALK,
        EXCEPTION,
        INTERRUPT,
        IRQ,
        PORT_READ,
        PORT_WRITE,
        CONTROL_REGISTER,
        MSR_READ,
        MSR_WRITE,
        /** The mode changed; the numbers are ordinals of {@link ringside.debug.MachineMode}. */
        MODE,
        CPL,
        INSTRUCTION,
        SERIAL,
        /** A unit of translated code was made; see {@link #variables}. */
        TRANSLATE,
        LINK,
        INVALIDATE,
        /** The monitor under the guest did something. */
        MONITOR,
        COUNT
    }

    /**
     * The instruction that made it happen, or that was interrupted.
     *
     * @param icount instructions retired before it
     * @param cs its CS
     * @param base base of CS
     * @param eip its offset
     * @param code32 whether it is 32-bit code
     * @param delivering vector of the event that was being delivered then, or -1
     */
    public record Origin(long icount, int cs, int base, int eip, boolean code32, int delivering) {
        /** Returns its linear address. */
        public int linear() {
            return base + eip;
        }
    }

    /** Returns the variables that a condition may use, without {@code $}, by name. */
    public Map<String, Long> variables() {
        Map<String, Long> variables = new LinkedHashMap<>();
        switch (kind) {
            case READ, WRITE, PAGE_WALK -> {
                variables.put("address", address);
                variables.put("size", (long) size);
                changed(variables);
            }
            case EXCEPTION -> {
                variables.put("vector", (long) number);
                variables.put("error", value);
                variables.put("address", address);
            }
            case INTERRUPT -> variables.put("vector", (long) number);
            case IRQ -> {
                variables.put("irq", (long) number);
                variables.put("vector", value);
            }
            case PORT_READ, PORT_WRITE -> {
                variables.put("port", (long) number);
                variables.put("size", (long) size);
                variables.put("value", value);
            }
            case CONTROL_REGISTER -> {
                variables.put("cr", (long) number);
                changed(variables);
            }
            case MSR_READ, MSR_WRITE -> {
                variables.put("msr", number & 0xFFFF_FFFFL);
                changed(variables);
            }
            case TRANSLATE, INVALIDATE -> {
                variables.put("address", address);
                variables.put("unit", (long) number);
                variables.put("insns", (long) size);
                variables.put(kind == Kind.TRANSLATE ? "version" : "state", value);
            }
            case LINK -> {
                variables.put("address", address);
                variables.put("target", value);
            }
            case MODE, CPL -> changed(variables);
            case EXECUTE, INSTRUCTION, SERIAL, MONITOR, COUNT -> variables.put("address", address);
        }
        variables.put("write", writes() ? 1L : 0L);
        return variables;
    }

    private void changed(Map<String, Long> variables) {
        variables.put("old", old);
        variables.put("value", value);
    }

    private boolean writes() {
        return kind == Kind.WRITE || kind == Kind.PORT_WRITE || kind == Kind.MSR_WRITE;
    }

    /** Returns the width in bits that a variable has in expressions. */
    public int width() {
        return kind == Kind.MSR_READ || kind == Kind.MSR_WRITE || size == 8 ? 64 : 32;
    }

    /** Returns an event as {@code trigger} would be told of it, with nothing in it: what conditions are tried on. */
    public static Event sample(Trigger trigger) {
        Kind kind =
                switch (trigger) {
                    case Trigger.Execute execute -> Kind.EXECUTE;
                    case Trigger.Memory memory -> memory.write() ? Kind.WRITE : Kind.READ;
                    case Trigger.CpuException exception -> Kind.EXCEPTION;
                    case Trigger.Interrupt interrupt -> Kind.INTERRUPT;
                    case Trigger.Irq irq -> Kind.IRQ;
                    case Trigger.Port port -> port.write() ? Kind.PORT_WRITE : Kind.PORT_READ;
                    case Trigger.ControlRegister register -> Kind.CONTROL_REGISTER;
                    case Trigger.Msr msr -> Kind.MSR_WRITE;
                    case Trigger.Mode mode -> Kind.MODE;
                    case Trigger.Cpl cpl -> Kind.CPL;
                    case Trigger.Insn insn -> Kind.INSTRUCTION;
                    case Trigger.SerialText serial -> Kind.SERIAL;
                    case Trigger.Translation translation ->
                        switch (translation.deed()) {
                            case TRANSLATE -> Kind.TRANSLATE;
                            case LINK -> Kind.LINK;
                            case INVALIDATE -> Kind.INVALIDATE;
                        };
                    case Trigger.Monitor monitor -> Kind.MONITOR;
                    case Trigger.Count count -> Kind.COUNT;
                };
        return new Event(kind, Phase.AFTER, new Origin(0, 0, 0, 0, false, -1), 0, -1, 0, 0, 0, 0);
    }
}
