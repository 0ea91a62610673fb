package ringside.debug;

/**
 * One disassembled instruction.
 *
 * @param location where it is
 * @param label symbol that stands exactly here, or empty
 * @param bytes its bytes in hexadecimal, {@code ??} if unreadable
 * @param text the instruction in the chosen syntax
 * @param length in bytes
 * @param current whether it is the next to run
 * @param breakpoint number of the breakpoint here, or 0
 */
public record CodeLine(
        Location location, String label, String bytes, String text, int length, boolean current, int breakpoint) {}
