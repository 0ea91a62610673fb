package ringside.debug;

import ringside.debug.expr.Address;
import ringside.isa.Instruction;
import ringside.isa.Mnemonic;

/** Tells return addresses from other numbers: a call instruction ends where they point. */
final class CallSites {
    /** Lengths of call instructions, the common ones first. */
    private static final int[] LENGTHS = {5, 2, 3, 6, 7, 4};

    private final Debugger debugger;

    CallSites(Debugger debugger) {
        this.debugger = debugger;
    }

    /** Returns the call in front of {@code eip} in the code segment of {@code state}, or null. */
    Instruction before(UnwindState state, int eip) {
        return before(state.cs(), state.codeBase(), state.code32(), eip);
    }

    /** Returns the call in front of an address, or null. */
    Instruction before(int cs, int codeBase, boolean code32, int eip) {
        if (debugger.memory().peek(Address.segmented(cs, codeBase, eip)) < 0) {
            return null;
        }
        for (int length : LENGTHS) {
            Instruction instruction = debugger.code().decode(Address.segmented(cs, codeBase, eip - length), code32);
            if (instruction != null && instruction.length == length && isCall(instruction.mnemonic)) {
                return instruction;
            }
        }
        return null;
    }

    private static boolean isCall(Mnemonic mnemonic) {
        return mnemonic == Mnemonic.CALL || mnemonic == Mnemonic.CALL_FAR;
    }

    /** Whether a call is near and says itself where it leads. */
    static boolean isDirect(Instruction call) {
        return call.mnemonic == Mnemonic.CALL && call.opcode == 0xE8;
    }

    /** Describes a call for the user: {@code after call do_timer}. */
    String describe(UnwindState state, Instruction call, int eip) {
        if (!isDirect(call)) {
            return "after a call through a pointer";
        }
        int target = state.codeBase() + eip + call.immediate;
        String name = debugger.symbols().describe(target);
        return "after call " + (name.isEmpty() ? String.format("%08x", target) : name);
    }
}
