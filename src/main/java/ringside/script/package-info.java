/**
 * JavaScript that drives the machine: {@link ringside.script.ScriptEngine} evaluates lines and files, and gives them the
 * objects {@code cpu}, {@code mem}, {@code bp}, {@code run}, {@code serial} and the rest; {@link
 * ringside.script.ScriptTests} runs the tests that a file declares.
 *
 * <p>Scripts see no Java. A library in JavaScript ({@code base.js}, {@code machine.js}, {@code talk.js}, {@code assert.js},
 * {@code tests.js}, {@code prelude.js}) builds the objects they see, and it alone calls the functions of {@link
 * ringside.script.HostFunctions}, which take and return plain values. So messages, checks of arguments and the treatment of
 * 64-bit numbers are all in one place. {@code ringside.d.ts} declares all of it, and a test compares. Which files scripts
 * may touch is in {@link ringside.script.Grants}.
 *
 * <p>Everything happens on the machine thread, except {@link ringside.script.ScriptEngine#interrupt}.
 */
package ringside.script;
