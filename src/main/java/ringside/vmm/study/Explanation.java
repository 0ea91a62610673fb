package ringside.vmm.study;

import java.util.List;

/**
 * What an instruction does from a given state, and why.
 *
 * @param instruction in Intel syntax
 * @param state the level and flags that decide: {@code CPL 3, IOPL 0, IF 1}
 * @param outcome {@code no trap}, or the fault in words
 * @param rules what the manual's rules made of this state, most important first
 * @param changes registers that are different afterwards
 */
public record Explanation(String instruction, String state, String outcome, List<Rule> rules, List<String> changes) {
    /**
     * A rule that applied.
     *
     * @param sentence what it did here
     * @param section where the manual says so
     */
    public record Rule(String sentence, String section) {}
}
