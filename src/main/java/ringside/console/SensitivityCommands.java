package ringside.console;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import ringside.cpu.CpuModel;
import ringside.isa.Mnemonic;
import ringside.vmm.study.Classification;
import ringside.vmm.study.Classifier;
import ringside.vmm.study.Explainer;
import ringside.vmm.study.Explanation;
import ringside.vmm.study.Proof;
import ringside.vmm.study.Theorem;

/** Which instructions a monitor must see, found out by running them. */
final class SensitivityCommands {
    private SensitivityCommands() {}

    static List<Command> all() {
        return List.of(
                Command.named("classify")
                        .in(Category.VMM)
                        .summary(
                                "Derives an instruction's class by running it at CPL 0, 1 and 3, with the runs that prove it.")
                        .syntax("classify INSTRUCTION", "classify all")
                        .details(
                                "A name stands for all its forms; a whole instruction for itself. IOPL is 0.",
                                "Privileged: traps at CPL 1 and 3, not at 0. Sensitive: changes resources or the mode, or",
                                "depends on the mode or on where resources are. Critical: sensitive, but not privileged.")
                        .examples("classify popf", "classify mov ax, cs", "classify mov sreg")
                        .style(Command.Style.VERBATIM)
                        .completes((session, words) -> proposals())
                        .does(SensitivityCommands::classify),
                Command.named("explain")
                        .in(Category.VMM)
                        .summary(
                                "Says what the next instruction will do architecturally and why, with the manual's section.")
                        .details("Found out on a fork of the machine, from the states before and after.")
                        .examples("explain")
                        .does((session, arguments) -> explain(session)),
                Command.named("theorem")
                        .in(Category.VMM)
                        .summary("Tests Popek and Goldberg's first theorem on this CPU model.")
                        .details(
                                "Runs every instruction (some seconds), lists the critical ones and compares them with",
                                "Robin and Irvine's list for the Pentium. Try --cpu ringside32,+umip.")
                        .examples("theorem")
                        .does((session, arguments) -> theorem(session)));
    }

    private static List<Command.Proposal> proposals() {
        return Arrays.stream(Mnemonic.values())
                .filter(mnemonic -> mnemonic != Mnemonic.INVALID)
                .map(mnemonic -> new Command.Proposal(Classifier.name(mnemonic), "instruction"))
                .toList();
    }

    private static Result classify(Session session, Arguments arguments) {
        String text = arguments.required(0, "an instruction, or all,").strip();
        Classifier classifier = new Classifier(model(session));
        if (text.equals("all")) {
            return table(classifier.all());
        }
        String wanted = text.toLowerCase();
        Mnemonic mnemonic = Arrays.stream(Mnemonic.values())
                .filter(each ->
                        each != Mnemonic.INVALID && Classifier.name(each).equals(wanted))
                .findFirst()
                .orElse(null);
        Classification found = mnemonic != null
                ? classifier.classify(mnemonic)
                : classifier.classify(InstructionText.bytes(arguments, text, 0, 32));
        return Result.of(found, view -> write(view, found));
    }

    private static CpuModel model(Session session) {
        return session.debugger().cpu().model;
    }

    private static void write(Text text, Classification found) {
        text.add(Text.Role.NAME, found.instruction()).add(": ");
        text.add(found.critical() ? Text.Role.ERROR : Text.Role.PLAIN, found.verdict())
                .end();
        for (Proof proof : found.proofs()) {
            text.line(proof.shows() + ": " + proof.instruction() + " with " + proof.with());
            text.line("  " + proof.first());
            text.line("  " + proof.second());
            text.line(Text.Role.CHANGED, "  " + proof.difference());
        }
    }

    private static Result table(Map<String, Classification> classes) {
        return Result.of(List.copyOf(classes.values()), text -> {
            Table table = new Table("instruction", "class", "shown by");
            classes.values().stream()
                    .filter(each -> each.sensitive() || each.privileged())
                    .forEach(each -> table.row(
                            Table.cell(each.critical() ? Text.Role.ERROR : Text.Role.PLAIN, each.instruction()),
                            Table.cell(each.verdict()),
                            Table.cell(each.proofs().isEmpty() ? "" : shortProof(each.proofs()))));
            table.write(text);
            long innocuous = classes.values().stream()
                    .filter(each -> each.exists() && !each.sensitive() && !each.privileged())
                    .count();
            text.line(innocuous + " others are innocuous");
        });
    }

    private static String shortProof(List<Proof> proofs) {
        return proofs.stream()
                .map(proof -> proof.shows() + " (" + proof.instruction() + ": " + proof.difference() + ")")
                .collect(Collectors.joining("; "));
    }

    private static Result explain(Session session) {
        Explanation found = Explainer.next(session.machine());
        return Result.of(found, text -> {
            text.add(Text.Role.CODE, found.instruction()).add(" at " + found.state() + ": " + found.outcome());
            text.end();
            found.rules().forEach(rule -> text.add("  " + rule.sentence())
                    .add(Text.Role.DIM, "  [" + rule.section() + "]")
                    .end());
            if (!found.changes().isEmpty()) {
                text.line(Text.Role.CHANGED, "  " + String.join(", ", found.changes()));
            }
        });
    }

    private static Result theorem(Session session) {
        Theorem theorem = Theorem.of(model(session));
        return Result.of(theorem, text -> {
            text.line("Sensitive is " + (theorem.holds() ? "" : "not ") + "a subset of privileged on " + theorem.cpu()
                    + (theorem.holds() ? "" : ": " + theorem.critical().size() + " witnesses"));
            text.line("Control-sensitive alone is " + (theorem.holdsForControl() ? "" : "not ") + "a subset of it");
            list(text, "privileged", theorem.privileged());
            list(text, "control-sensitive", theorem.controlSensitive());
            list(text, "behaviour-sensitive", theorem.behaviourSensitive());
            list(text, "critical", theorem.critical());
            text.line("Robin and Irvine (2000) name 18 instructions and count 17:");
            list(text, "critical here, not there", theorem.beyond());
            list(text, "there, not critical here", theorem.missing());
            theorem.switches().forEach((name, change) -> text.line("with " + name + ": " + change));
        });
    }

    private static void list(Text text, String title, Set<String> names) {
        String line = names.isEmpty() ? "none" : String.join(", ", names);
        text.add(Text.Role.HEADING, title + " (" + names.size() + "): ")
                .add(line)
                .end();
    }
}
