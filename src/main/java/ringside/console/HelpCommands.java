package ringside.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** help and apropos, written from the table of commands. */
final class HelpCommands {
    /** Pages of help that belong to no command. */
    private static final Map<String, List<String>> PAGES = Map.of(
            "expressions",
            List.of(
                    "Numbers      0x7c00 7c00h 0b101 0o17 42 'A'; 'set radix 16' for bare hexadecimal",
                    "Registers    $eax $ax $al $eip $cs $cs.base $cr0.pe $zf $eflags.if; the $ may be left out if no",
                    "             symbol has that name. $pc is the linear address of the next instruction, $eip the",
                    "             register; $stack the linear address of the top of the stack.",
                    "Addresses    start+4 (symbol), 0x7c00 or l:0x7c00 (linear), p:0x7c00 (physical),",
                    "             0xf000:0xfff0 cs:ip ss:esp (segmented: through the tables, or the cached base)",
                    "Memory       byte[A] word[A] dword[A] qword[A], {u32}A, i8[A] ... i64[A], *A is dword[A]",
                    "Operators    of C: + - * / % << >> & | ^ ~ ! && || == != < <= > >= ?:  and E@N for arrays",
                    "Values       follow C: at least 32 bits wide; registers and memory are unsigned",
                    "History      $ the last printed value, $1 $2 ... by number, $_ last address of x, $__ its value",
                    "Variables    set $name = 5"),
            "registers",
            List.of(
                    "eax ... edi, eip, eflags; ax al ah ...; ip, flags",
                    "cs ss ds es fs gs ldtr tr, each with .base .limit .access .sel; gdtr.base gdtr.limit idtr.base ...",
                    "flags by name: cf pf af zf sf tf if df of iopl nt rf vm ac vif vip id",
                    "cr0 cr2 cr3 cr4 and their bits (cr0.pe cr4.pae ...), dr0-dr3 dr6 dr7, efer",
                    "pc, stack (linear addresses), icount, time, tsc, cpl"),
            "keys",
            List.of(
                    "Ctrl-C       stops the guest or the script; at the prompt clears the line",
                    "Ctrl-D       ends the session at an empty line",
                    "Tab          completes commands, registers after $, symbols, files",
                    "Up, Ctrl-R   history, kept between sessions",
                    "Enter        at an empty line repeats a step, or goes on with x and u",
                    ";  #         separates commands; starts a comment"),
            "js",
            List.of(
                    "js EXPRESSION evaluates one, 'js' alone makes every line JavaScript until 'js' or '.exit'; in files and",
                    "pasted text 'js' begins a block that ends with 'end'. 'source FILE.js' runs a file as a module.",
                    "cpu.eax cpu.cs.base cpu.eflags.if    mem.u32(A) mem.bytes(A, N) mem.set(A, V, SIZE)",
                    "run({maxInsns: N}) step(N) bp.at(A, {when: 'eax == 1'}) on(EVENT, handler) snap.save(NAME)",
                    "serial.send(TEXT) serial.expect(TEXT) screen() asm(A, TEXT) dis(A, N) sym(NAME) cmd('info gdt').data",
                    "inject.irq(N) io.in(PORT) tb profile vm ...: 'ringside test --types' prints all, as TypeScript declares it.",
                    "Addresses are numbers, symbols or '0xf000:0xfff0'; 64-bit values are BigInt; unknown names throw."),
            "blocks",
            List.of(
                    "define NAME ... end     a command of your own; $arg0, $arg1 ... $argc are its arguments",
                    "document NAME ... end   its help",
                    "define hook-stop        carried out at each stop; hook-NAME before, hookpost-NAME after a command",
                    "if E ... else ... end   while E ... end, with loop_break and loop_continue",
                    "commands N ... end      carried out when breakpoint N stops; so is do { A; B } behind a breakpoint",
                    "alias NAME = COMMAND    source FILE carries out a file"),
            "exit-codes",
            List.of(
                    "0  all went well; the guest ended itself with the value that --expect-exit names (0)",
                    "1  a command or test failed, or the guest ended itself with another value",
                    "2  the command line of Ringside was wrong",
                    "3  --timeout passed",
                    "4  the guest died: triple fault, or HLT with interrupts disabled"),
            "translation",
            List.of(
                    "Interpretation fetches, decodes and executes each instruction anew (stepi --phases). It is simple, starts at",
                    "once and pays for decoding and dispatch again each time; the interpreter here decodes once per block.",
                    "Translation makes host code of guest code: costly once, fast from then on. Static translation takes a whole",
                    "program before it runs and cannot find all code, since targets of computed jumps are only known when they are",
                    "executed. Dynamic translation (engine dbt) interprets first and translates what has run often: it pays for",
                    "what is used, knows where branches went, and is not bound to functions or modules: a unit follows calls",
                    "across them. Its price: time to translate and compile, memory, and care for code that changes itself.",
                    "The guest is always emulated; no instruction of it is ever executed by the host's processor directly.",
                    "Under sbt+dbt static units serve until they are so hot that regions of several pay (set sbt.exits).",
                    "See tb list, tb show, tb why, engine stats, profile, set dbt.*, set block.length, info fidelity."),
            "virtualization",
            List.of(
                    "IBM's CP-40 (1967) gave each user a virtual System/360; CP-67 with CMS and VM/370 made products of it.",
                    "A type 1 monitor runs on the hardware itself, a type 2 monitor as a program of a host operating system.",
                    "Ringside is a program of the host. The monitor in it is written in Java, owns ring 0 of the emulated machine,",
                    "and runs the guest above it, the CPU really at CPL 1 or 3: on that machine, it is of type 1.",
                    "Five questions about a monitor, answered for this one:",
                    "Host system?   any with a Java virtual machine; nothing of the guest runs on the host's processor directly",
                    "Guests?        32-bit x86 systems; unmodified under vmm bt, with their code changed under vmm patch",
                    "Foreign ISA?   no: guest and machine are both x86. That machine is itself emulated on whatever the host is",
                    "Sharing?       each VM has memory and devices of its own and a share of the CPU's time (vm create, vm list)",
                    "Management?    this console, scripts in JavaScript, and JSON: vmm stats, exits, shadow, vm state",
                    "See classify, compare, explain, help segmentation."),
            "segmentation",
            List.of(
                    "Under vmm bt the monitor and its translations share the guest's address space, at the top of it. The kernel",
                    "and its translations run at CPL 1, which paging counts as supervisor: page rights cannot keep them away. The",
                    "limits of the guest's segments can: shadow descriptors end below the monitor (shadow gdt), and an access",
                    "above them raises #GP, which the monitor then carries out for the guest (exits).",
                    "In 64-bit mode the CPU does not check segment limits, so this protection is gone. That is why the first",
                    "processors with it had no binary translation of 64-bit guests. AMD later added EFER.LMSLE, which brings the",
                    "limit of data segments back in 64-bit mode. The machine here is 32-bit: its limits always hold."));

