package ringside.debug;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Names of linear addresses. Every name has an origin: the user's labels, the guest's image, a file, the kernel in memory.
 * Among names of the same address or addresses of the same name the user's labels win, then what was added first wins
 * within an origin, and the latest origin over older ones.
 */
public final class Symbols {
    /** Origin of the names that the user gives. */
    public static final String LABELS = "labels";

    /** Origin of the names that came with the guest's image. */
    public static final String IMAGE = "image";

    /** How far behind a symbol an address may be and still be named after it. */
    private static final long REACH = 0x4000;

    private final Map<String, Map<String, Long>> byOrigin = new LinkedHashMap<>();
    private final TreeMap<Long, String> byAddress = new TreeMap<>();
    private final Map<String, Long> byName = new HashMap<>();
    private int changes;

    /** Adds a name that came with the guest's image. */
    public void add(String name, long linear) {
        add(IMAGE, name, linear);
    }

    /** Adds a name; one that {@code origin} already gave keeps its address. */
    public void add(String origin, String name, long linear) {
        long address = linear & 0xFFFF_FFFFL;
        if (byOrigin.computeIfAbsent(origin, key -> new LinkedHashMap<>()).putIfAbsent(name, address) == null) {
            enter(origin, name, address);
        } else {
            byAddress.putIfAbsent(address, name);
        }
    }

    /** Returns a number that grows with every change. */
    int changes() {
        return changes;
    }

    private void enter(String origin, String name, long address) {
        changes++;
        Long labelled = byOrigin.getOrDefault(LABELS, Map.of()).get(name);
        byName.put(name, labelled == null ? address : labelled);
        if (origin.equals(LABELS)) {
            byAddress.put(address, name);
        } else {
            byAddress.putIfAbsent(address, name);
        }
    }

    /** Gives an address a name of the user's; the name may have meant another address before. */
    public void label(String name, long linear) {
        Map<String, Long> labels = byOrigin.getOrDefault(LABELS, Map.of());
        if (labels.containsKey(name)) {
            labels.remove(name);
            rebuild();
        }
        add(LABELS, name, linear);
    }

    /** Forgets a label of the user's; returns whether there was one. */
    public boolean unlabel(String name) {
        Map<String, Long> labels = byOrigin.get(LABELS);
        if (labels == null || labels.remove(name) == null) {
            return false;
        }
        rebuild();
        return true;
    }

    /** Returns the user's labels in the order they were given. */
    public Map<String, Long> labels() {
        return Collections.unmodifiableMap(byOrigin.getOrDefault(LABELS, Map.of()));
    }

    /** Forgets all symbols. */
    public void clear() {
        byOrigin.clear();
        rebuild();
    }

    /** Forgets the symbols of one origin. */
    public void clear(String origin) {
        if (byOrigin.remove(origin) != null) {
            rebuild();
        }
    }

    private void rebuild() {
        changes++;
        byAddress.clear();
        byName.clear();
        byOrigin.forEach((origin, names) -> names.forEach((name, address) -> enter(origin, name, address)));
    }

    /** Returns how many symbols each origin gave. */
    public Map<String, Integer> origins() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        byOrigin.forEach((origin, names) -> counts.put(origin, names.size()));
        return counts;
    }

    public int size() {
        return byName.size();
    }

    /** Returns the address of a symbol. */
    public OptionalLong address(String name) {
        Long address = byName.get(name);
        return address == null ? OptionalLong.empty() : OptionalLong.of(address);
    }

    /** Returns which origins know a name. */
    public List<String> origins(String name) {
        List<String> found = new ArrayList<>();
        byOrigin.forEach((origin, names) -> {
            if (names.containsKey(name)) {
                found.add(origin);
            }
        });
        return found;
    }

    /** Returns the name at exactly this address, or null. */
    public String at(int linear) {
        return byAddress.get(linear & 0xFFFF_FFFFL);
    }

    /** Returns the address of the nearest symbol at or before {@code linear}; empty if none is near. */
    public OptionalLong start(int linear) {
        Entry<Long, String> entry = nearest(linear);
        return entry == null ? OptionalLong.empty() : OptionalLong.of(entry.getKey());
    }

    /** Returns {@code name+0xoff} of the nearest symbol at or before {@code linear}, or the empty string. */
    public String describe(int linear) {
        Entry<Long, String> entry = nearest(linear);
        if (entry == null) {
            return "";
        }
        long distance = (linear & 0xFFFF_FFFFL) - entry.getKey();
        return distance == 0 ? entry.getValue() : entry.getValue() + "+0x" + Long.toHexString(distance);
    }

    private Entry<Long, String> nearest(int linear) {
        long address = linear & 0xFFFF_FFFFL;
        Entry<Long, String> entry = byAddress.floorEntry(address);
        return entry == null || address - entry.getKey() >= REACH ? null : entry;
    }

    public Collection<String> names() {
        return Collections.unmodifiableCollection(byName.keySet());
    }

    /** Returns names by address, in order. */
    public Map<Long, String> byAddress() {
        return Collections.unmodifiableMap(byAddress);
    }
}
