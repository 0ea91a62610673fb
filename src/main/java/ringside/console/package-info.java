/**
 * The console: commands, their grammar, rendering, the terminal and the command line of the program.
 *
 * <p>Read {@link ringside.console.Command} (one entry of the table), {@link ringside.console.CommandTable} and {@link
 * ringside.console.Interpreter} first. A command never prints: it returns a {@link ringside.console.Result}, a record with
 * a view as text and, through Gson, one as JSON. Commands run on the machine thread; {@link ringside.console.Console}
 * reads the terminal on its own thread and only passes lines, keys and signals on.
 */
package ringside.console;
