package ringside.console;

import java.util.ArrayList;
import java.util.List;
import ringside.cpu.PageRange;
import ringside.cpu.Vcpu;
import ringside.debug.DescriptorChecks;
import ringside.debug.DescriptorTables;
import ringside.debug.SegmentDescriptor;
import ringside.debug.expr.Address;
import ringside.isa.SegmentRegister;

/** What {@code info} says of the CPU's tables in memory. */
final class TableTopics {
    private static final int VECTORS = 256;

    private TableTopics() {}

    static List<Topic> all() {
        return List.of(
                Topic.of(
                                "gdt",
                                "global descriptor table",
                                (session, arguments) -> segments(
                                        session,
                                        arguments,
                                        DescriptorTables.gdt(session.debugger().cpu()),
                                        0))
                        .taking("[FIRST [LAST]]"),
                Topic.of("ldt", "local descriptor table", TableTopics::ldt).taking("[FIRST [LAST]]"),
                Topic.of("idt", "interrupt descriptor table", TableTopics::idt).taking("[FIRST [LAST]]"),
                Topic.of("ivt", "interrupt vectors of real mode", TableTopics::ivt)
                        .taking("[FIRST [LAST]]"),
                Topic.of("tss", "task state segment", TableTopics::tss),
                Topic.of("tab pages", "what the page tables map", TableTopics::pages)
                        .taking("[FIRST [LAST]]"));
    }

    /** One entry of a descriptor table. */
    record Entry(
            int index,
            int selector,
            String kind,
            long base,
            long limit,
            int privilege,
            boolean present,
            String remark) {}

    /** A null LDTR names no table, whatever limit a reset has left in its hidden part. */
    private static Result ldt(Session session, Arguments arguments) {
        Vcpu cpu = session.debugger().cpu();
        if (cpu.protectedMode() && (cpu.selector[SegmentRegister.LDTR] & 0xFFFC) == 0) {
            return Result.message("LDTR is null: there is no LDT");
        }
        return segments(session, arguments, DescriptorTables.ldt(cpu), 4);
    }

    private static Result segments(Session session, Arguments arguments, DescriptorTables.Table table, int indicator) {
        if (!session.debugger().cpu().protectedMode()) {
            throw new CommandError("the CPU is in real mode and has no " + table.name() + " in use; GDTR says base "
                    + String.format("%08x", table.base()));
        }
        int count = table.entries(8);
        int[] range = range(arguments, count);
        List<Entry> entries = new ArrayList<>();
        for (int i = range[0]; i <= range[1]; i++) {
            SegmentDescriptor descriptor =
                    DescriptorTables.read(session.debugger().memory(), table, i);
            if (!descriptor.isEmpty()) {
                entries.add(entry(session, i, i * 8 + indicator, descriptor));
            }
        }
        return Result.of(entries, text -> {
            text.line(Text.Role.HEADING, String.format("%s at l:%08x, %d entries", table.name(), table.base(), count));
            new DescriptorChecks(session.debugger()).table(table).forEach(wrong -> text.line(Text.Role.ERROR, wrong));
            Table rows = new Table("sel", "kind", "base", "limit", "dpl", "");
            for (Entry entry : entries) {
                rows.row(
                        Table.cell(String.format("%04x", entry.selector())),
                        Table.cell(entry.kind()),
                        Table.cell(String.format("%08x", entry.base())),
                        Table.cell(String.format("%08x", entry.limit())),
                        Table.cell(Integer.toString(entry.privilege())),
                        Table.cell(Text.Role.ERROR, "%s", entry.remark()));
            }
            rows.write(text);
        });
    }

    private static Entry entry(Session session, int index, int selector, SegmentDescriptor descriptor) {
        List<String> remarks = new DescriptorChecks(session.debugger()).segment(descriptor);
        boolean gate = descriptor.isGate();
        return new Entry(
                index,
                selector,
                descriptor.kind(),
                gate ? descriptor.gateOffset() & 0xFFFF_FFFFL : descriptor.base() & 0xFFFF_FFFFL,
                gate ? descriptor.gateSelector() : descriptor.limit() & 0xFFFF_FFFFL,
                descriptor.privilege(),
                descriptor.isPresent(),
                String.join(", ", remarks));
    }

    private static int[] range(Arguments arguments, int count) {
        arguments.atMost(2);
        int last = Math.max(0, count - 1);
        int from = arguments.isEmpty() ? 0 : arguments.number(0, "the first entry", 0, last);
        int to = arguments.count() == 2
                ? arguments.number(1, "the last entry", from, last)
                : arguments.count() == 1 ? from : count - 1;
        return new int[] {from, to};
    }

