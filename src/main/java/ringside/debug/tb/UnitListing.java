package ringside.debug.tb;

import java.util.List;

/**
 * One translated unit in full.
 *
 * @param summary its line in the list
 * @param bornAt instruction count at which it was made
 * @param classBytes size of the generated class
 * @param accesses memory accesses written out in it
 * @param slots the general registers that live in host slots, in the order of the slots
 * @param fields the general registers that stay in the CPU's state
 * @param spills stores of general registers to the CPU's state in the class file
 * @param reloads loads of general registers from it
 * @param places where each register of the guest is while it runs, special ones included
 * @param blocks its blocks, the one that was hot first
 * @param entrances linear addresses of blocks elsewhere that are linked to it
 */
public record UnitListing(
        UnitSummary summary,
        long bornAt,
        int classBytes,
        int accesses,
        List<String> slots,
        List<String> fields,
        int spills,
        int reloads,
        List<RegisterPlace> places,
        List<BlockListing> blocks,
        List<Integer> entrances) {

    /** Where a register of the guest is. */
    public record RegisterPlace(String register, String place) {}

    /**
     * A basic block of a unit.
     *
     * @param address linear address
     * @param symbol what stands there, or empty
     * @param instructions what it consists of
     * @param end why it ends
     * @param exits where it leads
     */
    public record BlockListing(
            int address, String symbol, List<InstructionListing> instructions, String end, List<Exit> exits) {}

    /**
     * One guest instruction and what it became.
     *
     * @param address linear address
     * @param text disassembly
     * @param way {@code emitted}, {@code called}, {@code stepped} or {@code left}
     */
    public record InstructionListing(int address, String text, String way) {}

    /**
     * A way out of a block.
     *
     * @param way {@code taken} or {@code fall}
     * @param address linear address it leads to
     * @param how {@code inside}, {@code linked} or {@code not linked}
     */
    public record Exit(String way, int address, String how) {}
}
