package ringside.vmm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the model of costs may claim. */
class CostTests {
    @Test
    void cycles_are_counts_times_prices() {
        Cost cost = new Cost(2, 5, 3, 1, 10, 7);
        assertThat(cost.cycles(new Prices(1000, 600, 200, 300, 4, 2))).isEqualTo(2000 + 3000 + 600 + 300 + 40 + 14);
    }

    @Test
    void an_order_that_every_halved_and_doubled_price_keeps_depends_on_none() {
        assertThat(Cost.deciding(new Cost(1, 0, 1, 0, 0, 0), new Cost(2, 0, 1, 0, 0, 0), Prices.DEFAULT))
                .isEmpty();
    }

    @Test
    void an_order_that_a_price_decides_names_it() {
        // 1000 for an exit against 300 for three hundred writes' worth: 1200.
        Cost trapped = new Cost(1, 0, 0, 0, 0, 0);
        Cost written = new Cost(0, 0, 0, 0, 300, 0);
        assertThat(Cost.deciding(trapped, written, Prices.DEFAULT)).containsExactly("exit", "shadow-write");
    }

    @Test
    void what_the_monitor_did_is_counted_at_each_exit() {
        var machine = Guests.protectedMode("cli\nhlt\n");
        Vmm vmm = new Vmm(machine);
        vmm.use(Technique.TRAP_AND_EMULATE);
        machine.run(1_000);
        Cost sum = vmm.log().last(100).stream().map(VmExit::cost).reduce(Cost.NONE, Cost::plus);
        assertThat(vmm.log().cost()).isEqualTo(sum);
        assertThat(sum.emulated())
                .isEqualTo(vmm.log().last(100).stream()
                        .mapToLong(exit -> exit.cost().emulated())
                        .sum());
        assertThat(vmm.escapes()).isZero();
    }

    @Test
    void a_table_register_that_is_not_the_monitors_is_an_escape() {
        var machine = Guests.protectedMode("spin: cli\njmp spin\n");
        Vmm vmm = new Vmm(machine);
        vmm.use(Technique.TRAP_AND_EMULATE);
        machine.run(100);
        // What no guest can do; a second table of the same contents, so that the machine goes on.
        machine.cpu().cr0 &= ~(1 << 16);
        machine.run(110);
        assertThat(vmm.escapes()).isPositive();
    }
}