    private HelpCommands() {}

    static List<Command> all() {
        return List.of(
                Command.named("help", "h", "man")
                        .in(Category.CONSOLE)
                        .summary("Explains commands.")
                        .syntax(
                                "help",
                                "help COMMAND",
                                "help expressions | registers | keys | js | blocks | exit-codes | translation",
                                "help virtualization | segmentation")
                        .examples("help", "help break", "help expressions")
                        .completes(HelpCommands::complete)
                        .does(HelpCommands::help),
                Command.named("apropos")
                        .in(Category.CONSOLE)
                        .summary("Finds commands whose help mentions a word.")
                        .syntax("apropos WORD")
                        .examples("apropos interrupt")
                        .does(HelpCommands::apropos));
    }

    private static List<Command.Proposal> complete(Session session, List<String> words) {
        List<Command.Proposal> proposals = new ArrayList<>();
        session.table()
                .all()
                .forEach(command -> proposals.add(new Command.Proposal(command.name(), command.summary())));
        PAGES.keySet().forEach(page -> proposals.add(new Command.Proposal(page, "")));
        return proposals;
    }

    private static Result help(Session session, Arguments arguments) {
        arguments.atMost(1);
        if (arguments.isEmpty()) {
            return overview(session);
        }
        String word = arguments.word(0);
        List<String> page = PAGES.get(word);
        if (page != null) {
            return Result.of(page, text -> page.forEach(text::line));
        }
        return explain(session.table().resolve(word, arguments.position(0)));
    }

    /** A line of the overview. */
    record Entry(String name, List<String> aliases, String category, String summary) {}

    private static Result overview(Session session) {
        List<Entry> entries = new ArrayList<>();
        for (Command command : session.table().all()) {
            entries.add(new Entry(
                    command.name(), command.aliases(), command.category().title(), command.summary()));
        }
        return Result.of(entries, text -> {
            for (Category category : Category.values()) {
                text.line(Text.Role.HEADING, category.title());
                Table table = new Table();
                for (Entry entry : entries) {
                    if (entry.category().equals(category.title())) {
                        table.row(Table.cell(Text.Role.NAME, "%s", "  " + entry.name()), Table.cell(entry.summary()));
                    }
                }
                table.write(text);
            }
            text.line("'help COMMAND' says more; also: help "
                    + String.join(", ", PAGES.keySet().stream().sorted().toList())
                    + ". Unambiguous beginnings of names do.");
        });
    }

    /** The help of one command. */
    record Help(
            String name,
            List<String> aliases,
            String summary,
            List<String> syntax,
            List<String> details,
            List<String> examples) {}

    private static Result explain(Command command) {
        Help help = new Help(
                command.name(),
                command.aliases(),
                command.summary(),
                command.syntax(),
                command.details(),
                command.examples());
        return Result.of(help, text -> {
            text.add(Text.Role.HEADING, command.name());
            if (!command.aliases().isEmpty()) {
                text.add(Text.Role.DIM, "  (also " + String.join(", ", command.aliases()) + ")");
            }
            text.end().line(command.summary());
            command.syntax().forEach(form -> text.line(Text.Role.NAME, "  " + form));
            command.details().forEach(text::line);
            if (!command.examples().isEmpty()) {
                text.line("Examples:");
                command.examples().forEach(example -> text.line("  " + example));
            }
        });
    }

    private static Result apropos(Session session, Arguments arguments) {
        String word = arguments.required(0, "a word").toLowerCase(Locale.ROOT);
        List<Entry> found = new ArrayList<>();
        for (Command command : session.table().all()) {
            String all = command.name() + command.aliases() + command.summary() + command.details() + command.syntax();
            if (all.toLowerCase(Locale.ROOT).contains(word)) {
                found.add(new Entry(
                        command.name(), command.aliases(), command.category().title(), command.summary()));
            }
        }
        return Result.of(found, text -> {
            Table table = new Table();
            found.forEach(
                    entry -> table.row(Table.cell(Text.Role.NAME, "%s", entry.name()), Table.cell(entry.summary())));
            table.write(text);
            if (found.isEmpty()) {
                text.line("no command mentions '" + word + "'");
            }
        });
    }
}
