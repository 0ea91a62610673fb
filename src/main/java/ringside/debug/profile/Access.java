package ringside.debug.profile;

/**
 * One access to data that will succeed.
 *
 * @param place linear address of the instruction, or {@link Profiler#DELIVERY}
 * @param linear where; it may cross into the next page
 * @param size 1 to 8 bytes
 * @param value what is written; meaningless for a read
 */
record Access(long place, int linear, int size, boolean write, long value) {}
