package ringside.dev;

import java.util.List;

/**
 * What a text mode screen shows.
 *
 * @param columns characters in a row
 * @param rows rows
 * @param lines the text of each row in Unicode, {@code columns} long, without trailing blanks removed
 * @param attributes attribute byte of each character by row: bits 3-0 foreground, 6-4 background, 7 blink or intensity
 * @param cursorRow row of the cursor, -1 if it is off or outside
 * @param cursorColumn column of the cursor
 * @param graphics whether the adapter is in a graphics mode, so that there is no text
 */
public record TextScreen(
        int columns,
        int rows,
        List<String> lines,
        List<List<Integer>> attributes,
        int cursorRow,
        int cursorColumn,
        boolean graphics) {

    /** Returns all rows without trailing blanks, joined by line feeds. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            text.append(line.stripTrailing()).append('\n');
        }
        return text.toString().stripTrailing();
    }
}
