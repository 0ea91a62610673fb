package ringside.console;

import java.util.List;

/**
 * What is carried out as a whole: a line and the block that belongs to its last command.
 *
 * @param line one line; several only for a script that goes on
 * @param number of the line in its text, from 1
 * @param block the lines up to the matching {@code end}, without it
 */
record Piece(String line, int number, List<String> block) {}
