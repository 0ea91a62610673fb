package ringside.sem.x87;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import ringside.isa.Row;
import ringside.sem.x87.FpuVector.Selection;

/** Tells which encoding rows the recorded vectors of a real processor have. */
public final class RecordedFpuRows {
    private RecordedFpuRows() {}

    /** Returns the rows of all recorded vectors. */
    public static Set<Row> rows() throws IOException {
        Set<Row> rows = new HashSet<>();
        for (Selection selection : Selection.values()) {
            String name = "/x87/" + selection.name().toLowerCase(Locale.ROOT) + ".bin.gz";
            try (BufferedInputStream in =
                    FpuVector.buffered(new GZIPInputStream(RecordedFpuRows.class.getResourceAsStream(name)))) {
                for (FpuVector vector = FpuVector.read(selection, in);
                        vector != null;
                        vector = FpuVector.read(selection, in)) {
                    rows.add(vector.instruction().row);
                }
            }
        }
        return rows;
    }
}
