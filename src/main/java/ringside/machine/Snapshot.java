package ringside.machine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The whole state of a machine at an instruction boundary. Immutable; pages that did not change between two snapshots of
 * a machine are shared. Made by {@link MachineState#snapshot}, put into files by {@link SnapshotFile}.
 */
public final class Snapshot {
    static final int PAGE = 4096;

    private final MachineConfig config;
    private final long icount;
    private final long time;
    private final Map<String, byte[]> parts;

    /** Contents of each page of memory; null if it holds zeros only. */
    private final byte[][] pages;

    Snapshot(MachineConfig config, long icount, long time, Map<String, byte[]> parts, byte[][] pages) {
        this.config = config;
        this.icount = icount;
        this.time = time;
        this.parts = new LinkedHashMap<>(parts);
        this.pages = pages;
    }

    /** Returns the configuration of the machine; one with an equal configuration can take this state. */
    public MachineConfig config() {
        return config;
    }

    /** Returns the number of retired instructions. */
    public long icount() {
        return icount;
    }

    /** Returns the guest time in units. */
    public long time() {
        return time;
    }

    /** Returns the numbers of the pages of memory in which the other snapshot differs, ascending. */
    public List<Integer> pagesThatDiffer(Snapshot other) {
        List<Integer> numbers = new ArrayList<>();
        for (int page = 0; page < Math.max(pages.length, other.pages.length); page++) {
            if (!Arrays.equals(contents(page), other.contents(page))) {
                numbers.add(page);
            }
        }
        return numbers;
    }

    /** Returns the names of the parts, memory excepted, in which the other snapshot differs. */
    public List<String> partsThatDiffer(Snapshot other) {
        return parts.keySet().stream()
                .filter(name -> !Arrays.equals(parts.get(name), other.parts.get(name)))
                .toList();
    }

    Map<String, byte[]> parts() {
        return parts;
    }

    byte[][] pages() {
        return pages;
    }

    private byte[] contents(int page) {
        return page < pages.length ? pages[page] : null;
    }
}
