package ringside.debug;

import ringside.debug.event.Event;
import ringside.debug.event.Phase;
import ringside.debug.expr.Address;
import ringside.isa.Instruction;
import ringside.isa.Mnemonic;
import ringside.time.Stimulus;

/** Carries out what handlers answer, as stimuli, so that a replay repeats it. */
final class EventActions {
    private static final String[] ACCUMULATOR = {"", "al", "ax", "", "eax"};

    private final Debugger debugger;

    EventActions(Debugger debugger) {
        this.debugger = debugger;
    }

    /** Leaves the next instruction out. */
    void skip(Event event) {
        Instruction next = event.phase() == Phase.BEFORE ? debugger.code().next() : null;
        if (next == null) {
            throw new DebugException("only what has not happened yet can be skipped; this event comes after it");
        }
        int behind = debugger.cpu().eip + next.length;
        register("eip", (debugger.cpu().code32() ? behind : behind & 0xFFFF) & 0xFFFF_FFFFL);
    }

    /** Gives an event another value. */
    void change(Event event, long value) {
        switch (event.kind()) {
            case WRITE -> debugger.memory().write(Address.linear((int) event.address()), bytes(value, event.size()));
            case CONTROL_REGISTER -> register("cr" + event.number(), value);
            case MSR_READ -> {
                register("eax", value & 0xFFFF_FFFFL);
                register("edx", value >>> 32);
            }
            case PORT_READ -> port(event, value);
            case PORT_WRITE -> {
                requireBefore(event);
                skip(event);
                debugger.target().stimulate(new Stimulus.PortWrite(event.number(), event.size(), (int) value));
            }
            default ->
                throw new DebugException("the value of this event cannot be changed; change registers or memory");
        }
    }

    private void port(Event event, long value) {
        if (event.phase() == Phase.BEFORE) {
            Instruction next = debugger.code().next();
            if (next == null || next.mnemonic != Mnemonic.IN) {
                throw new DebugException("only IN can be given a value; skip INS and write memory");
            }
            skip(event);
        }
        register(ACCUMULATOR[event.size()], value & (1L << 8 * event.size()) - 1);
    }

    private static void requireBefore(Event event) {
        if (event.phase() != Phase.BEFORE) {
            throw new DebugException("the port has been written; catch it before to change the value");
        }
    }

    private void register(String name, long value) {
        debugger.target().stimulate(new Stimulus.RegisterWrite(name, value));
    }

    private static byte[] bytes(long value, int size) {
        byte[] data = new byte[size];
        for (int i = 0; i < size; i++) {
            data[i] = (byte) (value >>> 8 * i);
        }
        return data;
    }
}
