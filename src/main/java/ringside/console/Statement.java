package ringside.console;

/**
 * One command with its arguments.
 *
 * @param text as written, without what surrounds it in the line
 */
record Statement(Command command, String text, Arguments arguments) {}
