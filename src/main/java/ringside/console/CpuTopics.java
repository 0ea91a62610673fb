package ringside.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import ringside.cpu.FaultTrace;
import ringside.cpu.FpuState;
import ringside.cpu.Register;
import ringside.cpu.Registers;
import ringside.cpu.Vcpu;
import ringside.debug.DescriptorChecks;
import ringside.debug.MachineMode;
import ringside.debug.SegmentDescriptor;
import ringside.debug.Suggestions;

/** What {@code info} says of the CPU itself. */
final class CpuTopics {
    private static final List<String> MAIN = List.of(
            "eax", "ebx", "ecx", "edx", "esi", "edi", "ebp", "esp", "eip", "eflags", "cs", "ss", "ds", "es", "fs",
            "gs");
    private static final List<String> SEGMENTS = List.of("cs", "ss", "ds", "es", "fs", "gs", "ldtr", "tr");
    /** The same in the order of their numbers. */
    private static final List<String> ENCODED = List.of("es", "cs", "ss", "ds", "fs", "gs", "ldtr", "tr");

    private static final List<String> FLAGS = List.of(
            "cf", "pf", "af", "zf", "sf", "tf", "if", "df", "of", "iopl", "nt", "rf", "vm", "ac", "vif", "vip", "id");

    private CpuTopics() {}

    static List<Topic> all() {
        return List.of(
                Topic.of("registers r", "general registers, or those named", CpuTopics::registers)
                        .taking("[NAME ...]"),
                Topic.of("all-registers", "every register", (session, arguments) -> shown(session, names())),
                Topic.of("eflags flags", "each flag", CpuTopics::flags),
                Topic.of("sreg", "segment registers with their hidden parts", CpuTopics::segments),
                Topic.of("creg", "control registers, bit by bit", CpuTopics::control),
                Topic.of("dreg", "debug registers", CpuTopics::debug),
                Topic.of("fpu float", "x87 registers", CpuTopics::fpu),
                Topic.of("cpu", "mode, model, counters and pending events", CpuTopics::cpu),
                InsnTopic.topic(),
                Topic.of("faults", "the last faults with their causes", CpuTopics::faults));
    }

    private static List<String> names() {
        return Registers.all().stream()
                .filter(register -> register.group() != Register.Group.FLAGS)
                .map(Register::name)
                .toList();
    }

    private static Result registers(Session session, Arguments arguments) {
        if (arguments.isEmpty()) {
            return shown(session, MAIN);
        }
        String written = arguments.rest(0);
        if (written.contains("=")) {
            return arguments.expression(0, text -> {
                String name = text.substring(0, text.indexOf('=')).strip();
                known(arguments, 0, name.replace("$", "").toLowerCase(Locale.ROOT));
                session.debugger().evaluate("$" + (text.startsWith("$") ? text.substring(1) : text));
                return shown(session, List.of(name.replace("$", "").toLowerCase(Locale.ROOT)));
            });
        }
        List<String> wanted = new ArrayList<>();
        for (int i = 0; i < arguments.count(); i++) {
            String name = arguments.word(i).replace("$", "").toLowerCase(Locale.ROOT);
            wanted.add(known(arguments, i, name));
        }
        return shown(session, wanted);
    }

    private static String known(Arguments arguments, int argument, String name) {
        if (Registers.find(name) == null) {
            List<String> known = Registers.all().stream().map(Register::name).toList();
            throw arguments.error(argument, "there is no register '" + name + "'" + Suggestions.clause(name, known));
        }
        return name;
    }

    private static Result shown(Session session, List<String> names) {
        Vcpu cpu = session.debugger().cpu();
        Map<String, Long> values = new LinkedHashMap<>();
        names.forEach(name -> values.put(name, Registers.find(name).read(cpu)));
        List<String> notes = new ArrayList<>();
        values.forEach((name, value) -> notes.add(note(session, name, value)));
        return Result.of(values, text -> {
            Table table = new Table();
            int row = 0;
            for (Map.Entry<String, Long> entry : values.entrySet()) {
                int digits = Math.max(1, Registers.find(entry.getKey()).width() / 4);
                table.row(
                        Table.cell(Text.Role.NAME, entry.getKey()),
                        Table.cell(String.format("%0" + digits + "x", entry.getValue())),
                        Table.cell(Long.toUnsignedString(entry.getValue())),
                        Table.cell(Text.Role.SYMBOL, "%s", notes.get(row)));
                row++;
            }
            table.write(text);
        });
    }

    private static String note(Session session, String name, long value) {
        Vcpu cpu = session.debugger().cpu();
        return switch (name) {
            case "eip" -> session.debugger().location().toString();
            case "eflags" -> flagsSet(cpu);
            case "cs", "ss", "ds", "es", "fs", "gs" ->
                String.format("base %08x", Registers.find(name + ".base").read(cpu));
            default ->
                Registers.find(name).width() == 32
                        ? session.debugger().symbols().describe((int) value)
                        : "";
        };
    }

