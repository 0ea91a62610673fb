package ringside.script;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.graalvm.polyglot.proxy.ProxyArray;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.graalvm.polyglot.proxy.ProxyObject;
import ringside.base.StateFormatException;
import ringside.cpu.Register;
import ringside.cpu.Registers;
import ringside.debug.CodeLine;
import ringside.debug.DebugException;
import ringside.debug.Debugger;
import ringside.debug.MachineMode;
import ringside.debug.MachineTarget;
import ringside.debug.OutputLog;
import ringside.debug.Stop;
import ringside.debug.Suggestions;
import ringside.debug.expr.Address;
import ringside.debug.expr.Expression;
import ringside.debug.expr.ExpressionException;
import ringside.dev.Keys;
import ringside.machine.Machine;
import ringside.time.Stimulus;

/**
 * What the prelude may ask of the host. Arguments and results are numbers, strings, arrays and plain objects; numbers of
 * more than 32 bits travel as hexadecimal strings, because a Java long would become an inexact JavaScript number.
 */
final class HostFunctions {
    /** Memory read or searched in one call. */
    private static final long LARGEST_BLOCK = 1 << 24;

    private static final int DEBUG_PORT = -1;

    private final ScriptHost host;
    private final Map<String, Object> functions = new LinkedHashMap<>();

    HostFunctions(ScriptHost host) {
        this.host = host;
        define("print", arguments -> {
            host.print(arguments.text(0));
            return null;
        });
        define("command", this::command);
        define(
                "suggest",
                arguments -> Suggestions.clause(
                        arguments.text(0), List.of(arguments.text(1).split("\n"))));
        define("parameter", arguments -> host.parameter(arguments.text(0)));
        define("readFile", this::readFile);
        define("boot", arguments -> {
            host.boot(arguments.pairs(0));
            return null;
        });
        defineCpu();
        defineMemory();
        defineRunning();
        new StopPointFunctions(this, host::debugger);
        defineSerial();
    }

    /** Returns the functions as one object. */
    ProxyObject object() {
        return ProxyObject.fromMap(functions);
    }

    private Debugger debugger() {
        return host.debugger();
    }

    /** Adds a function that the library may call. */
    void define(String name, Function<Arguments, Object> body) {
        functions.put(name, (ProxyExecutable) values -> {
            try {
                return body.apply(new Arguments(host.debugger(), values));
            } catch (DebugException | ExpressionException ours) {
                throw ours;
            } catch (IllegalArgumentException | StateFormatException refused) {
                throw new DebugException(refused.getMessage());
            }
        });
    }

