package ringside.console;

import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import ringside.debug.expr.Address;

/** Checksums of memory as the monitors of Bochs and QEMU compute them. */
final class MonitorCommands {
    private static final int MOST = 256 << 20;

    private MonitorCommands() {}

    static List<Command> all() {
        return List.of(
                Command.named("crc")
                        .in(Category.DATA)
                        .summary("Computes the CRC-32 of physical memory from one address up to another, excluded.")
                        .syntax("crc FROM TO")
                        .examples("crc 0x7c00 0x7e00")
                        .does(MonitorCommands::crc),
                Command.named("sum")
                        .in(Category.DATA)
                        .summary("Computes the 16-bit checksum of physical memory, as the Unix command sum does.")
                        .syntax("sum ADDRESS SIZE")
                        .examples("sum 0x7c00 512")
                        .does(MonitorCommands::sum));
    }

    private static Address place(Session session, Arguments arguments, int index) {
        arguments.required(index, "an address");
        Address place = arguments.expression(index, arguments.word(index), session.debugger()::address);
        return !place.isPhysical() ? Address.physical(place.value()) : place;
    }

    private static long number(Session session, Arguments arguments, int index, String what) {
        arguments.required(index, what);
        return arguments
                .expression(index, arguments.word(index), session.debugger()::evaluate)
                .bits();
    }

    private static byte[] bytes(Session session, Arguments arguments, int index, Address start, long length) {
        if (length <= 0 || length > MOST) {
            throw arguments.error(index, "the size must be 1 to " + MOST + " bytes");
        }
        byte[] bytes = new byte[(int) length];
        for (int i = 0; i < bytes.length; i++) {
            int octet = session.debugger().memory().peek(start.plus(i));
            if (octet < 0) {
                throw new CommandError("cannot read memory at " + start.plus(i));
            }
            bytes[i] = (byte) octet;
        }
        return bytes;
    }

    private static Result crc(Session session, Arguments arguments) {
        Address from = place(session, arguments, 0);
        Address to = place(session, arguments, 1);
        arguments.atMost(2);
        CRC32 crc = new CRC32();
        crc.update(bytes(session, arguments, 1, from, to.value() - from.value()));
        return Result.of(Map.of("crc", crc.getValue()), text -> text.line(String.format("0x%08x", crc.getValue())));
    }

    private static Result sum(Session session, Arguments arguments) {
        Address from = place(session, arguments, 0);
        long size = number(session, arguments, 1, "the size");
        arguments.atMost(2);
        int sum = 0;
        for (byte octet : bytes(session, arguments, 1, from, size)) {
            // BSD checksum: rotate right by one, then add.
            sum = (sum >> 1) + ((sum & 1) << 15) + (octet & 0xFF) & 0xFFFF;
        }
        int result = sum;
        return Result.of(Map.of("sum", result), text -> text.line(String.format("%05d", result)));
    }
}
