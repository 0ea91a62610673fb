package ringside.vmm;

import java.util.List;

/**
 * What the cost of an exit is modelled from, in cycles. Models, not measurements: only counts are measured, and what a sum of
 * counts times prices says about an order holds as far as the prices do.
 *
 * @param exit from the guest into the monitor and back
 * @param emulation one instruction executed for the guest
 * @param reflection one event delivered through the guest's tables
 * @param shadowWrite one doubleword written to a shadow structure
 */
public record Prices(int exit, int emulation, int reflection, int shadowWrite) {
    /** What is assumed unless said otherwise. */
    public static final Prices DEFAULT = new Prices(1000, 200, 300, 4);

    /** The names of the prices in settings. */
    public static final List<String> NAMES = List.of("exit", "emulation", "reflection", "shadow-write");

    /** Returns the price with that name. */
    public int of(String name) {
        return switch (name) {
            case "exit" -> exit;
            case "emulation" -> emulation;
            case "reflection" -> reflection;
            default -> shadowWrite;
        };
    }

    /** Returns these prices with another one for that name. */
    public Prices with(String name, int price) {
        return switch (name) {
            case "exit" -> new Prices(price, emulation, reflection, shadowWrite);
            case "emulation" -> new Prices(exit, price, reflection, shadowWrite);
            case "reflection" -> new Prices(exit, emulation, price, shadowWrite);
            default -> new Prices(exit, emulation, reflection, price);
        };
    }
}
