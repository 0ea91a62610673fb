package ringside.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ringside.cpu.Vcpu;
import ringside.isa.SegmentRegister;
import ringside.vmm.ExitLog;
import ringside.vmm.FaultCounts;
import ringside.vmm.Lockstep;
import ringside.vmm.Patches;
import ringside.vmm.ShadowViews;
import ringside.vmm.Technique;
import ringside.vmm.VmExit;
import ringside.vmm.Vmm;

/** Puts a monitor under the guest and tells what it does there. */
final class VmmCommands {
    private static final int SHOWN = 20;

    private VmmCommands() {}

    static List<Command> all() {
        return List.of(
                Command.named("vmm")
                        .in(Category.VMM)
                        .summary(
                                "Puts a virtual machine monitor under the guest, at any instruction, or takes it away.")
                        .syntax(
                                "vmm",
                                "vmm te|patch|bt|off",
                                "vmm stats [N]",
                                "vmm prices",
                                "vmm nano",
                                "vmm regs",
                                "vmm pf [stats]",
                                "vmm set trace|cache|chain|adapt on|off",
                                "vmm set unit N",
                                "vmm set rdtsc direct|trap|callout|cache",
                                "vmm clear ADDRESS",
                                "vmm patches",
                                "vmm lockstep [te|patch|bt] [N]",
                                "vmm tc [user] [stats|list [N]|show ADDRESS|adaptations]",
                                "vmm seed-bug [NAME [off|--hidden]]",
                                "vmm seed-bug N --hidden | reveal | off")
                        .details(
                                "te: trap-and-emulate. The guest's kernel really runs at CPL 1 on shadow tables; what traps is",
                                "emulated, what does not trap silently goes wrong, as on the processors of that time.",
                                "patch: the same with the kernel's critical instructions replaced by INT3 where they are",
                                "discovered; a guest that reads its own code notices. patches lists them, te and off undo them.",
                                "bt: binary translation. The kernel runs from a cache of translated code in the monitor's memory,",
                                "its users run directly, where SIDT, SGDT, SLDT, STR, SMSW and LSL show them the monitor's tables; with",
                                "'set vmm.user translate' they run from a cache of their own, at CPL 3, in which those are callouts",
                                "(virtual-8086 mode never is translated). tc shows the kernel's cache, tc user the other one: counts,",
                                "fragments, guest code beside translated, and instructions that became callouts because their copies",
                                "faulted too often (adapt) until those would not fault any more. unit is the most",
                                "instructions of a translation unit; with 1, translated code retires what the guest's code would.",
                                "chain off links no fragment to the next. rdtsc is how the kernel reads the time stamp counter.",
                                "lockstep runs the next N instructions (100000) on forks, bare and under a technique, and names",
                                "the first instruction after which they differ.",
                                "stats shows the three properties of a monitor (equivalence over the next N instructions, on forks;",
                                "control; efficiency) and what was counted times its price; prices lists those. nano runs loops of",
                                "single operations (syscall, in, PTE change ...) on machines of their own, under each technique.",
                                "vmm regs shows the CPU that the guest believes to have beside the machine's. trace off lets the",
                                "shadow page tables miss the guest's writes; cache off drops them when CR3 is loaded; clear takes",
                                "one entry away, which costs one hidden fault. seed-bug lists mistakes a monitor can make, switches",
                                "one on or off, and with --hidden does not name it again: an exercise. Exercises have numbers of",
                                "their own, so that whoever sets one need not know it; reveal names them, off ends all.")
                        .examples("vmm te", "vmm", "vmm stats", "vmm pf stats", "vmm lockstep te 1000", "vmm off")
                        .completes((session, words) -> words.size() > 1
                                ? List.of()
                                : List.of(
                                        new Command.Proposal("te", "trap-and-emulate"),
                                        new Command.Proposal(
                                                "patch", "trap-and-emulate with critical instructions replaced"),
                                        new Command.Proposal("bt", "binary translation"),
                                        new Command.Proposal("tc", "the translation cache"),
                                        new Command.Proposal("patches", "what has been replaced"),
                                        new Command.Proposal("off", "no monitor"),
                                        new Command.Proposal(
                                                "lockstep", "the first instruction that differs from bare"),
                                        new Command.Proposal("stats", "equivalence, control, efficiency, cost"),
                                        new Command.Proposal("prices", "of the model of costs"),
                                        new Command.Proposal("nano", "loops of single operations under each technique"),
                                        new Command.Proposal("regs", "virtual and physical CPU"),
                                        new Command.Proposal("pf", "page faults by kind"),
                                        new Command.Proposal("set", "switches"),
                                        new Command.Proposal("seed-bug", "mistakes to be found"),
                                        new Command.Proposal("clear", "takes a shadow entry away")))
                        .does(VmmCommands::vmm),
                Command.named("exits")
                        .in(Category.VMM)
                        .summary("Lists entries of the monitor: guest instruction, reason, what was done, cost.")
                        .syntax("exits [last N]", "exits top [N]", "exits timeline", "exits clear")
                        .details(
                                "Cycles are a model: counts times 'set vmm.price.exit' and its kin; ns is the time of the host.",
                                "timeline shows how the last 4096 exits lie in the count of instructions.")
                        .examples("exits", "exits last 5", "exits top", "exits timeline")
                        .does(VmmCommands::exits),
                Command.named("shadow")
                        .in(Category.VMM)
                        .summary("Shows the guest's structures and the monitor's shadows side by side.")
                        .syntax("shadow gdt|ldt|idt|tss|cr|flags", "shadow pt", "shadow walk ADDRESS", "shadow diff")
                        .details("pt lists what the shadow page tables map; page is another word for walk.")
                        .examples("shadow gdt")
                        .completes((session, words) ->
                                List.of("gdt", "ldt", "idt", "tss", "cr", "flags", "pt", "walk", "diff").stream()
                                        .map(name -> new Command.Proposal(name, "shadow structure"))
                                        .toList())
                        .does(VmmCommands::shadow));
    }

