package ringside.vmm.study;

import java.util.Arrays;
import java.util.List;

/**
 * What came of one instruction.
 *
 * @param fault vector of the fault it raised, or -1
 * @param code error code of the fault
 * @param cause the fault in words, or an empty text
 * @param user what the program sees of itself: see {@link #USER}
 * @param before resources before it: see {@link #RESOURCES}
 * @param after resources after it
 * @param memory the laboratory's memory after it
 */
record Observation(int fault, int code, String cause, long[] user, long[] before, long[] after, byte[] memory) {
    /** Names of the parts of {@link #user}; a selector that did not change is -1 there. */
    static final List<String> USER = List.of(
            "EAX",
            "ECX",
            "EDX",
            "EBX",
            "ESP",
            "EBP",
            "ESI",
            "EDI",
            "EIP",
            "EFLAGS",
            "ES",
            "CS",
            "SS",
            "DS",
            "FS",
            "GS",
            "x87 state");

    /** Names of the resources. */
    static final List<String> RESOURCES = List.of(
            "CPL",
            "IF",
            "IOPL",
            "VM",
            "CR0",
            "CR2",
            "CR3",
            "CR4",
            "GDTR.base",
            "GDTR.limit",
            "IDTR.base",
            "IDTR.limit",
            "LDTR",
            "TR",
            "DR0",
            "DR1",
            "DR2",
            "DR3",
            "DR6",
            "DR7",
            "SYSENTER_CS",
            "SYSENTER_ESP",
            "SYSENTER_EIP",
            "EFER",
            "TSC offset",
            "halted",
            "TLB",
            "port 80h",
            "port 3FFh");

    boolean trapped() {
        return fault >= 0;
    }

    /** Says what happened: the trap, or none. */
    String outcome() {
        if (!trapped()) {
            return "no trap";
        }
        return cause;
    }

    /** Returns what the program sees differently in the other run, or null: {@code EAX 0 / 1}. */
    String difference(Observation other) {
        for (int i = 0; i < user.length; i++) {
            if (user[i] != other.user[i]) {
                return USER.get(i) + " " + show(user[i]) + " / " + show(other.user[i]);
            }
        }
        int at = Arrays.mismatch(memory, other.memory);
        if (at >= 0) {
            int word = at & ~3;
            return String.format("[%04x] %s / %s", word, show(word(memory, word)), show(word(other.memory, word)));
        }
        return null;
    }

    /** Returns the first resource that changed in this run, or null: {@code IF 0 -> 1}. */
    String change() {
        for (int i = 0; i < before.length; i++) {
            if (before[i] != after[i]) {
                return RESOURCES.get(i) + " " + Long.toHexString(before[i]) + " -> " + Long.toHexString(after[i]);
            }
        }
        return null;
    }

    /** Returns the first resource that changed in this run but stayed in the other, or null. */
    String changeMissingIn(Observation other) {
        for (int i = 0; i < before.length; i++) {
            if (before[i] != after[i] && other.before[i] == other.after[i]) {
                return RESOURCES.get(i) + " " + Long.toHexString(before[i]) + " -> " + Long.toHexString(after[i])
                        + " / stays " + Long.toHexString(other.after[i]);
            }
        }
        return null;
    }

    private static String show(long value) {
        return value == -1 ? "as it was" : String.format("%08x", value);
    }

    private static long word(byte[] bytes, int at) {
        long value = 0;
        for (int i = 3; i >= 0; i--) {
            value = value << 8 | bytes[at + i] & 0xFF;
        }
        return value;
    }
}
