package ringside.debug.tb;

/**
 * One translated unit in a list.
 *
 * @param id its number, in the order of translation
 * @param address linear address of its first instruction
 * @param symbol what stands there, or empty
 * @param blocks basic blocks in it; more than one make a region
 * @param instructions guest instructions in it
 * @param bytecodes size of its method in bytes
 * @param entries how often it was entered from outside
 * @param version how many translations its first block has had
 * @param ahead whether it was made ahead of time
 * @param pinned whether it is spared when room is needed
 * @param slow whether it stays as slow as interpretation although it has run often
 */
public record UnitSummary(
        int id,
        int address,
        String symbol,
        int blocks,
        int instructions,
        int bytecodes,
        long entries,
        int version,
        boolean ahead,
        boolean pinned,
        boolean slow) {}
