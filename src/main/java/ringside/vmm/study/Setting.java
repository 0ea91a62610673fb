package ringside.vmm.study;

import java.util.Set;

/**
 * The state in which an instruction is tried.
 *
 * @param ring CPL, and DPL of the segments that the code under test owns: 0, or what a monitor compresses it to
 * @param moved which of the machine's resources are other than usual
 * @param fill what registers, memory and stack hold
 */
record Setting(int ring, Set<Resource> moved, Fill fill) {
    /** Says it in words. */
    String describe() {
        String resources = moved.isEmpty()
                ? ""
                : moved.size() > 1
                        ? ", resources moved"
                        : ", " + moved.iterator().next().title() + " moved";
        return "CPL " + ring + resources;
    }
}
