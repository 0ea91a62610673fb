package ringside.console;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the JVM holds, for whoever wants to see that it does not grow. */
final class HostMemory {
    private HostMemory() {}

    /** Returns heap, metaspace and code cache in use, in KiB, after garbage has been collected. */
    static Map<String, Object> used() {
        System.gc();
        long metaspace = 0;
        long code = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getType() == MemoryType.NON_HEAP) {
                boolean compiled = pool.getName().startsWith("Code");
                code += compiled ? pool.getUsage().getUsed() : 0;
                // The space of compressed classes is part of the metaspace.
                metaspace +=
                        pool.getName().equals("Metaspace") ? pool.getUsage().getUsed() : 0;
            }
        }
        Map<String, Object> used = new LinkedHashMap<>();
        used.put(
                "heapKiB",
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 10);
        used.put("metaspaceKiB", metaspace >> 10);
        used.put("codeCacheKiB", code >> 10);
        return used;
    }
}
