package ringside.machine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ringside.base.Hash64;

/**
 * A fingerprint of everything the guest could ever notice: CPU, TLB, memory, devices, pending events, time. Two machines
 * with equal hashes have equal futures; whatever exists for speed or for the debugger is not in it.
 *
 * @param parts hash of each part by name, in a fixed order
 */
public record StateHash(Map<String, Long> parts) {
    /** Makes one; the map is copied. */
    public StateHash {
        parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
    }

    /** Returns the hash of all parts together. */
    public long value() {
        long hash = 0;
        for (long part : parts.values()) {
            hash = Hash64.combine(hash, part);
        }
        return hash;
    }

    /** Returns the names of the parts in which the other state differs. */
    public List<String> difference(StateHash other) {
        List<String> names = new ArrayList<>();
        parts.forEach((name, hash) -> {
            if (!hash.equals(other.parts.get(name))) {
                names.add(name);
            }
        });
        other.parts.keySet().stream().filter(name -> !parts.containsKey(name)).forEach(names::add);
        return names;
    }

    /** Returns {@link #value} as 16 hexadecimal digits. */
    @Override
    public String toString() {
        return "%016x".formatted(value());
    }
}
