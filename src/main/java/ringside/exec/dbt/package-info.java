/**
 * The dynamic translator: interpret first, translate what gets hot, run it from the code cache from then on.
 *
 * <p>Read {@link ringside.exec.dbt.DynamicTranslator} first. The interpreter stays the ground on which everything stands: it
 * decodes, counts, links and invalidates blocks, and a unit merely stands in for their ops. So counts, faults, breakpoints
 * and self-modifying code are the interpreter's affair under this engine too.
 */
package ringside.exec.dbt;