    private static Result vmm(Session session, Arguments arguments) {
        Vmm vmm = session.vmm();
        return switch (arguments.word(0)) {
            case "" -> status(vmm);
            case "te" -> use(session, Technique.TRAP_AND_EMULATE);
            case "patch" -> use(session, Technique.PATCH);
            case "bt" -> use(session, Technique.BINARY_TRANSLATION);
            case "tc" -> TranslationCommand.tc(session, on(vmm), arguments);
            case "patches" -> patches(session, on(vmm));
            case "off" -> use(session, Technique.OFF);
            case "lockstep" -> lockstep(session, arguments);
            case "nano" -> VmmMeters.nano(session);
            case "prices" -> VmmMeters.prices(session);
            case "stats" -> VmmMeters.stats(session, on(vmm), arguments);
            case "regs" -> registers(session, on(vmm));
            case "pf" -> pageFaults(on(vmm));
            case "set" -> set(vmm, arguments);
            case "seed-bug" -> SeedCommand.seed(vmm, arguments);
            case "clear" -> {
                arguments.required(1, "an address");
                int linear = (int)
                        arguments.expression(1, session.debugger()::address).value();
                boolean there = on(vmm).clearShadow(linear);
                yield Result.message(String.format(
                        there ? "l:%08x is gone from the shadow" : "l:%08x was not in the shadow", linear));
            }
            default -> throw arguments.error(0, "'" + arguments.word(0) + "' is nothing that vmm knows; see help vmm");
        };
    }

    private static Vmm on(Vmm vmm) {
        if (!vmm.isOn()) {
            throw new CommandError("there is no monitor under the guest; 'vmm te' puts one there");
        }
        return vmm;
    }

    private static Result use(Session session, Technique technique) {
        Vmm vmm = session.vmm();
        try {
            vmm.use(technique);
        } catch (IllegalArgumentException refused) {
            throw new CommandError(refused.getMessage());
        }
        return status(vmm);
    }

