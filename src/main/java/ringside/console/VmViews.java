package ringside.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ringside.cpu.Register;
import ringside.cpu.Registers;
import ringside.cpu.Vcpu;
import ringside.vmm.VirtualMachine;

/** What VMs look like from outside. */
final class VmViews {
    private VmViews() {}

    /**
     * A line of the list.
     *
     * @param state ready, paused, waiting, or why it has ended
     * @param place where in the hardware its RAM is, the monitor's tables first
     * @param memory where in the hardware the guest's first byte of RAM is
     * @param escapes how often it changed machine state that is not its own
     */
    record Row(
            int number,
            String name,
            String state,
            String technique,
            int shares,
            long ramBytes,
            long place,
            long memory,
            long icount,
            long time,
            long exits,
            long switches,
            long escapes,
            boolean selected) {}

    static Row row(Session session, VirtualMachine vm) {
        Vcpu cpu = vm.machine().cpu();
        return new Row(
                vm.number(),
                vm.name(),
                state(vm),
                vm.vmm().technique().title(),
                vm.shares(),
                vm.machine().config().ramBytes(),
                vm.place() & 0xFFFF_FFFFL,
                vm.memoryPlace() & 0xFFFF_FFFFL,
                cpu.icount,
                cpu.time(),
                vm.vmm().log().count(),
                vm.switches(),
                vm.escapes(),
                vm.name().equals(session.subject().vm()));
    }

    private static String state(VirtualMachine vm) {
        if (vm.ended() != null) {
            return "ended: " + vm.ended();
        }
        return vm.isPaused() ? "paused" : vm.isWaiting() ? "waiting" : "ready";
    }

    static Result list(Session session) {
        List<Row> rows =
                session.vms().all().all().stream().map(vm -> row(session, vm)).toList();
        return Result.of(rows, text -> {
            if (rows.isEmpty()) {
                text.line("no VMs; 'vm create NAME' makes one");
                return;
            }
            write(text, session, Map.of());
            var hardware = session.vms().all().hardware();
            text.line(String.format(
                    "%d of %d KiB of the hardware's RAM are taken", hardware.used() >> 10, hardware.capacity() >> 10));
        });
    }

    /** Writes the list, with what has retired just now if that is given. */
    static void write(Text text, Session session, Map<String, Long> retired) {
        Table table = retired.isEmpty()
                ? new Table(
                        "",
                        "vm",
                        "state",
                        "technique",
                        "shares",
                        "RAM",
                        "icount",
                        "time",
                        "exits",
                        "switches",
                        "escapes")
                : new Table("", "vm", "state", "shares", "retired", "icount", "time", "escapes");
        for (VirtualMachine vm : session.vms().all().all()) {
            Row row = row(session, vm);
            String mark = row.selected ? "*" : "";
            if (retired.isEmpty()) {
                table.row(
                        mark,
                        row.name,
                        row.state,
                        row.technique,
                        Integer.toString(row.shares),
                        (row.ramBytes >> 10) + " KiB",
                        Long.toString(row.icount),
                        Long.toString(row.time),
                        Long.toString(row.exits),
                        Long.toString(row.switches),
                        Long.toString(row.escapes));
            } else {
                table.row(
                        mark,
                        row.name,
                        row.state,
                        Integer.toString(row.shares),
                        Long.toString(retired.getOrDefault(row.name, 0L)),
                        Long.toString(row.icount),
                        Long.toString(row.time),
                        Long.toString(row.escapes));
            }
        }
        table.write(text);
    }

    static Result state(Session session, Arguments arguments) {
        arguments.atMost(2);
        VirtualMachine vm = arguments.isEmpty()
                ? session.vms()
                        .selected()
                        .orElseThrow(() -> new CommandError("no VM is selected; name one: vm state NAME"))
                : VmCommands.named(session, arguments, 0);
        Optional<VirtualMachine> other =
                arguments.count() < 2 ? Optional.empty() : Optional.of(VmCommands.named(session, arguments, 1));
        Row row = row(session, vm);
        boolean resident = session.vms().all().resident().filter(vm::equals).isPresent();
        Vcpu beside = other.map(each -> each.machine().cpu())
                .orElse(session.vms().all().hardware().machine().cpu());
        Map<String, String> mine = registers(vm.machine().cpu());
        Map<String, String> others = registers(beside);
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("vm", row);
        data.put("hasCpu", resident);
        data.put("virtual", mine);
        data.put(other.isPresent() ? "other" : "hardware", others);
        return Result.of(data, text -> {
            text.line(String.format(
                    "VM %d %s: %s, %s, %d KiB at p:%08x, %s the CPU",
                    row.number,
                    row.name,
                    row.state,
                    row.technique,
                    row.ramBytes >> 10,
                    row.place,
                    resident ? "has" : "has not"));
            Table table = new Table(
                    "register", row.name, other.map(VirtualMachine::name).orElse("hardware"));
            mine.forEach((name, value) -> table.row(
                    Table.cell(Text.Role.NAME, "%s", name),
                    Table.cell(value),
                    Table.cell(
                            value.equals(others.get(name)) ? Text.Role.DIM : Text.Role.CHANGED,
                            "%s",
                            others.get(name))));
            table.write(text);
        });
    }

    private static Map<String, String> registers(Vcpu cpu) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Register register : Registers.all()) {
            if (register.group() != Register.Group.PARTIAL && register.group() != Register.Group.FLAGS) {
                values.put(
                        register.name(),
                        String.format("%0" + Math.max(1, register.width() / 4) + "x", register.read(cpu)));
            }
        }
        values.put("cpl", Integer.toString(cpu.cpl));
        values.put("halted", Boolean.toString(cpu.halted));
        return values;
    }
}
