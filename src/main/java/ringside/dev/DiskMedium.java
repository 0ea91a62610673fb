package ringside.dev;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import ringside.base.StateFormatException;
import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Undoable;

/**
 * The disk in a drive: a source that is only read, and the sectors that the guest has written, which stay in the machine's
 * state. It survives resets, as disks do.
 */
public final class DiskMedium implements Undoable {
    /** Bytes in a sector. */
    public static final int SECTOR = 512;

    private final String name;
    private final Map<Long, byte[]> written = new TreeMap<>();
    private SectorSource source = SectorSource.NONE;
    private Undo undo;

    /** What sectors held before a mark's changes; null for those that had not been written. */
    private record Undo(Undo outer, Map<Long, byte[]> before) {
        void remember(long sector, byte[] contents) {
            if (!before.containsKey(sector)) {
                before.put(sector, contents);
            }
        }
    }

    /** Makes an empty drive; {@code name} is for messages. */
    public DiskMedium(String name) {
        this.name = name;
    }

    /** Puts a disk in, fresh. */
    public void insert(SectorSource disk) {
        source = disk;
        written.clear();
    }

    /** Returns what the disk held when it was put in. */
    public SectorSource source() {
        return source;
    }

    /** Whether there is a disk. */
    public boolean isPresent() {
        return source.sectors() > 0;
    }

    /** Returns the number of sectors. */
    public long sectors() {
        return source.sectors();
    }

    /** Returns what was written since the disk was put in: sector number to its 512 bytes, ascending. Not to be changed. */
    public Map<Long, byte[]> written() {
        return written;
    }

    /**
     * Reads a sector into {@code into} from {@code at} on.
     *
     * @return false if there is no such sector or it cannot be read
     */
    public boolean read(long sector, byte[] into, int at) {
        byte[] own = written.get(sector);
        if (own != null) {
            System.arraycopy(own, 0, into, at, SECTOR);
            return true;
        }
        return sector >= 0 && sector < source.sectors() && source.read(sector, into, at);
    }

    /**
     * Writes a sector from {@code from} at {@code at} on.
     *
     * @return false if there is no such sector
     */
    public boolean write(long sector, byte[] from, int at) {
        if (sector < 0 || sector >= source.sectors()) {
            return false;
        }
        if (undo != null) {
            undo.remember(sector, written.get(sector));
        }
        written.put(sector, Arrays.copyOfRange(from, at, at + SECTOR));
        return true;
    }

    @Override
    public void mark() {
        undo = new Undo(undo, new HashMap<>());
    }

    @Override
    public void rollBack() {
        undo.before.forEach((sector, contents) -> {
            if (contents == null) {
                written.remove(sector);
            } else {
                written.put(sector, contents);
            }
        });
        undo = undo.outer;
    }

    @Override
    public void keep() {
        Undo ended = undo;
        undo = ended.outer;
        if (undo != null) {
            ended.before.forEach(undo::remember);
        }
    }

    @Override
    public void save(StateWriter out) {
        out.int64(source.sectors());
        out.int64(source.identity());
        out.int32(written.size());
        written.forEach((sector, contents) -> {
            out.int64(sector);
            out.bytes(contents);
        });
    }

    @Override
    public void load(StateReader in) {
        if (in.int64() != source.sectors() | in.int64() != source.identity()) {
            throw new StateFormatException("the state is of a machine with another disk in " + name);
        }
        int count = in.int32();
        written.clear();
        for (int i = 0; i < count; i++) {
            long sector = in.int64();
            if (sector < 0 || sector >= source.sectors()) {
                throw new StateFormatException("the state of " + name + " makes no sense");
            }
            byte[] contents = new byte[SECTOR];
            in.bytes(contents);
            written.put(sector, contents);
        }
    }
}
