package ringside.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import ringside.cpu.Vcpu;
import ringside.debug.Debugger;
import ringside.debug.MachineMode;
import ringside.debug.expr.Address;
import ringside.isa.SegmentRegister;

/** Memory as the monitors of Bochs and QEMU handle it. */
final class MonitorCommands {
    private static final int MOST = 256 << 20;
    private static final int STACK_ENTRIES = 16;
    private static final int MOST_ENTRIES = 10_000;

    private MonitorCommands() {}

    static List<Command> all() {
        return List.of(
                Command.named("setpmem")
                        .in(Category.DATA)
                        .summary("Writes a number of 1, 2 or 4 bytes to physical memory; goes to the journal.")
                        .syntax("setpmem ADDRESS SIZE VALUE")
                        .examples("setpmem 0x500 4 0x12345678")
                        .does(MonitorCommands::write),
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
                        .does(MonitorCommands::sum),
                save("memsave", "memory", false),
                save("pmemsave", "physical memory", true),
                Command.named("print-stack")
                        .in(Category.DATA)
                        .summary("Shows the topmost entries of the stack.")
                        .syntax("print-stack [COUNT]")
                        .examples("print-stack", "print-stack 4")
                        .does(MonitorCommands::stack));
    }

    private static Command save(String name, String what, boolean physical) {
        return Command.named(name)
                .in(Category.FILES)
                .summary("Writes " + what + " to a file.")
                .syntax(name + " ADDRESS SIZE FILE")
                .examples(name + " 0x1000 512 page.bin")
                .completes((session, words) ->
                        words.size() == 3 ? Completions.files(session, words) : Completions.address(session, words))
                .does((session, arguments) -> save(session, arguments, physical));
    }

    private static Address place(Session session, Arguments arguments, int index, boolean physical) {
        arguments.required(index, "an address");
        Address place = arguments.expression(index, arguments.word(index), session.debugger()::address);
        return physical && !place.isPhysical() ? Address.physical(place.value()) : place;
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

    private static Result write(Session session, Arguments arguments) {
        Address place = place(session, arguments, 0, true);
        int size = arguments.number(1, "the size", 1, 4);
        if (size == 3) {
            throw arguments.error(1, "the size is 1, 2 or 4 bytes");
        }
        long value = number(session, arguments, 2, "the value");
        arguments.atMost(3);
        byte[] data = new byte[size];
        for (int i = 0; i < size; i++) {
            data[i] = (byte) (value >>> 8 * i);
        }
        session.debugger().memory().write(place, data);
        return Result.message("wrote " + size + (size == 1 ? " byte at " : " bytes at ") + place);
    }

    private static Result crc(Session session, Arguments arguments) {
        Address from = place(session, arguments, 0, true);
        Address to = place(session, arguments, 1, true);
        arguments.atMost(2);
        CRC32 crc = new CRC32();
        crc.update(bytes(session, arguments, 1, from, to.value() - from.value()));
        return Result.of(Map.of("crc", crc.getValue()), text -> text.line(String.format("0x%08x", crc.getValue())));
    }

    private static Result sum(Session session, Arguments arguments) {
        Address from = place(session, arguments, 0, true);
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

    private static Result save(Session session, Arguments arguments, boolean physical) {
        Address from = place(session, arguments, 0, physical);
        long size = number(session, arguments, 1, "the size");
        Path file = arguments.path(2, "a file");
        arguments.atMost(3);
        byte[] bytes = bytes(session, arguments, 1, from, size);
        try {
            Files.write(file, bytes);
        } catch (IOException unwritable) {
            throw arguments.error(2, "cannot write '" + file + "': " + unwritable.getMessage());
        }
        return Result.message("wrote " + TableTopics.size(bytes.length) + " to " + file);
    }

    /** One entry of the stack. */
    record Entry(String address, long value, String symbol) {}

    private static Result stack(Session session, Arguments arguments) {
        arguments.atMost(1);
        int count = arguments.isEmpty() ? STACK_ENTRIES : arguments.number(0, "the count", 1, MOST_ENTRIES);
        Debugger debugger = session.debugger();
        Vcpu cpu = debugger.cpu();
        // The width of a push follows the code, the wrap of the pointer the stack segment.
        boolean wide = cpu.code32();
        int size = wide ? 4 : 2;
        int mask = MachineMode.of(cpu) == MachineMode.PM32 || wide ? -1 : 0xFFFF;
        int selector = cpu.selector[SegmentRegister.SS];
        int base = cpu.segmentBase[SegmentRegister.SS];
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Address place = Address.segmented(selector, base, cpu.r32(4) + i * size & mask);
            if (debugger.memory().readable(place, size) < size) {
                break;
            }
            long value = debugger.memory().readNumber(place, size);
            int code = wide ? (int) value : cpu.segmentBase[SegmentRegister.CS] + (int) value;
            entries.add(new Entry(
                    debugger.locate(place).segmented(),
                    value,
                    debugger.symbols().describe(code)));
        }
        return Result.of(entries, text -> {
            Table table = new Table();
            entries.forEach(entry -> table.row(
                    Table.cell(Text.Role.ADDRESS, "%s", entry.address()),
                    Table.cell(String.format("%0" + 2 * size + "x", entry.value())),
                    Table.cell(Text.Role.SYMBOL, "%s", entry.symbol())));
            table.write(text);
            if (entries.isEmpty()) {
                text.line("there is no memory at the top of the stack");
            }
        });
    }
}
