package ringside.cpu;

/**
 * The memory behind the CPU and the maps that lead to it: linear page number -> offset of the page in {@code bytes}, -1 if
 * an access must take the slow path. A record, because the JVM trusts the fields of records as constants. Maps are derived
 * from the {@link Tlb} and never the other way round.
 *
 * @param bytes RAM and ROM, see {@link ringside.bus.PhysicalMemory#bytes}
 * @param readUser pages that CPL 3 may read
 * @param readSuper pages that CPL 0 to 2 may read
 * @param writeUser pages that CPL 3 may write, D set
 * @param writeSuper pages that CPL 0 to 2 may write, CR0.WP applied, D set
 * @param fetchUser pages that CPL 3 may fetch code from
 * @param fetchSuper pages that CPL 0 to 2 may fetch code from
 */
public record GuestMemory(
        byte[] bytes,
        int[] readUser,
        int[] readSuper,
        int[] writeUser,
        int[] writeSuper,
        int[] fetchUser,
        int[] fetchSuper) {}
