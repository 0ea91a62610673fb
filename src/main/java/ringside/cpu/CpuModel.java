package ringside.cpu;

/**
 * What a CPU claims to be and is held to.
 *
 * @param name the name users give ({@code ringside32}, {@code 486} ...)
 */
public record CpuModel(String name) {}
