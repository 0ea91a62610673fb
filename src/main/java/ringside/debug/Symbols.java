package ringside.debug;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Map.Entry;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Names of linear addresses. */
public final class Symbols {
    /** How far behind a symbol an address may be and still be named after it. */
    private static final long REACH = 0x4000;

    private final TreeMap<Long, String> byAddress = new TreeMap<>();
    private final Map<String, Long> byName = new HashMap<>();

    /** Adds a symbol; the first one at an address keeps it for {@link #describe}. */
    public void add(String name, long linear) {
        byName.put(name, linear & 0xFFFF_FFFFL);
        byAddress.putIfAbsent(linear & 0xFFFF_FFFFL, name);
    }

    /** Forgets all symbols. */
    public void clear() {
        byAddress.clear();
        byName.clear();
    }

    public int size() {
        return byName.size();
    }

    /** Returns the address of a symbol. */
    public OptionalLong address(String name) {
        Long address = byName.get(name);
        return address == null ? OptionalLong.empty() : OptionalLong.of(address);
    }

    /** Returns the name at exactly this address, or null. */
    public String at(int linear) {
        return byAddress.get(linear & 0xFFFF_FFFFL);
    }

    /** Returns {@code name+0xoff} of the nearest symbol at or before {@code linear}, or the empty string. */
    public String describe(int linear) {
        long address = linear & 0xFFFF_FFFFL;
        Entry<Long, String> entry = byAddress.floorEntry(address);
        if (entry == null || address - entry.getKey() >= REACH) {
            return "";
        }
        long distance = address - entry.getKey();
        return distance == 0 ? entry.getValue() : entry.getValue() + "+0x" + Long.toHexString(distance);
    }

    public Collection<String> names() {
        return Collections.unmodifiableCollection(byName.keySet());
    }

    /** Returns names by address, in order. */
    public Map<Long, String> byAddress() {
        return Collections.unmodifiableMap(byAddress);
    }
}
