package ringside.vmm.study;

import java.util.List;

/**
 * The class of an instruction on one CPU model, as its runs showed it.
 *
 * @param instruction its name
 * @param privileged whether it trapped at CPL 1 and 3 whenever it did not at CPL 0, and there was such a case
 * @param controlSensitive whether it changed a resource or the mode without a trap at some level
 * @param behaviourSensitive whether what it did without a trap depended on the level or on where resources are
 * @param exists whether it ever ran without #UD on this model
 * @param proofs two runs for each property that holds, and for the absence of a trap if it is critical
 */
public record Classification(
        String instruction,
        boolean privileged,
        boolean controlSensitive,
        boolean behaviourSensitive,
        boolean exists,
        List<Proof> proofs) {

    /** Whether its effect concerns the machine rather than the program. */
    public boolean sensitive() {
        return controlSensitive || behaviourSensitive;
    }

    /** Whether a monitor that relies on traps alone misses it. */
    public boolean critical() {
        return sensitive() && !privileged;
    }

    /** Returns the class in words. */
    public String verdict() {
        if (!exists) {
            return "undefined on this CPU model";
        }
        if (!sensitive()) {
            return privileged ? "privileged, without effect on this machine" : "innocuous";
        }
        String kinds = controlSensitive && behaviourSensitive
                ? "control- and behaviour-sensitive"
                : controlSensitive ? "control-sensitive" : "behaviour-sensitive";
        return (privileged ? "privileged, " : "critical: not privileged, but ") + kinds;
    }
}
