package ringside.dev;

/**
 * What a debugger shows of one 8254 counter.
 *
 * @param index 0 to 2
 * @param mode 0 to 5
 * @param bcd whether it counts in decimal
 * @param access 1 low byte, 2 high byte, 3 low then high byte
 * @param initialCount the count written, 0 for the largest
 * @param value what the counting element holds now
 * @param out level of OUT
 * @param gate level of GATE
 * @param waiting whether no count is loaded
 * @param countLatched whether a count is latched for reading
 * @param statusLatched whether a status is latched for reading
 */
public record PitView(
        int index,
        int mode,
        boolean bcd,
        int access,
        int initialCount,
        int value,
        boolean out,
        boolean gate,
        boolean waiting,
        boolean countLatched,
        boolean statusLatched) {}
