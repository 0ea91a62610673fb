/**
 * The instruction set as data: encoding rows, and what is derived from them alone.
 *
 * <p>Everything here is a pure function between bytes and values; nothing knows a CPU's state. {@link
 * ringside.isa.Row} says how one instruction is written and what it touches, {@link ringside.isa.Instruction} is one
 * decoded occurrence. What an instruction <em>means</em> stands in {@code ringside.sem}.
 */
package ringside.isa;
