package ringside.isa;

/**
 * What an instruction does, as far as its encoding tells: the facts that block builders, translators, tests and the
 * console ask for. Flag masks use the bit positions of EFLAGS.
 *
 * @param flagsRead status flags, and DF, that the result depends on
 * @param flagsWritten status and control flags that get a defined value
 * @param flagsUndefined status flags that the manual leaves undefined
 * @param endsBlock whether no instruction may follow in the same basic block
 * @param lockable whether LOCK is allowed on a memory destination
 * @param readsTime whether the result depends on the instruction count (RDTSC, IN)
 */
public record Effects(
        int flagsRead, int flagsWritten, int flagsUndefined, boolean endsBlock, boolean lockable, boolean readsTime) {}
