package ringside.console;

import java.util.List;

/**
 * One command with its arguments.
 *
 * @param text as written, without what surrounds it in the line
 */
record Statement(Command command, String text, Arguments arguments) {
    /** Returns the same with the block that follows it. */
    Statement with(List<String> block) {
        return block.isEmpty() ? this : new Statement(command, text, arguments.with(block));
    }
}
