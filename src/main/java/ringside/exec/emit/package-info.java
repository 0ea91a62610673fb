/**
 * Turns basic blocks into JVM classes. The only user of ASM.
 *
 * <p>Read {@link ringside.exec.emit.UnitEmitter} first. What instructions mean stays in {@code ringside.sem}: emitted code
 * calls the very methods that the interpreter calls, or lets the interpreter's own op do the instruction; only moves and the
 * plainest arithmetic, whose flags come from pure functions that the semantics share, are written out.
 *
 * <p>Inside a unit the general registers and the two words of the status flags are JVM locals, and so is the number of
 * instructions left to the deadline. Every exit brings them home in one place. An access to memory that does not find its
 * page in a map leaves the unit before the instruction, of which nothing has happened then; the interpreter does it.
 */
package ringside.exec.emit;
