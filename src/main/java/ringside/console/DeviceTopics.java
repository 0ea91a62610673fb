package ringside.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import ringside.dev.AtaChannel;
import ringside.dev.AtaView;
import ringside.dev.DiskMedium;
import ringside.dev.KeyboardView;
import ringside.dev.PicView;
import ringside.dev.PitView;
import ringside.dev.UartView;
import ringside.machine.DiskImage;
import ringside.machine.DriveSlot;
import ringside.machine.Machine;
import ringside.time.Timer;

/** What {@code info} says of the devices; nothing here has side effects on them. */
final class DeviceTopics {
    private DeviceTopics() {}

    static List<Topic> all() {
        return List.of(
                Topic.of("pic", "interrupt controllers", DeviceTopics::pic),
                Topic.of("pit", "timer", DeviceTopics::pit),
                Topic.of("serial uart", "serial ports", DeviceTopics::serial),
                Topic.of("keyboard kbd", "keyboard and its controller", DeviceTopics::keyboard),
                Topic.of("disk disks ata", "disks and the channels of their drives", DeviceTopics::disks),
                Topic.of("events", "what devices have scheduled", DeviceTopics::events),
                Topic.of("device", "the devices of the board, or what is known of one", BoardTopic::show)
                        .taking("[NAME]"));
    }

    private static Result pic(Session session, Arguments arguments) {
        Machine machine = session.machine();
        List<PicView> chips = List.of(machine.pic().master(), machine.pic().slave());
        boolean asserted = machine.pic().asserted();
        return Result.of(chips, text -> {
            for (int i = 0; i < chips.size(); i++) {
                PicView chip = chips.get(i);
                text.line(Text.Role.HEADING, i == 0 ? "master" : "slave");
                Table table = new Table();
                table.row("  irr", octet(chip.irr()), irqs(chip.irr(), i));
                table.row("  isr", octet(chip.isr()), irqs(chip.isr(), i));
                table.row(
                        "  imr",
                        octet(chip.imr()),
                        chip.imr() == 0xFF ? "all masked" : "open: " + irqs(~chip.imr() & 0xFF, i));
                table.row("  lines", octet(chip.lines()), irqs(chip.lines(), i));
                table.write(text);
                text.line(String.format(
                        "  vectors %02x-%02x%s%s%s%s",
                        chip.vectorBase(),
                        chip.vectorBase() + 7,
                        chip.initialised() ? "" : ", not initialised",
                        chip.autoEoi() ? ", automatic EOI" : "",
                        chip.specialMask() ? ", special mask mode" : "",
                        chip.lowestPriority() == 7 ? "" : ", lowest priority " + chip.lowestPriority()));
            }
            text.line("INTR " + (asserted ? "asserted" : "not asserted"));
        });
    }

    /** The disk in a drive. */
    record Disk(String drive, String image, long sectors, int written) {}

    /** What {@code info disk} tells. */
    record Disks(List<Disk> drives, List<AtaView> channels) {}

    private static Result disks(Session session, Arguments arguments) {
        Machine machine = session.machine();
        List<Disk> drives = new ArrayList<>();
        for (DriveSlot slot : DriveSlot.values()) {
            DiskMedium medium = machine.disk(slot);
            String image = medium.source() instanceof DiskImage file ? file.name() : "";
            drives.add(new Disk(
                    slot.title(), image, medium.sectors(), medium.written().size()));
        }
        List<AtaView> channels = machine.ata().stream().map(AtaChannel::view).toList();
        return Result.of(new Disks(drives, channels), text -> {
            Table table = new Table();
            table.row("drive", "image", "sectors", "written");
            for (Disk disk : drives) {
                boolean empty = disk.sectors() == 0;
                table.row(
                        disk.drive(),
                        empty ? "-" : disk.image(),
                        empty ? "-" : Long.toString(disk.sectors()),
                        empty ? "-" : Integer.toString(disk.written()));
            }
            table.write(text);
            for (int i = 0; i < channels.size(); i++) {
                AtaView channel = channels.get(i);
                text.line(
                        channel.present()
                                ? String.format(
                                        "channel %d: drive %d selected, status %02x, error %02x, command %02x, %d sectors to go",
                                        i + 1,
                                        channel.drive(),
                                        channel.status(),
                                        channel.error(),
                                        channel.command(),
                                        channel.remaining())
                                : String.format("channel %d: no drive", i + 1));
            }
        });
    }

    private static String octet(int value) {
        return String.format("%02x", value);
    }

    private static String irqs(int bits, int chip) {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if ((bits >>> i & 1) != 0) {
                names.append(names.isEmpty() ? "IRQ " : ", ").append(i + 8 * chip);
            }
        }
        return names.isEmpty() ? "-" : names.toString();
    }

    private static Result pit(Session session, Arguments arguments) {
        List<PitView> counters = session.machine().pit().view();
        return Result.of(counters, text -> {
            Table table = new Table("counter", "mode", "count", "value", "out", "gate", "");
            for (PitView counter : counters) {
                table.row(
                        Integer.toString(counter.index()),
                        counter.mode() + (counter.bcd() ? " BCD" : ""),
                        counter.waiting()
                                ? "none"
                                : Integer.toString(counter.initialCount() == 0 ? 65536 : counter.initialCount()),
                        Integer.toString(counter.value()),
                        counter.out() ? "1" : "0",
                        counter.gate() ? "1" : "0",
                        (counter.countLatched() ? "count latched " : "")
                                + (counter.statusLatched() ? "status latched" : ""));
            }
            table.write(text);
        });
    }

    private static Result serial(Session session, Arguments arguments) {
        List<UartView> uarts = new ArrayList<>();
        session.machine().uarts().forEach(uart -> uarts.add(uart.view()));
        return Result.of(uarts, text -> {
            Table table = new Table("port", "baud", "ier", "iir", "lcr", "mcr", "lsr", "msr", "unread", "waiting");
            for (UartView uart : uarts) {
                table.row(
                        uart.name(),
                        uart.divisor() == 0 ? "-" : Integer.toString(115_200 / uart.divisor()),
                        octet(uart.ier()),
                        octet(uart.iir()),
                        octet(uart.lcr()),
                        octet(uart.mcr()),
                        octet(uart.lsr()),
                        octet(uart.msr()),
                        Integer.toString(uart.received()),
                        Integer.toString(uart.waiting()));
            }
            table.write(text);
        });
    }

    private static Result keyboard(Session session, Arguments arguments) {
        KeyboardView view = session.machine().keyboard().view();
        return Result.of(view, text -> {
            Table table = new Table();
            table.row("status (64h)", octet(view.status()), (view.status() & 1) != 0 ? "a byte waits" : "empty");
            table.row("mode", octet(view.mode()), "scan code set " + view.scanCodeSet());
            table.row("data (60h)", octet(view.data()), view.waiting() + " more in the keyboard");
            table.row("A20", view.a20() ? "1" : "0", view.a20() ? "open" : "masked: odd megabytes alias even ones");
            table.write(text);
        });
    }

    private static Result events(Session session, Arguments arguments) {
        Machine machine = session.machine();
        long now = machine.cpu().time();
        Map<Long, String> due = new TreeMap<>();
        for (Timer timer : machine.events().pending()) {
            due.merge(timer.due(), timer.name(), (a, b) -> a + ", " + b);
        }
        return Result.of(due, text -> {
            Table table = new Table("in", "time", "what");
            due.forEach((time, name) -> table.row(Long.toString(time - now), Long.toString(time), name));
            table.write(text);
            if (due.isEmpty()) {
                text.line("nothing is scheduled");
            }
        });
    }
}