    private static String flagsSet(Vcpu cpu) {
        StringBuilder set = new StringBuilder();
        for (String flag : FLAGS) {
            long value = Registers.find(flag).read(cpu);
            if (value != 0) {
                String shown = flag.equals("iopl") ? "IOPL=" + value : flag.toUpperCase(Locale.ROOT);
                set.append(set.isEmpty() ? "" : " ").append(shown);
            }
        }
        return set.toString();
    }

    private static Result flags(Session session, Arguments arguments) {
        Vcpu cpu = session.debugger().cpu();
        Map<String, Long> values = new LinkedHashMap<>();
        FLAGS.forEach(flag -> values.put(flag, Registers.find(flag).read(cpu)));
        long whole = cpu.eflags() & 0xFFFF_FFFFL;
        // Every engine keeps the status flags so, and a unit leaves them to the machine as they stand.
        long result = cpu.flagResult & 0xFFFF_FFFFL;
        long carries = cpu.flagCarries & 0xFFFF_FFFFL;
        Map<String, Long> data = new LinkedHashMap<>(values);
        data.put("pendingResult", result);
        data.put("pendingCarries", carries);
        return Result.of(data, text -> {
            text.line(String.format("eflags %08x", whole));
            Table table = new Table();
            values.forEach((flag, value) -> table.row(
                    Table.cell(value != 0 ? Text.Role.CHANGED : Text.Role.PLAIN, "%s", flag.toUpperCase(Locale.ROOT)),
                    Table.cell(value.toString()),
                    Table.cell(Text.Role.DIM, meaning(flag))));
            table.write(text);
            text.line(String.format(
                    "CF PF AF ZF SF OF are pending: computed when read, from the last result %08x and its carries %08x",
                    result, carries));
        });
    }

    private static String meaning(String flag) {
        return switch (flag) {
            case "cf" -> "carry";
            case "pf" -> "parity of the low byte is even";
            case "af" -> "carry out of bit 3";
            case "zf" -> "result is zero";
            case "sf" -> "result is negative";
            case "tf" -> "single-step trap";
            case "if" -> "external interrupts are accepted";
            case "df" -> "string instructions go down";
            case "of" -> "signed overflow";
            case "iopl" -> "I/O privilege level";
            case "nt" -> "nested task";
            case "rf" -> "code breakpoints are held off";
            case "vm" -> "virtual-8086 mode";
            case "ac" -> "alignment check";
            case "vif" -> "virtual interrupt flag";
            case "vip" -> "virtual interrupt pending";
            default -> "CPUID is there";
        };
    }

    /** A segment register with its hidden parts. */
    record Segment(String name, int selector, long base, long limit, int access, String kind, String remark) {}

    private static Result segments(Session session, Arguments arguments) {
        Vcpu cpu = session.debugger().cpu();
        List<Segment> segments = new ArrayList<>();
        for (String name : SEGMENTS) {
            int access = (int) Registers.find(name + ".access").read(cpu);
            long limit = Registers.find(name + ".limit").read(cpu);
            String kind = new SegmentDescriptor(0, access).kind();
            boolean usable = (access & 1 << 15) != 0;
            segments.add(new Segment(
                    name,
                    (int) Registers.find(name).read(cpu),
                    Registers.find(name + ".base").read(cpu),
                    limit,
                    access >>> 8,
                    usable ? kind + ", DPL " + (access >>> 13 & 3) : "unusable",
                    String.join(", ", new DescriptorChecks(session.debugger()).cached(ENCODED.indexOf(name)))));
        }
        return Result.of(segments, text -> {
            Table table = new Table("", "sel", "base", "limit", "access", "kind");
            segments.forEach(one -> table.row(
                    Table.cell(Text.Role.NAME, "%s", one.name()),
                    Table.cell(String.format("%04x", one.selector())),
                    Table.cell(String.format("%08x", one.base())),
                    Table.cell(String.format("%08x", one.limit())),
                    Table.cell(String.format("%04x", one.access())),
                    Table.cell(one.kind()),
                    Table.cell(Text.Role.ERROR, "%s", one.remark())));
            table.write(text);
            text.line(String.format("gdtr  base %08x  limit %04x", cpu.gdtBase, cpu.gdtLimit));
            text.line(String.format("idtr  base %08x  limit %04x", cpu.idtBase, cpu.idtLimit));
        });
    }

    private static Result control(Session session, Arguments arguments) {
        Vcpu cpu = session.debugger().cpu();
        Map<String, Long> values = new LinkedHashMap<>();
        for (String name : List.of("cr0", "cr2", "cr3", "cr4", "efer")) {
            values.put(name, Registers.find(name).read(cpu));
        }
        return Result.of(values, text -> {
            Table table = new Table();
            values.forEach((name, value) -> table.row(
                    Table.cell(Text.Role.NAME, "%s", name),
                    Table.cell(String.format("%08x", value)),
                    Table.cell(bits(name, cpu))));
            table.write(text);
        });
    }

