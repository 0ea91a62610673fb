package ringside.exec.dbt;

/**
 * How often control took each arc around the emulation manager.
 *
 * @param hits from the manager to a unit in the code cache
 * @param misses from the manager to the interpreter
 * @param triggers from the interpreter to the translator
 * @param exits from the code cache back to the manager
 * @param returns from the interpreter back to the manager
 */
public record Arcs(long hits, long misses, long triggers, long exits, long returns) {}
