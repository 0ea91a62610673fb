package ringside.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import ringside.time.Stimulus;

/**
 * Records a machine's {@link Journal} from now on. Restoring a snapshot that was taken since forgets what came after it.
 */
public final class Recorder implements StimulusListener {
    private final Machine machine;
    private final List<Journal.Entry> entries = new ArrayList<>();

    /** Snapshots taken since the start -> number of entries then. */
    private final Map<Snapshot, Integer> marks = new WeakHashMap<>();

    private String start;

    /** Starts to record {@code machine}, which does not run. */
    public Recorder(Machine machine) {
        this.machine = machine;
        start = machine.state().hash().toString();
        machine.onStimulus(this);
    }

    /** Returns what was recorded so far; the machine does not run. */
    public Journal journal() {
        return new Journal(
                machine.config(),
                start,
                entries,
                machine.stamp(),
                machine.state().hash().toString());
    }

    /** Stops recording. */
    public void stop() {
        machine.removeListener(this);
    }

    @Override
    public void accepted(Stamp stamp, Stimulus stimulus) {
        if (!(stimulus instanceof Stimulus.End)) {
            entries.add(new Journal.Entry(stamp, stimulus));
        }
    }

    @Override
    public void taken(Snapshot snapshot) {
        marks.put(snapshot, entries.size());
    }

    @Override
    public void restored(Snapshot snapshot) {
        Integer mark = marks.get(snapshot);
        if (mark != null) {
            entries.subList(mark, entries.size()).clear();
        } else {
            // Another past: the recording begins anew with what was restored.
            entries.clear();
            marks.clear();
            start = machine.state().hash().toString();
        }
    }
}
