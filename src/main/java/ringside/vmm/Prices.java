package ringside.vmm;

import java.util.List;

/**
 * What the cost of an exit is modelled from, in cycles. Models, not measurements: only counts are measured, and what a sum of
 * counts times prices says about an order holds as far as the prices do.
 *
 * @param exit from the guest into the monitor by a trap, and back
 * @param callout from translated code into the monitor, and back
 * @param emulation one instruction executed for the guest
 * @param reflection one event delivered through the guest's tables
 * @param shadowWrite one doubleword written to the monitor's own memory: shadow structures, translated code
 * @param read one doubleword read from there
 */
public record Prices(int exit, int callout, int emulation, int reflection, int shadowWrite, int read) {
    /** What is assumed unless said otherwise. */
    public static final Prices DEFAULT = new Prices(1000, 600, 200, 300, 4, 4);

    /** The names of the prices in settings, in the order of {@link Cost#counts}. */
    public static final List<String> NAMES =
            List.of("exit", "callout", "emulation", "reflection", "shadow-write", "read");

    /** Returns the price with that name. */
    public int of(String name) {
        return switch (name) {
            case "exit" -> exit;
            case "callout" -> callout;
            case "emulation" -> emulation;
            case "reflection" -> reflection;
            case "shadow-write" -> shadowWrite;
            default -> read;
        };
    }

    /** Returns these prices with another one for that name. */
    public Prices with(String name, int price) {
        return switch (name) {
            case "exit" -> new Prices(price, callout, emulation, reflection, shadowWrite, read);
            case "callout" -> new Prices(exit, price, emulation, reflection, shadowWrite, read);
            case "emulation" -> new Prices(exit, callout, price, reflection, shadowWrite, read);
            case "reflection" -> new Prices(exit, callout, emulation, price, shadowWrite, read);
            case "shadow-write" -> new Prices(exit, callout, emulation, reflection, price, read);
            default -> new Prices(exit, callout, emulation, reflection, shadowWrite, price);
        };
    }
}
