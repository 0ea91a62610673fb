/**
 * The static translator: finds code without running it and translates all of it ahead of time, into a file.
 *
 * <p>Read {@link ringside.exec.sbt.ControlFlowRecovery}, {@link ringside.exec.sbt.StaticTranslator} and {@link
 * ringside.exec.sbt.StaticTranslations}. Code is found by recursive descent from entry points; what only computed branches lead to
 * stays undiscovered, and is said to be. Units lie on one page and have no physical address in them. An engine uses one only
 * while the bytes in memory are those it was made from, wherever in memory that is; afterwards it dies like any other unit. The
 * emitter is that of the dynamic translator; only who chooses the blocks differs.
 */
package ringside.exec.sbt;
