package ringside.vmm;

import java.util.ArrayList;
import java.util.List;

/**
 * What a monitor did, counted: the part of a cost that is no model.
 *
 * @param exits entries of the monitor
 * @param emulated instructions it executed for the guest
 * @param reflected events it delivered through the guest's tables
 * @param shadowWrites doublewords it wrote to its tables
 */
public record Cost(long exits, long emulated, long reflected, long shadowWrites) {
    /** Nothing done. */
    public static final Cost NONE = new Cost(0, 0, 0, 0);

    /** Returns the sum of two costs. */
    public Cost plus(Cost other) {
        return new Cost(
                exits + other.exits,
                emulated + other.emulated,
                reflected + other.reflected,
                shadowWrites + other.shadowWrites);
    }

    /** Returns the modelled cycles: each count times its price. */
    public long cycles(Prices prices) {
        return exits * prices.exit()
                + emulated * prices.emulation()
                + reflected * prices.reflection()
                + shadowWrites * prices.shadowWrite();
    }

    /** Returns the names of the prices that, halved or doubled, change which of two costs is the lower one. */
    public static List<String> deciding(Cost one, Cost other, Prices prices) {
        int order = Long.compare(one.cycles(prices), other.cycles(prices));
        List<String> names = new ArrayList<>();
        for (String name : Prices.NAMES) {
            for (int price : new int[] {prices.of(name) / 2, prices.of(name) * 2}) {
                Prices changed = prices.with(name, price);
                boolean same = Long.compare(one.cycles(changed), other.cycles(changed)) == order;
                if (!same && !names.contains(name)) {
                    names.add(name);
                }
            }
        }
        return names;
    }
}