    private static String bits(String register, Vcpu cpu) {
        if (register.equals("cr2")) {
            return "last page fault";
        }
        if (register.equals("cr3")) {
            return cpu.cr0 < 0 ? "page directory" : "paging is off";
        }
        if (register.equals("efer")) {
            return (cpu.msrs.efer & 1 << 11) != 0 ? "NXE" : "";
        }
        StringBuilder set = new StringBuilder();
        for (Register one : Registers.all()) {
            if (one.name().startsWith(register + ".") && one.read(cpu) != 0) {
                set.append(set.isEmpty() ? "" : " ")
                        .append(one.name().substring(register.length() + 1).toUpperCase(Locale.ROOT));
            }
        }
        return set.toString();
    }

    private static Result debug(Session session, Arguments arguments) {
        int[] dr = session.debugger().cpu().dr.clone();
        String[] kinds = {"execute", "write", "port", "read or write"};
        return Result.of(dr, text -> {
            Table table = new Table();
            for (int i = 0; i < 4; i++) {
                boolean on = (dr[7] >>> 2 * i & 3) != 0;
                int length = (dr[7] >>> 18 + 4 * i & 3) + 1;
                String use =
                        on ? kinds[dr[7] >>> 16 + 4 * i & 3] + ", " + (length == 3 ? 8 : length) + " bytes" : "off";
                table.row(
                        Table.cell(Text.Role.NAME, "dr" + i),
                        Table.cell(String.format("%08x", dr[i])),
                        Table.cell(use));
            }
            table.row(Table.cell(Text.Role.NAME, "dr6"), Table.cell(String.format("%08x", dr[6])));
            table.row(Table.cell(Text.Role.NAME, "dr7"), Table.cell(String.format("%08x", dr[7])));
            table.write(text);
        });
    }

    /** The x87 state in numbers. */
    record Fpu(int control, int status, int top, List<String> registers) {}

    private static Result fpu(Session session, Arguments arguments) {
        FpuState fpu = session.debugger().cpu().fpu;
        List<String> registers = FpuText.registers(fpu);
        Fpu view = new Fpu(FpuText.control(fpu), FpuText.status(fpu), FpuText.status(fpu) >>> 11 & 7, registers);
        return Result.of(view, text -> {
            text.line(String.format("control %04x  status %04x  top %d", view.control(), view.status(), view.top()));
            registers.forEach(text::line);
        });
    }

    /** The CPU in a nutshell. */
    record Nutshell(
            String mode,
            int cpl,
            boolean paging,
            String model,
            long icount,
            long time,
            boolean halted,
            String pending) {}

    private static Result cpu(Session session, Arguments arguments) {
        Vcpu cpu = session.debugger().cpu();
        List<String> pending = new ArrayList<>();
        if (cpu.pic.asserted()) {
            boolean accepted = (cpu.eflags() & 1 << 9) != 0;
            pending.add("INTR asserted" + (accepted ? "" : " (held off: IF = 0)"));
        }
        if (cpu.nmiPending) {
            pending.add("NMI" + (cpu.nmiBlocked ? " (blocked until IRET)" : ""));
        }
        if (cpu.shadowUntil == cpu.icount) {
            pending.add(cpu.shadowMovSs ? "shadow of MOV SS" : "shadow of STI");
        }
        Nutshell view = new Nutshell(
                MachineMode.of(cpu).label(),
                cpu.cpl,
                cpu.cr0 < 0,
                cpu.model.name(),
                cpu.icount,
                cpu.time(),
                cpu.halted,
                String.join(", ", pending));
        return Result.of(view, text -> {
            Table table = new Table();
            table.row("mode", view.mode() + ", CPL " + view.cpl() + (view.paging() ? ", paging on" : ", paging off"));
            table.row("model", view.model());
            table.row("next", session.debugger().location().toString());
            table.row("icount", view.icount() + " instructions");
            table.row("time", view.time() + " units (idle " + cpu.idle + ")");
            table.row("state", cpu.shutdown ? "shut down (triple fault)" : view.halted() ? "halted" : "running code");
            table.row("pending", view.pending().isEmpty() ? "nothing" : view.pending());
            table.write(text);
        });
    }

    private static Result faults(Session session, Arguments arguments) {
        List<FaultTrace.Entry> entries = session.debugger().cpu().faults.entries();
        List<String> lines = entries.stream()
                .map(entry -> String.format("icount %d: %s", entry.icount(), entry.explain()))
                .toList();
        return Result.of(lines, text -> {
            lines.forEach(text::line);
            if (lines.isEmpty()) {
                text.line("no faults yet");
            }
        });
    }
}
