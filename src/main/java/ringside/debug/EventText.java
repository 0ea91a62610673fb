package ringside.debug;

import java.util.Locale;
import ringside.debug.event.Event;
import ringside.debug.event.Phase;
import ringside.debug.event.Trigger;
import ringside.debug.expr.Address;
import ringside.exec.dbt.TranslationBlock;
import ringside.isa.Disassembler;
import ringside.isa.Instruction;
import ringside.isa.Mnemonic;
import ringside.isa.SegmentRegister;
import ringside.sem.EffectiveAddress;

/** Says what happened at a stop point: who, where, how wide, from what to what, and on which side of it the guest stands. */
final class EventText {
    private static final String[] SIZES = {
        "", "byte", "word", "3 bytes", "dword", "5 bytes", "6 bytes", "7 bytes", "qword"
    };
    private static final String[] SEGMENTS = {"es", "cs", "ss", "ds", "fs", "gs"};
    private static final String[] EXCEPTIONS = {
        "#DE", "#DB", "NMI", "#BP", "#OF", "#BR", "#UD", "#NM", "#DF", "9", "#TS", "#NP", "#SS", "#GP", "#PF", "15",
        "#MF", "#AC", "#MC"
    };
    private static final int STACK_REGISTER = 4;

    private EventText() {}

    /** Returns the sentence of a hit, without capital and full stop. */
    static String sentence(Debugger debugger, Breakpoints.Hit hit) {
        Breakpoint breakpoint = hit.breakpoint();
        if (!hit.message().isEmpty()) {
            return hit.message();
        }
        StringBuilder reason = new StringBuilder();
        if (breakpoint.isCode()) {
            reason.append(breakpoint.isTemporary() ? "temporary breakpoint " : "breakpoint ")
                    .append(breakpoint.number())
                    .append(" at ")
                    .append(breakpoint.written());
        } else {
            reason.append(breakpoint.isTemporary() ? "temporary " : "")
                    .append(breakpoint.trigger().kind())
                    .append(" #")
                    .append(breakpoint.number())
                    .append(": ")
                    .append(what(debugger, hit.event(), breakpoint.trigger()));
        }
        if (!hit.trouble().isEmpty()) {
            reason.append(": its condition cannot be evaluated: ").append(hit.trouble());
        } else if (breakpoint.condition() != null) {
            reason.append(" (").append(breakpoint.condition().text()).append(')');
        }
        if (breakpoint.hits() > 1) {
            reason.append(", hit ").append(breakpoint.hits());
        }
        return reason.toString();
    }

    private static String what(Debugger debugger, Event event, Trigger trigger) {
        return switch (event.kind()) {
            case READ -> access(debugger, event, number(event.value()) + " read");
            case WRITE -> access(debugger, event, number(event.old()) + " -> " + number(event.value()));
            case PAGE_WALK ->
                String.format("page table entry at p:%08x ", event.address())
                        + number(event.old()) + " -> " + number(event.value())
                        + by(debugger, event, " by the page walk of ") + ", after";
            case EXCEPTION -> exception(event) + by(debugger, event, " by ") + ", delivered";
            case INTERRUPT ->
                String.format("interrupt 0x%02x", event.number())
                        + (event.value() != 0 ? by(debugger, event, " by ") : by(debugger, event, " before "))
                        + ", delivered";
            case IRQ ->
                String.format("IRQ %d (vector 0x%02x)", event.number(), event.value()) + by(debugger, event, " before ")
                        + ", delivered";
            case PORT_READ, PORT_WRITE -> port(debugger, event);
            case CONTROL_REGISTER ->
                "cr" + event.number() + " " + change(event) + by(debugger, event, " by ") + ", after";
            case MSR_READ ->
                String.format("msr 0x%x reads ", event.number()) + number(event.value()) + by(debugger, event, " by ")
                        + ", after";
            case MSR_WRITE ->
                String.format("msr 0x%x ", event.number()) + change(event) + by(debugger, event, " by ") + ", after";
            case MODE -> "mode " + mode(event.old()) + " -> " + mode(event.value()) + from(event) + ", after";
            case CPL -> "cpl " + event.old() + " -> " + event.value() + from(event) + ", after";
            case INSTRUCTION -> text(debugger, event.origin()) + ", before";
            case MONITOR -> debugger.hooks().monitorText() + ", after";
            case SERIAL -> trigger.describe() + ", after";
            case TRANSLATE -> unit(debugger, event) + " translated, version " + event.value();
            case INVALIDATE ->
                unit(debugger, event) + " "
                        + TranslationBlock.State.values()[(int) event.value()]
                                .name()
                                .toLowerCase(Locale.ROOT);
            case LINK -> "link " + code(debugger, event.address()) + " -> " + code(debugger, event.value());
            case COUNT -> event.origin().icount() + " instructions retired";
            case EXECUTE -> "next instruction";
        };
    }

    private static String unit(Debugger debugger, Event event) {
        return "unit " + event.number() + " at " + code(debugger, event.address());
    }

    private static String code(Debugger debugger, long linear) {
        return String.format("l:%08x %s", linear, debugger.symbols().describe((int) linear))
                .strip();
    }

    private static String exception(Event event) {
        String name = event.number() < EXCEPTIONS.length
                ? EXCEPTIONS[event.number()]
                : String.format("exception 0x%02x", event.number());
        String code = event.size() != 0 ? String.format("(%04x)", event.value()) : "";
        return name + code + (event.number() == 14 ? String.format(" for l:%08x", event.address()) : "");
    }