    private static Result status(Vmm vmm) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("technique", vmm.technique().title());
        if (!vmm.isOn()) {
            return Result.of(data, text -> text.line("there is no monitor: the guest has the machine"));
        }
        long retired = vmm.retired();
        double direct = retired == 0 ? 100 : 100.0 * (retired - vmm.emulated()) / retired;
        data.put("exits", vmm.log().count());
        data.put("retired", retired);
        data.put("emulated", vmm.emulated());
        data.put("directPercent", direct);
        return Result.of(
                data,
                text -> text.line(String.format(
                        "%s: %d exits, %d instructions retired, %d of them emulated, %.2f %% direct",
                        vmm.technique().title(), vmm.log().count(), retired, vmm.emulated(), direct)));
    }

    private static Result lockstep(Session session, Arguments arguments) {
        Technique technique =
                switch (arguments.word(1)) {
                    case "", "te" -> Technique.TRAP_AND_EMULATE;
                    case "patch" -> Technique.PATCH;
                    case "bt" -> Technique.BINARY_TRANSLATION;
                    default -> throw arguments.error(1, "lockstep compares te, patch or bt with bare");
                };
        int count = arguments.count() > 2 ? arguments.number(2, "a number of instructions", 1, 100_000_000) : 100_000;
        Lockstep.Report report = new Lockstep(session.machine(), session.vmm()).compare(technique, count);
        return Result.of(report, text -> {
            if (report.isEqual()) {
                text.line(report.technique() + " is as bare for " + report.instructions() + " instructions");
                return;
            }
            text.line(report.technique() + " is as bare for " + report.equalFor() + " instructions; then comes");
            text.line(Text.Role.ERROR, report.instruction());
            text.line("and there differ: " + String.join(", ", report.parts()));
            report.details().forEach(line -> text.line("  " + line));
        });
    }

    private static Result registers(Session session, Vmm vmm) {
        Vcpu machine = session.machine().cpu();
        Vcpu guest = vmm.guestCpu();
        Map<String, List<Integer>> rows = new LinkedHashMap<>();
        rows.put("cpl", List.of(guest.cpl, machine.cpl));
        rows.put("eip", List.of(guest.eip, machine.eip));
        rows.put("eflags", List.of(guest.eflags(), machine.eflags()));
        String[] names = {"es", "cs", "ss", "ds", "fs", "gs", "ldtr", "tr"};
        for (int i = 0; i < names.length; i++) {
            rows.put(names[i], List.of(guest.selector[i], machine.selector[i]));
        }
        rows.put("cs.limit", List.of(guest.segmentLimit[SegmentRegister.CS], machine.segmentLimit[SegmentRegister.CS]));
        rows.put("cr0", List.of(guest.cr0, machine.cr0));
        rows.put("cr2", List.of(guest.cr2, machine.cr2));
        rows.put("cr3", List.of(guest.cr3, machine.cr3));
        rows.put("cr4", List.of(guest.cr4, machine.cr4));
        rows.put("gdtr.base", List.of(guest.gdtBase, machine.gdtBase));
        rows.put("gdtr.limit", List.of(guest.gdtLimit, machine.gdtLimit));
        rows.put("idtr.base", List.of(guest.idtBase, machine.idtBase));
        rows.put("idtr.limit", List.of(guest.idtLimit, machine.idtLimit));
        rows.put("sysenter_cs", List.of(guest.msrs.sysenterCs, machine.msrs.sysenterCs));
        return Result.of(rows, text -> {
            Table table = new Table("register", "virtual", "physical");
            rows.forEach((name, pair) -> {
                boolean same = pair.get(0).equals(pair.get(1));
                table.row(
                        Table.cell(Text.Role.NAME, "%s", name),
                        Table.cell(String.format("%08x", pair.get(0))),
                        Table.cell(same ? Text.Role.DIM : Text.Role.CHANGED, "%08x", pair.get(1)));
            });
            table.write(text);
        });
    }

    /** Shows the flags that the guest must not have in the machine's EFLAGS beside those that it believes to have. */
    private static Result flags(Session session, Vmm vmm) {
        Map<String, List<Integer>> rows = new LinkedHashMap<>();
        int guest = vmm.guestCpu().eflags();
        int machine = session.machine().cpu().eflags();
        rows.put("IF", List.of(guest >>> 9 & 1, machine >>> 9 & 1));
        rows.put("IOPL", List.of(guest >>> 12 & 3, machine >>> 12 & 3));
        rows.put("VM", List.of(guest >>> 17 & 1, machine >>> 17 & 1));
        rows.put("TF", List.of(guest >>> 8 & 1, machine >>> 8 & 1));
        rows.put("NT", List.of(guest >>> 14 & 1, machine >>> 14 & 1));
        return Result.of(rows, text -> {
            Table table = new Table("flag", "guest", "machine");
            rows.forEach((name, pair) -> table.row(
                    Table.cell(Text.Role.NAME, "%s", name),
                    Table.cell(Integer.toString(pair.get(0))),
                    Table.cell(
                            pair.get(0).equals(pair.get(1)) ? Text.Role.DIM : Text.Role.CHANGED, "%d", pair.get(1))));
            table.write(text);
        });
    }

    private static Result patches(Session session, Vmm vmm) {
        List<Patches.Patch> list = vmm.patches().list();
        return Result.of(list, text -> {
            Table table = new Table("address", "byte", "instruction", "");
            list.forEach(patch -> table.row(
                    Table.cell(
                            Text.Role.ADDRESS,
                            "%08x %s",
                            patch.linear(),
                            session.debugger().symbols().describe(patch.linear())),
                    Table.cell(String.format("%02x", patch.original())),
                    Table.cell(Text.Role.CODE, "%s", patch.instruction()),
                    Table.cell(patch.discovery() ? "for discovery" : "critical")));
            table.write(text);
            text.line(list.size() + " patches in " + vmm.patches().discovered() + " instructions discovered");
        });
    }

    private static Result pageFaults(Vmm vmm) {
        FaultCounts counts = vmm.faults();
        ShadowViews.PageStatistics pages = vmm.shadows().statistics();
        Map<String, Long> data = new LinkedHashMap<>();
        data.put("true", counts.trueFaults());
        data.put("hidden", counts.hiddenFaults());
        data.put("tracing", counts.traceFaults());
        data.put("writeProtect", counts.writeProtectFaults());
        data.put("mmio", counts.mmioFaults());
        data.put("fills", pages.fills());
        data.put("zaps", pages.zaps());
        data.put("flushes", pages.flushes());
        data.put("spaces", (long) pages.spaces());
        data.put("tables", (long) pages.tables());
        data.put("traced", (long) pages.traced());
        data.put("mapped", (long) pages.mapped());
        return Result.of(data, text -> {
            text.line("page faults: " + counts.trueFaults() + " true, " + counts.hiddenFaults() + " hidden, "
                    + counts.traceFaults() + " tracing, " + counts.writeProtectFaults() + " write-protect, "
                    + counts.mmioFaults() + " without memory");
            text.line("shadow: " + pages.mapped() + " pages mapped, " + pages.tables() + " tables of " + pages.spaces()
                    + " address spaces, " + pages.fills() + " fills, " + pages.zaps() + " zaps, " + pages.flushes()
                    + " flushes; " + pages.traced() + " pages of the guest traced");
        });
    }

    private static Result set(Vmm vmm, Arguments arguments) {
        String name = arguments.required(1, "the name of a switch");
        String value = arguments.required(2, "a value");
        switch (name) {
            case "trace" -> vmm.tracing(arguments.onOff(2));
            case "cache" -> vmm.caching(arguments.onOff(2));
            default -> TranslationCommand.set(vmm, arguments, name, value);
        }
        return Result.message("vmm " + name + " is " + value);
    }

    private static Result exits(Session session, Arguments arguments) {
        ExitLog log = session.vmm().log();
        return switch (arguments.word(0)) {
            case "", "last" -> {
                int count = arguments.count() > 1 ? arguments.number(1, "a number of exits", 1, 4096) : SHOWN;
                yield list(log.last(count));
            }
            case "top" -> {
                int count = arguments.count() > 1 ? arguments.number(1, "a number of places", 1, 4096) : SHOWN;
                yield ranking(session, log, count);
            }
            case "timeline" -> VmmMeters.timeline(log);
            case "clear" -> {
                log.clear();
                yield Result.message("forgot all exits");
            }
            default ->
                throw arguments.error(0, "exits takes last, top, timeline or clear, not '" + arguments.word(0) + "'");
        };
    }

    private static Result list(List<VmExit> exits) {
        return Result.of(exits, text -> {
            if (exits.isEmpty()) {
                text.line("no exits");
                return;
            }
            Table table = new Table("number", "icount", "guest", "reason", "what", "handler", "shadow", "cycles", "ns");
            exits.forEach(exit -> table.row(
                    Table.cell(Long.toString(exit.number())),
                    Table.cell(Long.toString(exit.icount())),
                    Table.cell(Text.Role.ADDRESS, "%04x:%08x", exit.cs(), exit.eip()),
                    Table.cell(Text.Role.NAME, "%s", exit.reason()),
                    Table.cell(exit.qualification()),
                    Table.cell(exit.handler()),
                    Table.cell(Long.toString(exit.cost().shadowWrites())),
                    Table.cell(Long.toString(exit.cycles())),
                    Table.cell(Text.Role.DIM, "%d", exit.nanos())));
            table.write(text);
        });
    }

    private static Result ranking(Session session, ExitLog log, int count) {
        List<ExitLog.Line> reasons = log.byReason();
        List<ExitLog.Line> places = log.top(count);
        return Result.of(Map.of("reasons", reasons, "places", places), text -> {
            Table table = new Table("exits", "share", "cycles", "reason");
            reasons.forEach(line -> table.row(
                    Long.toString(line.exits()),
                    String.format("%.1f %%", line.share()),
                    Long.toString(line.cycles()),
                    line.reason().name()));
            table.write(text);
            text.line("");
            Table top = new Table("exits", "share", "guest EIP", "reason", "what");
            places.forEach(line -> top.row(
                    Table.cell(Long.toString(line.exits())),
                    Table.cell(String.format("%.1f %%", line.share())),
                    Table.cell(
                            Text.Role.ADDRESS,
                            "%08x %s",
                            line.eip(),
                            session.debugger().symbols().describe(line.eip())),
                    Table.cell(Text.Role.NAME, "%s", line.reason()),
                    Table.cell(line.qualification())));
            top.write(text);
        });
    }

    private static Result shadow(Session session, Arguments arguments) {
        Vmm vmm = on(session.vmm());
        vmm.guestCpu();
        ShadowViews shadows = vmm.shadows();
        return switch (arguments.required(0, "gdt, ldt, idt, tss, cr, flags, pt, walk or diff")) {
            case "gdt" -> entries("sel", shadows.gdt());
            case "ldt" -> entries("sel", shadows.ldt());
            case "idt" -> entries("vector", shadows.idt());
            case "tss" -> entries("offset", shadows.tss());
            case "cr" -> registers(session, vmm);
            case "flags" -> flags(session, vmm);
            case "pt" -> walks(shadows.mappings());
            case "diff" -> walks(shadows.desynchronized());
            case "page", "walk" -> {
                arguments.required(1, "an address");
                int linear = (int)
                        arguments.expression(1, session.debugger()::address).value();
                yield walk(shadows.walk(linear));
            }
            default ->
                throw arguments.error(0, "there are the shadows gdt, ldt, idt, tss, cr, flags, pt, walk and diff");
        };
    }

    private static Result entries(String title, List<ShadowViews.Entry> entries) {
        return Result.of(entries, text -> {
            Table table = new Table(title, "guest", "shadow", "difference");
            entries.forEach(entry -> table.row(
                    Table.cell(Text.Role.NAME, "%04x", entry.index()),
                    Table.cell(String.format("%016x", entry.guest())),
                    Table.cell(String.format("%016x", entry.shadow())),
                    Table.cell(entry.note())));
            table.write(text);
        });
    }

    private static Result walk(ShadowViews.Walk walk) {
        return Result.of(walk, text -> {
            Table table = new Table("", "guest", "shadow");
            String[] own = {"paging is off", "paging is off"};
            for (int i = 0; i < walk.guest().levels().size(); i++) {
                own[i] = String.format(
                        "%08x  %s",
                        walk.guest().levels().get(i).value(),
                        walk.guest().levels().get(i).flags());
            }
            table.row("PDE", own[0], String.format("%08x", walk.directory()));
            table.row(
                    "PTE",
                    walk.guest().levels().size() == 1 ? "large page" : own[1],
                    String.format("%08x", walk.table()));
            table.write(text);
            text.line(walk.note());
        });
    }

    private static Result walks(List<ShadowViews.Walk> walks) {
        return Result.of(walks, text -> {
            walks.forEach(
                    walk -> text.line(String.format("l:%08x  %s", walk.guest().linear(), walk.note())));
            if (walks.isEmpty()) {
                text.line("the shadow says nothing that the guest's tables do not");
            }
        });
    }
}