    private Object command(Arguments arguments) {
        ScriptHost.Reply reply = host.command(arguments.text(0));
        if (reply.error() != null) {
            throw new DebugException(reply.error());
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("text", reply.text());
        result.put("json", reply.json());
        return ProxyObject.fromMap(result);
    }

    private Object readFile(Arguments arguments) {
        byte[] bytes = host.grants().read(arguments.text(0));
        if (arguments.flag(1)) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        return octets(bytes);
    }

    private static ProxyArray octets(byte[] bytes) {
        Object[] octets = new Object[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            octets[i] = bytes[i] & 0xFF;
        }
        return ProxyArray.fromArray(octets);
    }

    private void defineCpu() {
        define(
                "registerNames",
                arguments -> array(Registers.all().stream().map(Register::name).toList()));
        define("readRegister", arguments -> {
            Register register = register(arguments.text(0));
            long value = register.read(debugger().cpu());
            return register.width() > 32 ? hexadecimal(value) : (Object) (value & 0xFFFF_FFFFL);
        });
        define("writeRegister", arguments -> {
            Register register = register(arguments.text(0));
            if (!register.isWritable()) {
                throw new DebugException("'" + register.name() + "' cannot be changed");
            }
            debugger().target().stimulate(new Stimulus.RegisterWrite(register.name(), arguments.number(1)));
            return null;
        });
        define("mode", arguments -> MachineMode.of(debugger().cpu()).label());
        define("icount", arguments -> hexadecimal(debugger().cpu().icount));
        define("time", arguments -> hexadecimal(debugger().cpu().time()));
        define("pc", arguments -> debugger().code().pc().value());
        define("evaluate", arguments -> {
            ringside.debug.expr.Value value = debugger().evaluate(arguments.text(0));
            return value.width() > 32 ? hexadecimal(value.bits()) : (Object) (value.bits() & 0xFFFF_FFFFL);
        });
        define("symbolAt", arguments -> debugger().symbols().describe((int) arguments.number(0)));
        define("addSymbol", arguments -> {
            debugger().symbols().add(arguments.text(0), arguments.number(1));
            return null;
        });
        define("disassemble", arguments -> {
            List<CodeLine> lines =
                    debugger().code().disassemble(arguments.address(0, "linear"), (int) arguments.number(1));
            return array(lines.stream().map(HostFunctions::line).toList());
        });
    }

    private void defineMemory() {
        define("readMemory", arguments -> {
            Address address = arguments.address(1, arguments.text(0));
            int size = (int) arguments.number(2);
            readable(address, size);
            long value = debugger().memory().readNumber(address, size);
            return size > 4 ? hexadecimal(value) : (Object) value;
        });
        define("readBytes", arguments -> {
            Address address = arguments.address(1, arguments.text(0));
            int[] octets = debugger().memory().read(address, size(arguments.number(2)));
            for (int i = 0; i < octets.length; i++) {
                readable(octets[i], address.plus(i));
            }
            return array(Arrays.stream(octets).boxed().toList());
        });
        define("writeMemory", arguments -> {
            Address address = arguments.address(1, arguments.text(0));
            byte[] data = new byte[(int) arguments.number(3)];
            for (int i = 0; i < data.length; i++) {
                data[i] = (byte) (arguments.number(2) >>> 8 * i);
            }
            debugger().memory().write(address, data);
            return null;
        });
        define("writeBytes", arguments -> {
            debugger().memory().write(arguments.address(1, arguments.text(0)), arguments.bytes(2));
            return null;
        });
        define("find", arguments -> {
            Address start = arguments.address(1, arguments.text(0));
            return find(start, size(arguments.number(2)), arguments.bytes(3));
        });
    }

    private Object find(Address start, int length, byte[] wanted) {
        for (int at = 0; at + wanted.length <= length; at++) {
            int same = 0;
            while (same < wanted.length && debugger().memory().peek(start.plus(at + same)) == (wanted[same] & 0xFF)) {
                same++;
            }
            if (same == wanted.length) {
                return start.plus(at).value();
            }
        }
        return null;
    }

    private void defineRunning() {
        define("run", arguments -> {
            return stop(debugger().control().proceed(limit(arguments, 0)));
        });
        define("until", arguments -> {
            Expression condition = debugger().parse(arguments.text(0));
            if (!condition.isCondition() && debugger().evaluate(condition).address() != null) {
                throw new DebugException("run's until takes a condition, such as 'eax == 5'; step.to('"
                        + arguments.text(0) + "') runs to an address");
            }
            return stop(debugger().control().until(condition, limit(arguments, 1)));
        });
        define("isExhausted", arguments -> debugger().control().isExhausted());
        define("stateHash", arguments -> machine().state().hash().toString());
        define("readPort", arguments -> {
            int port = port(arguments);
            int size = accessSize(arguments, 1);
            int value = debugger().target().ports().peek(port, size);
            debugger().target().stimulate(new Stimulus.PortRead(port, size));
            return value & 0xFFFF_FFFFL;
        });
        define("writePort", arguments -> {
            int size = accessSize(arguments, 2);
            debugger().target().stimulate(new Stimulus.PortWrite(port(arguments), size, (int) arguments.number(1)));
            return null;
        });
        define("advance", arguments -> stop(debugger().control().advance(arguments.address(0, "linear"))));
        define("step", arguments -> stop(debugger().control().step(arguments.number(0))));
        define("next", arguments -> stop(debugger().control().next(arguments.number(0))));
        define("finish", arguments -> stop(debugger().control().finish()));
    }

    /** Returns the count at which a run ends that may take so many instructions more. */
    private long limit(Arguments arguments, int index) {
        long now = debugger().cpu().icount;
        long more = arguments.has(index) ? arguments.number(index) : Long.MAX_VALUE;
        return more < Long.MAX_VALUE - now ? now + more : Long.MAX_VALUE;
    }

    private static int port(Arguments arguments) {
        long port = arguments.number(0);
        if (port < 0 || port > 0xFFFF) {
            throw new DebugException("ports are 0 to 0xffff");
        }
        return (int) port;
    }

    private static int accessSize(Arguments arguments, int index) {
        long size = arguments.number(index);
        if (size != 1 && size != 2 && size != 4) {
            throw new DebugException("an access has 1, 2 or 4 bytes, not " + size);
        }
        return (int) size;
    }

    private Machine machine() {
        return debugger().target().machine().orElseThrow(() -> new DebugException("this target has no board"));
    }

    private void defineSerial() {
        define("send", arguments -> {
            int port = (int) arguments.number(0);
            serial(port);
            for (byte octet : arguments.bytes(1)) {
                debugger().target().stimulate(new Stimulus.SerialByte(port, octet & 0xFF));
            }
            return null;
        });
        define("key", arguments -> {
            int code = Keys.code(arguments.text(0));
            if (code < 0) {
                throw new DebugException("there is no key '" + arguments.text(0) + "'");
            }
            debugger().target().stimulate(new Stimulus.Key(code, arguments.flag(1)));
            return null;
        });
        define("outputLength", arguments -> log(arguments).position());
        define("outputRead", arguments -> log(arguments).read());
        define("markOutput", arguments -> {
            log(arguments).read(arguments.number(1));
            return null;
        });
        define("output", arguments -> log(arguments).textFrom(arguments.number(1)));
    }

    private OutputLog log(Arguments arguments) {
        return serial((int) arguments.number(0));
    }

    /** Returns what the guest sent to COM1 and on, or with {@link #DEBUG_PORT} to ports E9h and 402h. */
    private OutputLog serial(int port) {
        if (debugger().target() instanceof MachineTarget machine) {
            return port == DEBUG_PORT ? machine.debugPort() : machine.serial(port);
        }
        throw new DebugException("this target has no serial ports");
    }

    private static Register register(String name) {
        Register register = Registers.find(name);
        if (register == null) {
            throw new DebugException("there is no register '" + name + "'");
        }
        return register;
    }

    private void readable(Address address, int size) {
        for (int i = 0; i < size; i++) {
            readable(debugger().memory().peek(address.plus(i)), address.plus(i));
        }
    }

    private static void readable(int octet, Address address) {
        if (octet < 0) {
            throw new DebugException("cannot read memory at " + address + ": nothing is mapped there");
        }
    }

    private static int size(long wanted) {
        if (wanted < 0 || wanted > LARGEST_BLOCK) {
            throw new DebugException(wanted + " bytes are more than " + LARGEST_BLOCK + " at once");
        }
        return (int) wanted;
    }

    private static ProxyObject stop(Stop stop) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("kind", stop.kind().name().toLowerCase(java.util.Locale.ROOT));
        result.put("reason", stop.reason());
        result.put("breakpoint", stop.breakpoint());
        result.put("code", stop.code());
        result.put("pc", stop.location().linear() & 0xFFFF_FFFFL);
        result.put("eip", stop.location().offset() & 0xFFFF_FFFFL);
        result.put("symbol", stop.location().symbol());
        result.put("icount", hexadecimal(stop.icount()));
        result.put("notes", String.join("\n", stop.notes()));
        return ProxyObject.fromMap(result);
    }

    private static ProxyObject line(CodeLine line) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("address", line.location().linear() & 0xFFFF_FFFFL);
        result.put("bytes", line.bytes());
        result.put("text", line.text());
        result.put("length", line.length());
        return ProxyObject.fromMap(result);
    }

    private static ProxyArray array(List<?> list) {
        return ProxyArray.fromList(
                List.copyOf(list).stream().map(Object.class::cast).toList());
    }

    static String hexadecimal(long value) {
        return "0x" + Long.toHexString(value);
    }
}