    /** One way into a handler. */
    record Vector(int vector, String kind, int selector, long offset, int privilege, String symbol, String remark) {
        /** Whether {@code other} is the same but for the vector, which is {@code distance} higher. */
        boolean continuesAt(Vector other, int distance) {
            return other.equals(new Vector(vector + distance, kind, selector, offset, privilege, symbol, remark));
        }
    }

    private static Result idt(Session session, Arguments arguments) {
        Vcpu cpu = session.debugger().cpu();
        if (!cpu.protectedMode()) {
            return ivt(session, arguments);
        }
        DescriptorTables.Table table = DescriptorTables.idt(cpu);
        int[] range = range(arguments, Math.min(VECTORS, table.entries(8)));
        List<Vector> vectors = new ArrayList<>();
        for (int i = range[0]; i <= range[1]; i++) {
            SegmentDescriptor gate = DescriptorTables.read(session.debugger().memory(), table, i);
            if (gate.isEmpty() || !gate.isPresent() && arguments.isEmpty()) {
                continue;
            }
            SegmentDescriptor code =
                    DescriptorTables.find(cpu, session.debugger().memory(), gate.gateSelector());
            int base = code == null ? 0 : code.base();
            String remark = String.join(", ", new DescriptorChecks(session.debugger()).gate(gate));
            vectors.add(new Vector(
                    i,
                    gate.kind(),
                    gate.gateSelector(),
                    gate.gateOffset() & 0xFFFF_FFFFL,
                    gate.privilege(),
                    session.debugger().symbols().describe(base + gate.gateOffset()),
                    remark));
        }
        return Result.of(vectors, text -> {
            text.line(Text.Role.HEADING, String.format("IDT at l:%08x, limit %04x", table.base(), table.limit()));
            new DescriptorChecks(session.debugger()).table(table).forEach(wrong -> text.line(Text.Role.ERROR, wrong));
            Table rows = new Table("vec", "kind", "handler", "dpl", "");
            for (int i = 0; i < vectors.size(); i++) {
                int last = i;
                while (last + 1 < vectors.size() && vectors.get(i).continuesAt(vectors.get(last + 1), last + 1 - i)) {
                    last++;
                }
                rows.row(row(vectors.get(i), vectors.get(last)));
                i = last;
            }
            rows.write(text);
        });
    }

    private static Table.Cell[] row(Vector first, Vector last) {
        String range = first == last
                ? String.format("%02x", first.vector())
                : String.format("%02x-%02x", first.vector(), last.vector());
        return new Table.Cell[] {
            Table.cell(range),
            Table.cell(first.kind()),
            Table.cell(Text.Role.ADDRESS, "%04x:%08x", first.selector(), first.offset()),
            Table.cell(Integer.toString(first.privilege())),
            first.remark().isEmpty()
                    ? Table.cell(Text.Role.SYMBOL, "%s", first.symbol())
                    : Table.cell(Text.Role.ERROR, "%s", first.remark())
        };
    }

    private static Result ivt(Session session, Arguments arguments) {
        int base = session.debugger().cpu().protectedMode()
                ? 0
                : session.debugger().cpu().idtBase;
        int[] range = range(arguments, VECTORS);
        List<Vector> vectors = new ArrayList<>();
        for (int i = range[0]; i <= range[1]; i++) {
            int entry = (int) session.debugger().memory().readNumber(Address.linear(base + 4 * i), 4);
            if (entry == 0 && arguments.isEmpty()) {
                continue;
            }
            int linear = (entry >>> 16) * 16 + (entry & 0xFFFF);
            String symbol = session.debugger().symbols().describe(linear);
            boolean there = session.debugger().memory().peek(Address.linear(linear)) >= 0;
            vectors.add(new Vector(
                    i, "real mode", entry >>> 16, entry & 0xFFFF, 0, symbol, there ? "" : "leads to no memory"));
        }
        return Result.of(vectors, text -> {
            text.line(Text.Role.HEADING, String.format("interrupt vectors at l:%08x", base));
            Table rows = new Table("vec", "handler", "");
            vectors.forEach(vector -> rows.row(
                    Table.cell(String.format("%02x", vector.vector())),
                    Table.cell(Text.Role.ADDRESS, "%04x:%04x", vector.selector(), vector.offset()),
                    vector.remark().isEmpty()
                            ? Table.cell(Text.Role.SYMBOL, "%s", vector.symbol())
                            : Table.cell(Text.Role.ERROR, "%s", vector.remark())));
            rows.write(text);
            if (vectors.isEmpty()) {
                text.line("all vectors are 0");
            }
        });
    }

