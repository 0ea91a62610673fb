package ringside.console;

import java.util.ArrayList;
import java.util.List;
import ringside.cpu.Tlb;
import ringside.cpu.Vcpu;
import ringside.debug.Stop;

/** What {@code info} says under the names of other monitors. */
final class MonitorTopics {
    private static final int MOST = 4096;

    private MonitorTopics() {}

    static List<Topic> all() {
        return List.of(
                Topic.of("tlb", "the translations that the CPU keeps", MonitorTopics::tlb)
                        .taking("[FIRST [LAST]]"),
                Topic.of("status program", "whether the guest runs, and why it stopped", MonitorTopics::status),
                Topic.of(
                        "version", "the version of Ringside", (session, arguments) -> Result.message(Options.VERSION)));
    }

    /** One translation. */
    record Translation(long linear, long physical, String rights) {}

    private static Result tlb(Session session, Arguments arguments) {
        arguments.atMost(2);
        Vcpu cpu = session.debugger().cpu();
        long first = arguments.isEmpty() ? 0 : place(session, arguments, 0);
        long last = arguments.count() == 2 ? place(session, arguments, 1) : arguments.isEmpty() ? 0xFFFF_FFFFL : first;
        List<Translation> found = new ArrayList<>();
        for (int page : cpu.mmu.tlb.validPages()) {
            long linear = (long) page << 12;
            if (linear >= (first & ~0xFFFL) && linear <= last) {
                found.add(translation(linear, cpu.mmu.tlb.lookup(page)));
            }
        }
        boolean paging = cpu.mmu.paging();
        return Result.of(found, text -> {
            Table table = new Table("linear", "physical", "rights");
            found.stream()
                    .limit(MOST)
                    .forEach(one -> table.row(
                            Table.cell(Text.Role.ADDRESS, "%08x", one.linear()),
                            Table.cell(Text.Role.ADDRESS, "%08x", one.physical()),
                            Table.cell(one.rights())));
            if (table.isEmpty()) {
                text.line(paging ? "the TLB is empty" : "paging is off (CR0.PG = 0): nothing is translated");
            } else {
                table.write(text);
            }
            if (found.size() > MOST) {
                text.line("... and " + (found.size() - MOST) + " more");
            }
        });
    }

    private static long place(Session session, Arguments arguments, int index) {
        return arguments
                .expression(index, arguments.word(index), session.debugger()::address)
                .value();
    }

    private static Translation translation(long linear, long entry) {
        StringBuilder rights = new StringBuilder();
        rights.append((entry & Tlb.USER) != 0 ? "u" : "s").append('r');
        rights.append((entry & Tlb.WRITABLE) != 0 ? "w" : "-");
        rights.append((entry & Tlb.NX) != 0 ? "-" : "x");
        rights.append((entry & Tlb.DIRTY) != 0 ? " dirty" : "");
        rights.append((entry & Tlb.GLOBAL) != 0 ? " global" : "");
        rights.append((entry & Tlb.LARGE) != 0 ? " large" : "");
        return new Translation(linear, entry & Tlb.FRAME, rights.toString());
    }

    /** The state of the run. */
    record Status(String state, String reason, long icount) {}

    private static Result status(Session session, Arguments arguments) {
        arguments.atMost(0);
        Stop stop = session.lastStop();
        String reason = stop == null || stop.reason().isEmpty() ? "" : ": " + stop.reason();
        Status status = new Status(
                stop == null ? "not started" : stop.isEnd() ? "ended" : "stopped",
                reason,
                session.debugger().cpu().icount);
        return Result.of(status, text -> text.line(status.state() + reason + " at icount " + status.icount()));
    }
}