    private static String port(Debugger debugger, Event event) {
        String size = SIZES[event.size()];
        boolean before = event.phase() == Phase.BEFORE;
        String what;
        if (event.kind() == Event.Kind.PORT_WRITE) {
            what = size + " " + number(event.value()) + String.format(" to port 0x%x", event.number());
        } else {
            what = size
                    + (before ? "" : " " + number(event.value()))
                    + String.format(" from port 0x%x", event.number());
        }
        return what + by(debugger, event, " by ") + (before ? ", before" : ", after");
    }

    private static String change(Event event) {
        return number(event.old()) + " -> " + number(event.value());
    }

    private static String mode(long ordinal) {
        return MachineMode.values()[(int) ordinal].label();
    }

    private static String from(Event event) {
        int vector = event.origin().delivering();
        return vector < 0 ? "" : String.format(" by delivery of vector 0x%02x", vector);
    }

    /** Returns who did it: an instruction, or the delivery of an event between two of them. */
    private static String by(Debugger debugger, Event event, String word) {
        Event.Origin origin = event.origin();
        Instruction instruction = decode(debugger, origin);
        boolean software = instruction != null
                && (instruction.mnemonic == Mnemonic.INT
                        || instruction.mnemonic == Mnemonic.INT3
                        || instruction.mnemonic == Mnemonic.INT1
                        || instruction.mnemonic == Mnemonic.INTO);
        boolean delivery = origin.delivering() >= 0 && !software && isAccess(event);
        String prefix = delivery ? String.format(" by delivery of vector 0x%02x before ", origin.delivering()) : word;
        return prefix + text(debugger, origin);
    }

    private static boolean isAccess(Event event) {
        return event.kind() == Event.Kind.READ || event.kind() == Event.Kind.WRITE;
    }

    /** Returns the instruction and its place: {@code mov [0x500],ax at 0000:7c12 = l:00007c12 start+0x12}. */
    private static String text(Debugger debugger, Event.Origin origin) {
        Instruction instruction = decode(debugger, origin);
        String text = instruction == null ? "(unreadable)" : Disassembler.intel(instruction, origin.eip());
        Address place = Address.segmented(origin.cs(), origin.base(), origin.eip());
        String symbol = debugger.symbols().describe(origin.linear());
        return text.replaceAll(" +", " ") + " at " + place
                + String.format(" = l:%08x", origin.linear())
                + (symbol.isEmpty() ? "" : " " + symbol);
    }

    private static Instruction decode(Debugger debugger, Event.Origin origin) {
        return debugger.code().decode(Address.segmented(origin.cs(), origin.base(), origin.eip()), origin.code32());
    }

    private static String access(Debugger debugger, Event event, String values) {
        String physical = event.physical() < 0 ? "" : String.format(" p:%x", event.physical());
        String linear = String.format("l:%x%s", event.address(), physical);
        String segmented = segmented(debugger, event);
        String place = segmented.isEmpty() ? linear : segmented + " (" + linear + ")";
        return SIZES[event.size()] + " at " + place + " " + values + by(debugger, event, " by ") + ", after";
    }

    /** Returns the place of an access as the instruction wrote it, if it can be told now; else the empty string. */
    private static String segmented(Debugger debugger, Event event) {
        Instruction instruction = event.origin().delivering() >= 0 ? null : decode(debugger, event.origin());
        if (instruction == null) {
            return "";
        }
        int segment = segment(debugger, event, instruction);
        if (segment < 0) {
            return "";
        }
        int offset = (int) event.address() - debugger.cpu().segmentBase[segment];
        return SEGMENTS[segment] + String.format(":0x%x", offset);
    }

    private static int segment(Debugger debugger, Event event, Instruction instruction) {
        int linear = (int) event.address();
        int[] bases = debugger.cpu().segmentBase;
        if (instruction.memory) {
            int offset = EffectiveAddress.offset(debugger.cpu(), instruction);
            if (bases[instruction.segment] + offset == linear || !isStack(instruction.mnemonic)) {
                return instruction.segment;
            }
        }
        return switch (instruction.mnemonic) {
            case MOVS, STOS, INS -> event.kind() == Event.Kind.WRITE ? SegmentRegister.ES : instruction.segment;
            case LODS, OUTS, XLAT -> instruction.segment;
            case SCAS -> SegmentRegister.ES;
            default -> isStack(instruction.mnemonic) && nearStack(debugger, linear) ? SegmentRegister.SS : -1;
        };
    }

    private static boolean isStack(Mnemonic mnemonic) {
        return switch (mnemonic) {
            case PUSH,
                    POP,
                    PUSHA,
                    POPA,
                    PUSHF,
                    POPF,
                    PUSH_SREG,
                    POP_SREG,
                    CALL,
                    RET,
                    ENTER,
                    LEAVE,
                    CALL_FAR,
                    RET_FAR,
                    IRET,
                    INT,
                    INT3,
                    INTO -> true;
            default -> false;
        };
    }

    private static boolean nearStack(Debugger debugger, int linear) {
        int top = debugger.cpu().segmentBase[SegmentRegister.SS]
                + (debugger.cpu().stack32()
                        ? debugger.cpu().r32(STACK_REGISTER)
                        : debugger.cpu().r16(STACK_REGISTER));
        return Math.abs((long) linear - top) < 64;
    }

    private static String number(long value) {
        return value >= 0 && value < 10 ? Long.toString(value) : "0x" + Long.toHexString(value);
    }
}