    /** A field of a TSS. */
    record Field(String name, int offset, long value) {}

    private static Result tss(Session session, Arguments arguments) {
        Vcpu cpu = session.debugger().cpu();
        int access = cpu.segmentAccess[SegmentRegister.TR];
        if ((access & 1 << 15) == 0 || !cpu.protectedMode()) {
            throw new CommandError(
                    "no task is loaded: TR is " + String.format("%04x", cpu.selector[SegmentRegister.TR]));
        }
        boolean wide = (access & 0x800) != 0;
        String[] names = wide
                ? new String[] {
                    "link", "esp0", "ss0", "esp1", "ss1", "esp2", "ss2", "cr3", "eip", "eflags", "eax", "ecx", "edx",
                    "ebx", "esp", "ebp", "esi", "edi", "es", "cs", "ss", "ds", "fs", "gs", "ldt", "iomap"
                }
                : new String[] {
                    "link", "sp0", "ss0", "sp1", "ss1", "sp2", "ss2", "ip", "flags", "ax", "cx", "dx", "bx", "sp", "bp",
                    "si", "di", "es", "cs", "ss", "ds", "ldt"
                };
        int size = wide ? 4 : 2;
        int base = cpu.segmentBase[SegmentRegister.TR];
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            boolean last = names[i].equals("iomap");
            int offset = last ? 0x66 : i * size;
            long value = session.debugger().memory().readNumber(Address.linear(base + offset), last ? 2 : size);
            fields.add(new Field(names[i], offset, value));
        }
        return Result.of(fields, text -> {
            text.line(
                    Text.Role.HEADING,
                    String.format(
                            "%d-bit TSS %04x at l:%08x, limit %x",
                            8 * size, cpu.selector[SegmentRegister.TR], base, cpu.segmentLimit[SegmentRegister.TR]));
            for (int i = 0; i < fields.size(); i++) {
                Field field = fields.get(i);
                text.add(Text.Role.NAME, "%-7s", field.name()).add(Text.Role.PLAIN, "%08x   ", field.value());
                if (i % 4 == 3 || i == fields.size() - 1) {
                    text.end();
                }
            }
            new DescriptorChecks(session.debugger()).task().forEach(wrong -> text.line(Text.Role.ERROR, wrong));
        });
    }

    /** A mapped range. */
    record Range(long first, long last, long physical, String rights, boolean global, boolean large) {}

    private static Result pages(Session session, Arguments arguments) {
        arguments.atMost(2);
        Vcpu cpu = session.debugger().cpu();
        if (!cpu.mmu.paging()) {
            throw new CommandError("paging is off (CR0.PG = 0): linear addresses are physical ones");
        }
        long first = arguments.isEmpty() ? 0 : place(session, arguments, 0);
        long last = arguments.count() == 2 ? place(session, arguments, 1) : arguments.isEmpty() ? 0xFFFF_FFFFL : first;
        List<Range> ranges = new ArrayList<>();
        for (PageRange range : PageRange.between(cpu, first, last)) {
            ranges.add(new Range(
                    range.first(),
                    range.last(),
                    range.start().physical(),
                    range.start().rights(),
                    range.start().global(),
                    range.start().large()));
        }
        return Result.of(ranges, text -> {
            Table table = new Table("linear", "physical", "size", "rights", "");
            for (Range range : ranges) {
                table.row(
                        Table.cell(Text.Role.ADDRESS, "%08x-%08x", range.first(), range.last()),
                        Table.cell(Text.Role.ADDRESS, "%08x", range.physical()),
                        Table.cell(size(range.last() - range.first() + 1)),
                        Table.cell(range.rights()),
                        Table.cell((range.large() ? "large " : "") + (range.global() ? "global" : "")));
            }
            table.write(text);
            if (ranges.isEmpty()) {
                text.line("nothing is mapped there");
            }
        });
    }

    private static long place(Session session, Arguments arguments, int index) {
        return arguments
                .expression(index, arguments.word(index), session.debugger()::address)
                .value();
    }

    /** Returns a number of bytes with a binary unit. */
    static String size(long bytes) {
        if (bytes % (1 << 20) == 0) {
            return (bytes >> 20) + " MiB";
        }
        return bytes % 1024 == 0 ? (bytes >> 10) + " KiB" : bytes + " bytes";
    }
}
