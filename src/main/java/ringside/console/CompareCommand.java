package ringside.console;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import ringside.cpu.Vcpu;
import ringside.isa.Mnemonic;
import ringside.vmm.Comparer;
import ringside.vmm.Comparison;
import ringside.vmm.Prices;

/** Does one instruction on bare hardware and under each technique, side by side. */
final class CompareCommand {
    private CompareCommand() {}

    static List<Command> all() {
        return List.of(
                Command.named("compare")
                        .in(Category.DATA)
                        .summary(
                                "Shows in which bytes two ranges of memory differ, or what techniques make of an instruction.")
                        .syntax(
                                "compare START, +LENGTH, OTHER",
                                "compare START, END, OTHER",
                                "compare here",
                                "compare INSTRUCTION")
                        .details(
                                "What begins with 'here' or the name of an instruction is for vcompare, which see; a place with",
                                "such a name is told from it by an address before it: l:test.")
                        .examples(
                                "compare 0x500, +16, 0x600",
                                "compare p:0x500 L10 l:0x500",
                                "compare here",
                                "compare popf")
                        .completes(Completions::address)
                        .does((session, arguments) -> isInstruction(arguments.word(0))
                                ? compare(session, arguments, arguments.rest(0))
                                : MemoryCommands.compare(session, arguments)),
                Command.named("vcompare")
                        .in(Category.VMM)
                        .summary(
                                "Does the next instruction bare and under each technique on forks, and marks what differs.")
                        .syntax("vcompare [here]", "vcompare INSTRUCTION")
                        .details(
                                "Another instruction stands in the place of the next one, with the registers and stack as they are.",
                                "Shown is the guest's state afterwards where it changed or differs, what trapped, and its cost.")
                        .examples("vcompare", "vcompare popf", "vcompare mov eax, cs")
                        .style(Command.Style.VERBATIM)
                        .does((session, arguments) -> compare(session, arguments, arguments.word(0))));
    }

    private static boolean isInstruction(String word) {
        return word.equalsIgnoreCase("here")
                || Arrays.stream(Mnemonic.values())
                        .map(mnemonic -> mnemonic.name().replaceFirst("_.*", ""))
                        .anyMatch(word::equalsIgnoreCase);
    }

    private static Result compare(Session session, Arguments arguments, String instruction) {
        String text = instruction.strip();
        Vcpu cpu = session.debugger().cpu();
        byte[] code = text.isEmpty() || text.equals("here")
                ? null
                : InstructionText.bytes(arguments, text, cpu.eip, cpu.code32() ? 32 : 16);
        try {
            Comparison found = new Comparer(session.machine(), session.vmm()).compare(code);
            return Result.of(found, view -> write(view, found, session.vmm().prices()));
        } catch (IllegalArgumentException impossible) {
            throw new CommandError(impossible.getMessage());
        }
    }

    private static void write(Text text, Comparison found, Prices prices) {
        text.add(Text.Role.CODE, found.instruction()).end();
        List<String> titles = new ArrayList<>(List.of(""));
        found.runs().forEach(run -> titles.add(run.technique().equals("off") ? "bare" : run.technique()));
        Table table = new Table(titles.toArray(String[]::new));
        Comparison.Run bare = found.runs().get(0);
        for (String name : bare.view().keySet()) {
            List<Table.Cell> row = new ArrayList<>(List.of(Table.cell(Text.Role.NAME, "%s", name)));
            boolean differs = false;
            for (Comparison.Run run : found.runs()) {
                boolean other = !run.view().get(name).equals(bare.view().get(name));
                differs |= other;
                row.add(Table.cell(
                        other ? Text.Role.ERROR : Text.Role.PLAIN,
                        "%s",
                        run.view().get(name) + (other ? " *" : "")));
            }
            if (differs || name.startsWith("[") || name.equals("eip") || name.equals("eflags") || name.equals("eax")) {
                table.row(row.toArray(Table.Cell[]::new));
            }
        }
        table.write(text);
        for (Comparison.Run run : found.runs()) {
            if (run == bare) {
                continue;
            }
            String exits = run.exits().stream()
                    .map(exit -> exit.reason() + " (" + exit.qualification() + ": " + exit.handler() + ")")
                    .collect(Collectors.joining(", "));
            text.line(run.technique() + " trapped: " + (exits.isEmpty() ? "nothing" : exits) + "; " + run.cycles()
                    + " modelled cycles");
            text.line(
                    run.difference().isEmpty() ? Text.Role.PLAIN : Text.Role.ERROR,
                    run.difference().isEmpty()
                            ? run.technique() + " is as bare"
                            : "first difference: " + run.difference());
        }
        for (int i = 1; i + 1 < found.runs().size(); i++) {
            Comparison.Run one = found.runs().get(i);
            Comparison.Run other = found.runs().get(i + 1);
            text.line(VmmMeters.order(one.technique(), one.cost(), other.technique(), other.cost(), prices));
        }
    }
}
