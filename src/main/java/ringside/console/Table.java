package ringside.console;

import java.util.ArrayList;
import java.util.List;

/** Rows of cells, aligned when written: numbers and text alike to the left, the last column free. */
final class Table {
    /** One cell. */
    record Cell(Text.Role role, String text) {}

    private static final String GAP = "  ";

    private final String[] headers;
    private final List<Cell[]> rows = new ArrayList<>();

    /** Makes a table; no headers make one without a head line. */
    Table(String... headers) {
        this.headers = headers;
    }

    static Cell cell(String text) {
        return new Cell(Text.Role.PLAIN, text);
    }

    static Cell cell(Text.Role role, String format, Object... arguments) {
        return new Cell(role, arguments.length == 0 ? format : String.format(format, arguments));
    }

    /** Adds a row. */
    Table row(Cell... cells) {
        rows.add(cells);
        return this;
    }

    /** Adds a row of plain cells. */
    Table row(String... cells) {
        Cell[] row = new Cell[cells.length];
        for (int i = 0; i < cells.length; i++) {
            row[i] = cell(cells[i]);
        }
        return row(row);
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Writes the rows. */
    void write(Text text) {
        int columns = headers.length;
        for (Cell[] row : rows) {
            columns = Math.max(columns, row.length);
        }
        int[] widths = new int[columns];
        for (int i = 0; i < headers.length; i++) {
            widths[i] = headers[i].length();
        }
        for (Cell[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].text().length());
            }
        }
        if (headers.length > 0) {
            for (int i = 0; i < headers.length; i++) {
                text.add(Text.Role.HEADING, pad(headers[i], widths[i], i == columns - 1));
            }
            text.end();
        }
        for (Cell[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                text.add(row[i].role(), pad(row[i].text(), widths[i], i == row.length - 1));
            }
            text.end();
        }
    }

    private static String pad(String text, int width, boolean last) {
        return last ? text : text + " ".repeat(width - text.length()) + GAP;
    }
}
