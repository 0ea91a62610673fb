package ringside.console;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import ringside.vmm.SeededBug;
import ringside.vmm.Vmm;

/** Makes a monitor do what monitors have done wrong: {@code vmm seed-bug}. */
final class SeedCommand {
    /** Prime to the number of mistakes, so that the exercises are all of them in another order than the list. */
    private static final int STRIDE = 7;

    private SeedCommand() {}

    /**
     * A line of the list.
     *
     * @param state on, or nothing: also for one that is hidden
     */
    record Line(String name, String state, String mistake) {}

    static Result seed(Vmm vmm, Arguments arguments) {
        boolean hidden = arguments.has("--hidden");
        String name = arguments.word(1);
        return switch (name) {
            case "" -> list(vmm);
            case "--hidden" -> ask(arguments);
            case "reveal" -> reveal(vmm);
            case "off" -> off(vmm);
            default -> hidden ? hide(vmm, arguments, name) : openly(vmm, arguments, bug(arguments, name));
        };
    }

    private static Result ask(Arguments arguments) {
        throw arguments.error(1, "the exercises are 1 to " + SeededBug.values().length + ": vmm seed-bug 3 --hidden");
    }

    private static Result list(Vmm vmm) {
        List<Line> lines = Arrays.stream(SeededBug.values())
                .map(bug -> new Line(
                        bug.title(),
                        vmm.seeded().contains(bug) && !vmm.hidden().contains(bug) ? "on" : "",
                        bug.mistake()))
                .toList();
        int exercises = vmm.hidden().size();
        return Result.of(lines, text -> {
            Table table = new Table("name", "", "mistake");
            lines.forEach(line -> table.row(
                    Table.cell(Text.Role.NAME, "%s", line.name()),
                    Table.cell(Text.Role.CHANGED, "%s", line.state()),
                    Table.cell(line.mistake())));
            table.write(text);
            if (exercises > 0) {
                text.line(exercises + (exercises == 1 ? " mistake is" : " mistakes are")
                        + " made that this list does not show; 'vmm seed-bug reveal' does");
            }
        });
    }

    private static Result openly(Vmm vmm, Arguments arguments, SeededBug bug) {
        boolean off = arguments.count() > 2 && !arguments.onOff(2);
        vmm.seed(bug, !off);
        return Result.message(bug.title() + " is " + (off ? "off" : "on: " + bug.mistake()));
    }

    private static Result hide(Vmm vmm, Arguments arguments, String name) {
        int all = SeededBug.values().length;
        SeededBug bug = name.matches("[0-9]+")
                ? SeededBug.values()[arguments.number(1, "an exercise", 1, all) * STRIDE % all]
                : bug(arguments, name);
        vmm.hide(bug);
        String when =
                vmm.isOn() ? "makes a mistake now" : "will make a mistake: put one under the guest, as with 'vmm te'";
        return Result.message("the monitor " + when + "; find out which, then 'vmm seed-bug reveal'");
    }

    private static Result reveal(Vmm vmm) {
        List<SeededBug> found = new ArrayList<>(vmm.hidden());
        return Result.of(
                found.stream().map(SeededBug::title).toList(),
                text -> text.line(
                        found.isEmpty()
                                ? "no mistake is hidden"
                                : found.stream()
                                        .map(bug -> bug.title() + ": " + bug.mistake())
                                        .collect(Collectors.joining("; "))));
    }

    private static Result off(Vmm vmm) {
        List.copyOf(vmm.seeded()).forEach(bug -> vmm.seed(bug, false));
        return Result.message("the monitor makes no mistake");
    }

    private static SeededBug bug(Arguments arguments, String name) {
        return Arrays.stream(SeededBug.values())
                .filter(each -> each.title().equals(name))
                .findFirst()
                .orElseThrow(() -> arguments.error(1, "there is no mistake '" + name + "'; see vmm seed-bug"));
    }
}
