package ringside.script;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyObject;
import ringside.debug.Answer;
import ringside.debug.Breakpoint;
import ringside.debug.DebugException;
import ringside.debug.Debugger;
import ringside.debug.StopHandler;
import ringside.debug.Suggestions;
import ringside.debug.event.Event;
import ringside.debug.event.InstructionFilter;
import ringside.debug.event.Phase;
import ringside.debug.event.Trigger;
import ringside.debug.expr.Expression;
import ringside.exec.dbt.TranslationBlock;

/** What the library may ask of the host about stop points: making them, and letting functions of scripts decide. */
final class StopPointFunctions {
    private final Supplier<Debugger> debugger;

    StopPointFunctions(HostFunctions functions, Supplier<Debugger> debugger) {
        this.debugger = debugger;
        functions.define("addStop", this::add);
        functions.define("handleStop", this::handle);
        functions.define("deleteBreakpoint", arguments -> {
            debugger.get().breakpoints().delete((int) arguments.number(0));
            return null;
        });
        functions.define("enableBreakpoint", arguments -> {
            debugger.get().breakpoints().enable((int) arguments.number(0), arguments.flag(1));
            return null;
        });
        functions.define("breakpointHits", arguments -> debugger.get()
                .breakpoints()
                .get((int) arguments.number(0))
                .hits());
    }

    /** Arguments: kind, written place, whether temporary, condition, ignore count, and the numbers the kind needs. */
    private Object add(Arguments arguments) {
        Trigger trigger = trigger(arguments);
        Expression condition = arguments.has(3) ? debugger.get().parse(arguments.text(3)) : null;
        if (condition != null) {
            debugger.get().breakpoints().tryCondition(trigger, condition);
        }
        String written = arguments.text(1).isEmpty() ? trigger.describe() : arguments.text(1);
        int number = debugger.get()
                .breakpoints()
                .add(trigger, written, arguments.flag(2), condition)
                .number();
        if (arguments.has(4)) {
            debugger.get().breakpoints().ignore(number, arguments.number(4));
        }
        return number;
    }

    private Trigger trigger(Arguments arguments) {
        int first = 5;
        return switch (arguments.text(0)) {
            case "exec" -> new Trigger.Execute(arguments.address(first, arguments.text(first + 1)));
            case "read" -> memory(arguments, first, true, false);
            case "write" -> memory(arguments, first, false, true);
            case "access" -> memory(arguments, first, true, true);
            case "exception" -> new Trigger.CpuException(number(arguments, first, 31));
            case "int" -> new Trigger.Interrupt(number(arguments, first, 255));
            case "irq" -> new Trigger.Irq(number(arguments, first, 15));
            case "io.in" -> port(arguments, first, true);
            case "io.out" -> port(arguments, first, false);
            case "cr" -> new Trigger.ControlRegister(number(arguments, first, 4));
            case "msr" -> new Trigger.Msr(arguments.has(first) ? (int) arguments.number(first) : Trigger.ANY);
            case "mode" -> new Trigger.Mode();
            case "cpl" -> new Trigger.Cpl();
            case "insn" -> new Trigger.Insn(filter(arguments.text(first)));
            case "serial" -> new Trigger.SerialText(number(arguments, first + 1, 3), arguments.text(first));
            case "tb.translate" -> new Trigger.Translation(Trigger.Translation.Deed.TRANSLATE);
            case "tb.link" -> new Trigger.Translation(Trigger.Translation.Deed.LINK);
            case "tb.invalidate" -> new Trigger.Translation(Trigger.Translation.Deed.INVALIDATE);
            case "vmexit", "shadow.fill", "shadow.desync", "trace" ->
                new Trigger.Monitor(arguments.text(0), arguments.has(first) ? arguments.text(first) : "");
            case "count" -> new Trigger.Count(arguments.number(first));
            default -> throw new DebugException("there is no event '" + arguments.text(0) + "'");
        };
    }

    private static Trigger memory(Arguments arguments, int first, boolean read, boolean write) {
        return new Trigger.Memory(
                arguments.address(first, arguments.text(first + 1)), arguments.number(first + 2), read, write);
    }

    private static Trigger port(Arguments arguments, int first, boolean read) {
        int from = arguments.has(first) ? number(arguments, first, 0xFFFF) : 0;
        int to = arguments.has(first + 1) ? number(arguments, first + 1, 0xFFFF) : 0xFFFF;
        Phase phase = arguments.text(first + 2).equals("before") ? Phase.BEFORE : Phase.AFTER;
        return new Trigger.Port(from, to, read, !read, phase);
    }

    private static InstructionFilter filter(String name) {
        InstructionFilter filter = InstructionFilter.of(name);
        if (filter == null) {
            throw new DebugException("there is no instruction or class '" + name + "'"
                    + Suggestions.clause(name, InstructionFilter.names()));
        }
        return filter;
    }

    private static int number(Arguments arguments, int index, int most) {
        if (!arguments.has(index)) {
            return Trigger.ANY;
        }
        long number = arguments.number(index);
        if (number < 0 || number > most) {
            throw new DebugException(number + " is not in 0 to " + most);
        }
        return (int) number;
    }

    private Object handle(Arguments arguments) {
        Value function = arguments.value(1);
        StopHandler handler = (breakpoint, event) -> answer(function.execute(describe(breakpoint, event)));
        debugger.get().breakpoints().handler((int) arguments.number(0), handler);
        return null;
    }

    /** The library answers an array: what to do, and with what. */
    private static Answer answer(Value answer) {
        return switch (answer.getArrayElement(0).asString()) {
            case "continue" -> Answer.CONTINUE;
            case "skip" -> Answer.SKIP;
            case "change" -> Answer.change(new Arguments(null, new Value[] {answer.getArrayElement(1)}).number(0));
            default -> Answer.stop(answer.getArrayElement(1).asString());
        };
    }

    private static ProxyObject describe(Breakpoint breakpoint, Event event) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("kind", name(event.kind()));
        result.put("phase", event.phase() == Phase.BEFORE ? "before" : "after");
        result.put("breakpoint", breakpoint.number());
        result.put("hits", breakpoint.hits());
        result.put("pc", event.origin().linear() & 0xFFFF_FFFFL);
        result.put("icount", HostFunctions.hexadecimal(event.origin().icount()));
        event.variables().forEach((name, value) -> {
            boolean fits = value >= 0 && value <= 0xFFFF_FFFFL;
            result.put(
                    name,
                    switch (name) {
                        case "write" -> (Object) (value != 0);
                        case "state" ->
                            TranslationBlock.State.values()[value.intValue()]
                                    .name()
                                    .toLowerCase(Locale.ROOT);
                        default -> fits ? value : HostFunctions.hexadecimal(value);
                    });
        });
        return ProxyObject.fromMap(result);
    }

    private static String name(Event.Kind kind) {
        return switch (kind) {
            case EXECUTE -> "exec";
            case READ, WRITE, EXCEPTION, IRQ, MODE, CPL, SERIAL, MONITOR, COUNT ->
                kind.name().toLowerCase(Locale.ROOT);
            case PAGE_WALK -> "walk";
            case INTERRUPT -> "int";
            case PORT_READ -> "io.in";
            case PORT_WRITE -> "io.out";
            case CONTROL_REGISTER -> "cr";
            case MSR_READ, MSR_WRITE -> "msr";
            case INSTRUCTION -> "insn";
            case TRANSLATE, LINK, INVALIDATE -> "tb." + kind.name().toLowerCase(Locale.ROOT);
        };
    }
}
