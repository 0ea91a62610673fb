package ringside.vmm;

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

    long cycles(int emulated, int reflected, long shadowWrites) {
        return exit + (long) emulated * emulation + (long) reflected * reflection + shadowWrites * shadowWrite;
    }
}
