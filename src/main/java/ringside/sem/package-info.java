/**
 * What instructions mean: small static methods, one definition for every engine, bound to mnemonics in one table.
 *
 * <p>Commit order: operands are read, the result computed, memory written, and only then registers and flags, ESP last;
 * so a fault leaves everything as it was. Flags the manual leaves undefined have one fixed value.
 */
package ringside.sem;
