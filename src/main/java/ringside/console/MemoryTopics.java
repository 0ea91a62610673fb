package ringside.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import ringside.bus.PhysicalMemory;
import ringside.dev.CalendarTime;
import ringside.dev.RtcView;
import ringside.machine.Machine;

/** What {@code info} says of physical memory and of the clock with its CMOS memory. */
final class MemoryTopics {
    private static final int PAGE_BITS = 12;
    private static final long FRAMES = 1 << 20;
    private static final int CMOS_BYTES = 128;

    private MemoryTopics() {}

    static List<Topic> all() {
        return List.of(
                Topic.of(
                        "mem", "what is mapped: linear ranges with paging, else physical memory", MemoryTopics::mapped),
                Topic.of("mtree physical", "what the physical addresses lead to", MemoryTopics::physical),
                Topic.of("rtc cmos", "real-time clock and CMOS memory", MemoryTopics::rtc));
    }

    /** A range of physical addresses. */
    record Range(long first, long last, String kind) {}

    private static Result mapped(Session session, Arguments arguments) {
        return session.debugger().cpu().mmu.paging()
                ? InfoCommand.topic("tab", session, arguments)
                : physical(session, arguments);
    }

    private static Result physical(Session session, Arguments arguments) {
        arguments.atMost(0);
        PhysicalMemory memory = session.machine().memory();
        List<Range> ranges = new ArrayList<>();
        String kind = "";
        long start = 0;
        for (long frame = 0; frame <= FRAMES; frame++) {
            String now = frame == FRAMES ? "" : kind(memory, frame);
            if (!now.equals(kind)) {
                if (!kind.isEmpty()) {
                    ranges.add(new Range(start << PAGE_BITS, (frame << PAGE_BITS) - 1, kind));
                }
                kind = now;
                start = frame;
            }
        }
        boolean gate = memory.a20();
        return Result.of(ranges, text -> {
            Table table = new Table("physical", "size", "what");
            for (Range range : ranges) {
                table.row(
                        Table.cell(Text.Role.ADDRESS, "%08x-%08x", range.first(), range.last()),
                        Table.cell(TableTopics.size(range.last() - range.first() + 1)),
                        Table.cell(range.kind()));
            }
            table.write(text);
            text.line(
                    gate ? Text.Role.PLAIN : Text.Role.WARNING,
                    gate ? "A20 is on" : "A20 is off: odd megabytes are aliases of even ones");
        });
    }

    private static String kind(PhysicalMemory memory, long frame) {
        int offset = memory.offset(frame);
        if (offset < 0) {
            return "";
        }
        if (memory.readOnly(offset) || offset >= memory.romOffset) {
            return "ROM";
        }
        return frame >= 0xA0 && frame < 0xC0 ? "video memory" : "RAM";
    }

    private static Result rtc(Session session, Arguments arguments) {
        arguments.atMost(0);
        Machine machine = session.machine();
        RtcView view = machine.rtc().view();
        Map<Integer, Integer> bytes = new TreeMap<>();
        for (int i = 0; i < CMOS_BYTES; i++) {
            bytes.put(i, machine.rtc().register(i));
        }
        return Result.of(Map.of("clock", view, "cmos", bytes), text -> {
            CalendarTime time = view.time();
            Table table = new Table();
            table.row(
                    "time",
                    String.format(
                            "%04d-%02d-%02d %02d:%02d:%02d",
                            time.year(), time.month(), time.day(), time.hour(), time.minute(), time.second()),
                    "");
            table.row("index (70h)", octet(view.index()), "");
            table.row("A", octet(view.statusA()), (view.statusA() & 0x80) != 0 ? "update in progress" : "");
            table.row("B", octet(view.statusB()), modes(view.statusB()));
            table.row("C", octet(view.statusC()), flags(view.statusC()));
            table.write(text);
            for (int row = 0; row < CMOS_BYTES; row += 16) {
                text.add(Text.Role.ADDRESS, "%02x:", row);
                for (int i = row; i < row + 16; i++) {
                    text.add(" " + octet(bytes.get(i)));
                }
                text.end();
            }
        });
    }

    private static String octet(int value) {
        return String.format("%02x", value & 0xFF);
    }

    private static String modes(int status) {
        return ((status & 4) != 0 ? "binary" : "BCD")
                + ((status & 2) != 0 ? ", 24 hours" : ", 12 hours")
                + ((status & 0x80) != 0 ? ", stopped for setting" : "")
                + ((status & 0x40) != 0 ? ", periodic interrupt" : "")
                + ((status & 0x20) != 0 ? ", alarm interrupt" : "")
                + ((status & 0x10) != 0 ? ", update interrupt" : "");
    }

    private static String flags(int status) {
        return (status & 0x80) != 0 ? "IRQ 8 asserted" : "";
    }
}
