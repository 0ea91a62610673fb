package ringside.vmm.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import ringside.cpu.CpuFeature;
import ringside.cpu.CpuModel;
import ringside.isa.Mnemonic;

/**
 * Popek and Goldberg's first theorem on one CPU model: a monitor by traps alone can be built if every sensitive instruction
 * is privileged.
 *
 * @param cpu the CPU model
 * @param holds whether the sensitive ones are a subset of the privileged ones
 * @param holdsForControl whether the control-sensitive ones are, which is how the theorem is often told
 * @param privileged names
 * @param controlSensitive names
 * @param behaviourSensitive names
 * @param critical the witnesses against the theorem
 * @param beyond critical here, but not in Robin and Irvine's list
 * @param missing in that list, but not critical here
 * @param switches what changes when a control bit is changed: its name, then the instructions that become critical or cease to be
 */
public record Theorem(
        String cpu,
        boolean holds,
        boolean holdsForControl,
        Set<String> privileged,
        Set<String> controlSensitive,
        Set<String> behaviourSensitive,
        Set<String> critical,
        Set<String> beyond,
        Set<String> missing,
        Map<String, String> switches) {

    /**
     * The sensitive, unprivileged instructions of the Pentium as Robin and Irvine list them (USENIX Security 2000), by our
     * names: usually counted as 17, though it has 18 names. Only for comparison with what the runs show.
     */
    private static final Map<String, String> LIST = list();

    private static Map<String, String> list() {
        Map<String, String> names = new LinkedHashMap<>();
        for (String name :
                List.of("sgdt", "sidt", "sldt", "smsw", "pushf", "popf", "lar", "lsl", "verr", "verw", "str", "int")) {
            names.put(name, name.toUpperCase());
        }
        names.put("pop sreg", "POP");
        names.put("push sreg", "PUSH");
        names.put("call far", "CALL");
        names.put("jmp far", "JMP");
        names.put("ret far", "RET");
        names.put("mov sreg", "MOVE");
        return names;
    }

    /** Returns the names that Robin and Irvine have, by our names. */
    public static Map<String, String> robinAndIrvine() {
        return LIST;
    }

    /** Tests it on a CPU model: classifies all instructions, and those that matter under other control bits too. */
    public static Theorem of(CpuModel model) {
        Map<String, Classification> classes = new Classifier(model).all();
        Map<String, String> switches = new LinkedHashMap<>();
        int usual = model.has(CpuFeature.UMIP) ? Classifier.UMIP : 0;
        Map<String, Integer> bits = new LinkedHashMap<>();
        bits.put("CR4.PVI", 1 << 1);
        bits.put("CR4.TSD", 1 << 2);
        bits.put("CR4.UMIP", Classifier.UMIP);
        bits.forEach((name, bit) -> {
            if ((model.cr4Mask() & bit) != 0) {
                boolean set = (usual & bit) == 0;
                switches.put(name + (set ? " set" : " clear"), changes(model, usual ^ bit, classes));
            }
        });
        return of(model.name(), classes, switches);
    }

    private static String changes(CpuModel model, int controls, Map<String, Classification> usual) {
        Classifier classifier = new Classifier(model, controls);
        List<String> gained = new ArrayList<>();
        List<String> lost = new ArrayList<>();
        for (Mnemonic mnemonic : Mnemonic.values()) {
            Classification before = usual.get(Classifier.name(mnemonic));
            if (before != null && (before.sensitive() || before.privileged())) {
                boolean now = classifier.classify(mnemonic).critical();
                if (now != before.critical()) {
                    (now ? gained : lost).add(before.instruction());
                }
            }
        }
        return (gained.isEmpty() ? "" : "critical too: " + String.join(", ", gained))
                + (gained.isEmpty() || lost.isEmpty() ? "" : "; ")
                + (lost.isEmpty() ? "" : "not critical any more: " + String.join(", ", lost))
                + (gained.isEmpty() && lost.isEmpty() ? "nothing changes" : "");
    }

    private static Theorem of(String cpu, Map<String, Classification> classes, Map<String, String> switches) {
        List<Classification> all = new ArrayList<>(classes.values());
        Set<String> critical =
                names(all.stream().filter(Classification::critical).toList());
        Set<String> beyond = new TreeSet<>(critical);
        beyond.removeAll(LIST.keySet());
        Set<String> missing = new TreeSet<>(LIST.keySet());
        missing.removeAll(critical);
        return new Theorem(
                cpu,
                critical.isEmpty(),
                all.stream().noneMatch(each -> each.controlSensitive() && !each.privileged()),
                names(all.stream().filter(Classification::privileged).toList()),
                names(all.stream().filter(Classification::controlSensitive).toList()),
                names(all.stream().filter(Classification::behaviourSensitive).toList()),
                critical,
                beyond,
                missing,
                switches);
    }

    private static Set<String> names(List<Classification> classes) {
        Set<String> names = new TreeSet<>();
        classes.forEach(each -> names.add(each.instruction()));
        return names;
    }
}
