package ringside.oracle;

import java.util.List;
import ringside.cpu.Eflags;
import ringside.isa.Row;

/** What the manual leaves open in the results of system instructions, or Bochs is known to do otherwise. */
final class SystemMask {
    private static final int DEBUG = 1;
    private static final int BREAKPOINT = 3;
    private static final int PAGE_FAULT = 14;
    private static final List<String> STORED_TO =
            List.of("stack", "stack start", "stack end", "data", "data middle", "data end");
    private static final List<String> PUSHED_TO =
            List.of("stack", "stack start", "stack end", "ring 0 stack", "ring 1 stack", "ring 2 stack", "GDT", "LDT");
    private static final int EDX = 2;

    private SystemMask() {}

    /** Clears in a result what is a CPU's own business. */
    static void apply(Row row, SystemResult result) {
        switch (row.mnemonic()) {
            case RET_FAR, IRET -> {
                order(result);
                // Null selectors lose their RPL on the way to an outer level; in Bochs only some do.
                result.ignoreNullPrivilege();
            }
            case CALL_FAR, INT -> {
                order(result);
                if (result.vector() != BREAKPOINT) {
                    // Bochs pushes and sets accessed bits before it looks at the rest, such as the target's limit.
                    PUSHED_TO.forEach(result::ignoreHash);
                }
            }
            case JMP_FAR, LDS, LES, LFS, LGS, LSS, LGDT, LIDT -> order(result);
            case POPF -> {
                if (result.vector() != BREAKPOINT) {
                    // Bochs reads the stack before it looks at IOPL.
                    result.ignore(SystemResult.PAGES, -1);
                }
            }
            case SGDT, SIDT -> {
                if (result.vector() != BREAKPOINT) {
                    // Bochs stores the limit before it finds that the base has no place; here nothing changes.
                    result.ignore(SystemResult.CR2, 0xFFF);
                    result.ignore(SystemResult.PAGES, -1);
                    STORED_TO.forEach(result::ignoreHash);
                }
            }
            case MOV_DR -> {
                if (result.vector() == DEBUG) {
                    // What software has set of DR6 stays, the manual says; Bochs clears BT.
                    result.ignore(SystemResult.DR6, 1 << 15);
                    // A fault, so RF is to be set in the image; Bochs forgets it for general detect.
                    result.ignoreImage(SystemCase.EFLAGS, Eflags.RF);
                }
            }
            case INS, OUTS -> {
                if (result.vector() == DEBUG) {
                    // Set behind every iteration but the last (SDM Vol. 3B, 17.3.1.1); not in Bochs.
                    result.ignoreImage(SystemCase.EFLAGS, Eflags.RF);
                }
            }
            case RDTSC, RDPMC -> {
                // Also if the page after it is the one that is not there.
                if (result.vector() == BREAKPOINT || result.vector() == DEBUG || result.vector() == PAGE_FAULT) {
                    result.ignoreImage(SystemCase.EAX, -1);
                    result.ignoreImage(SystemCase.EAX + EDX, -1);
                }
            }
            default -> {}
        }
    }

    /** In which order the parts of an operand are read and popped is not said: only the page of a fault is known. */
    private static void order(SystemResult result) {
        result.ignore(SystemResult.CR2, 0xFFF);
        if (result.vector() != BREAKPOINT) {
            result.ignore(SystemResult.PAGES, -1);
        }
    }
}
