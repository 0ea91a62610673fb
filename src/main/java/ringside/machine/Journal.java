package ringside.machine;

import com.google.gson.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import ringside.base.StateFormatException;
import ringside.time.Stimulus;

/**
 * Everything that reached a machine from outside during a run, stamped. With the machine's configuration and the state it
 * began in, this is the run. As a file it is lines of JSON: a head, one line per stimulus, an end.
 *
 * @param config the machine
 * @param start hash of the state in which the recording began, as {@link StateHash#toString} writes it
 * @param entries in the order in which they happened
 * @param end when the recording ended
 * @param hash hash of the state in which it ended
 */
public record Journal(MachineConfig config, String start, List<Entry> entries, Stamp end, String hash) {
    private static final String MARK = "ringside-journal";
    private static final int VERSION = 1;

    /** One stimulus and its moment. */
    public record Entry(Stamp stamp, Stimulus stimulus) {}

    /** Copies the entries. */
    public Journal {
        entries = List.copyOf(entries);
    }

    /** Writes the file, replacing one that is there. */
    public void write(Path file) throws IOException {
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            JsonObject head = new JsonObject();
            head.addProperty(MARK, VERSION);
            head.add("machine", ConfigJson.write(config));
            head.addProperty("start", start);
            out.write(head + "\n");
            for (Entry entry : entries) {
                out.write(line(entry.stamp, entry.stimulus) + "\n");
            }
            JsonObject last = line(end, new Stimulus.End());
            last.addProperty("hash", hash);
            out.write(last + "\n");
        }
    }

    private static JsonObject line(Stamp stamp, Stimulus stimulus) {
        JsonObject out = new JsonObject();
        out.addProperty("time", stamp.time());
        out.addProperty("after-events", stamp.afterEvents());
        out.addProperty("eip", stamp.eip());
        StimulusJson.write(stimulus).asMap().forEach(out::add);
        return out;
    }

    /**
     * Reads a file.
     *
     * @throws StateFormatException if it is no journal, damaged, incomplete or of a later version; says so in one line
     */
    public static Journal read(Path file) throws IOException {
        try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            return read(in, file.toString());
        }
    }

    /** Reads from {@code in} what {@link #write} wrote; {@code name} is for messages. */
    public static Journal read(BufferedReader in, String name) throws IOException {
        try {
            String first = in.readLine();
            if (first == null || !first.contains(MARK)) {
                throw new StateFormatException(name + ": not a journal");
            }
            JsonFields head = JsonFields.parse(first, name + ", line 1");
            if (head.integer(MARK) != VERSION) {
                throw new StateFormatException(name + ": a journal of version " + head.integer(MARK)
                        + "; this program reads version " + VERSION);
            }
            return read(in, name, ConfigJson.read(head.object("machine")), head.text("start"));
        } catch (MalformedInputException e) {
            throw new StateFormatException(name + ": not a journal");
        }
    }

    private static Journal read(BufferedReader in, String name, MachineConfig config, String start) throws IOException {
        List<Entry> entries = new ArrayList<>();
        int number = 1;
        long latest = Long.MIN_VALUE;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            number++;
            JsonFields fields = JsonFields.parse(line, name + ", line " + number);
            Stamp stamp = new Stamp(
                    fields.integer("time"),
                    fields.truth("after-events"),
                    fields.integer("eip", Integer.MIN_VALUE, Integer.MAX_VALUE));
            if (stamp.time() < latest) {
                throw fields.wrong("time", "no earlier than that of the line before");
            }
            latest = stamp.time();
            Stimulus stimulus = StimulusJson.read(fields, config);
            if (stimulus instanceof Stimulus.End) {
                return new Journal(config, start, entries, stamp, fields.text("hash"));
            }
            entries.add(new Entry(stamp, stimulus));
        }
        throw new StateFormatException(name + ": ends without its last line after line " + number);
    }

    /** Returns the stimuli for {@link Machine#replay}; the last one stops the machine where the recording ended. */
    public StimulusSource source() {
        return new StimulusSource() {
            private int position;

            @Override
            public Stamp next() {
                if (position == entries.size()) {
                    return end;
                }
                return position < entries.size() ? entries.get(position).stamp : null;
            }

            @Override
            public Stimulus take() {
                int taken = position++;
                return taken < entries.size() ? entries.get(taken).stimulus : new Stimulus.End();
            }
        };
    }
}
