/**
 * JavaScript that drives the machine: {@link ringside.script.ScriptEngine} evaluates lines and files, and gives them the
 * objects {@code cpu}, {@code mem}, {@code bp}, {@code run}, {@code serial} and the rest.
 *
 * <p>Scripts see no Java. A prelude in JavaScript ({@code prelude.js}) builds the objects they see, and that prelude alone
 * calls the functions of {@link ringside.script.HostFunctions}, which take and return plain values. So messages, checks of
 * arguments and the treatment of 64-bit numbers are all in one place.
 *
 * <p>Everything happens on the machine thread, except {@link ringside.script.ScriptEngine#interrupt}.
 */
package ringside.script;
