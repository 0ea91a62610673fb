package ringside.console;

import java.util.List;

/** {@code info fidelity}: what of the machine is emulated exactly, and what only approximately or not at all. */
final class FidelityTopic {
    /**
     * One aspect.
     *
     * @param how {@code exact}, {@code approximate}, {@code modelled} (on request, without effect on the guest) or {@code none}
     */
    record Aspect(String what, String how, String remark) {}

    private static final List<Aspect> ASPECTS = List.of(
            new Aspect("registers, flags, memory", "exact", "undefined flags have one fixed value"),
            new Aspect("faults, interrupts", "exact", "precise: at an instruction boundary, nothing half done"),
            new Aspect(
                    "segments, paging, TLB",
                    "exact",
                    "the TLB keeps translations until it is flushed, without capacity"),
            new Aspect("x87", "exact", "80 bits; transcendental functions as exact as the manual demands"),
            new Aspect("instruction count", "exact", "each iteration of a repeated instruction counts one"),
            new Aspect("devices", "exact", "as far as their registers tell; a disk transfer takes no time"),
            new Aspect(
                    "time",
                    "approximate",
                    "each instruction takes one unit (1 ns unless set); HLT takes what it waits"),
            new Aspect("time stamp counter", "approximate", "counts the same units"),
            new Aspect("data cache", "modelled", "profile cache; no effect on the guest nor on its time"),
            new Aspect("exits of the monitor", "modelled", "cycles by a table of prices, apart from host time"),
            new Aspect("instruction cache, pipeline", "none", "code that changes itself takes effect at once"),
            new Aspect(
                    "direct execution",
                    "none",
                    "the guest is always emulated, under every engine and under the monitor"));

    private FidelityTopic() {}

    static Topic topic() {
        return Topic.of("fidelity", "what is emulated exactly, and what approximately", FidelityTopic::show);
    }

    private static Result show(Session session, Arguments arguments) {
        arguments.atMost(0);
        return Result.of(ASPECTS, text -> {
            Table table = new Table();
            for (Aspect aspect : ASPECTS) {
                table.row(
                        Table.cell(Text.Role.NAME, "%s", aspect.what()),
                        Table.cell(
                                aspect.how().equals("exact") ? Text.Role.PLAIN : Text.Role.WARNING, "%s", aspect.how()),
                        Table.cell(aspect.remark()));
            }
            table.write(text);
        });
    }
}
