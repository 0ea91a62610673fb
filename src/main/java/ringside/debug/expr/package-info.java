/**
 * Expressions: C operators over registers, symbols, memory and the value history.
 *
 * <p>{@link ringside.debug.expr.Expression#parse} turns text into a tree once; {@code evaluate} runs it against a {@link
 * ringside.debug.expr.Scope}, as often as a breakpoint is hit. {@link ringside.debug.expr.Value} follows C: at least 32
 * bits, unsigned wins. Nothing here has side effects on the guest except an assignment, which the scope carries out.
 */
package ringside.debug.expr;
