package ringside.vmm;

import java.util.List;
import java.util.Map;

/**
 * One instruction done several ways from the same state.
 *
 * @param instruction in Intel syntax
 * @param runs bare first
 */
public record Comparison(String instruction, List<Run> runs) {
    /**
     * One way.
     *
     * @param technique its name
     * @param view what the guest's state is afterwards, as text by name: registers, and memory that changed
     * @param exits what entered the monitor
     * @param cycles modelled cost of the monitor, 0 if it was not entered
     * @param difference the first part of the view that is other than bare, or an empty text
     */
    public record Run(String technique, Map<String, String> view, List<VmExit> exits, long cycles, String difference) {
        /** Returns what the monitor did, counted. */
        public Cost cost() {
            return exits.stream().map(VmExit::cost).reduce(Cost.NONE, Cost::plus);
        }
    }
}
