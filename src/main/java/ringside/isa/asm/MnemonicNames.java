package ringside.isa.asm;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import ringside.isa.Instruction;
import ringside.isa.Mnemonic;

/** The names of instructions in sources, synonyms and names with a size included. */
final class MnemonicNames {
    /** Conditions that have other names, and those names. */
    private static final Map<String, List<String>> CONDITIONS = Map.ofEntries(
            Map.entry("B", List.of("c", "nae")),
            Map.entry("AE", List.of("nb", "nc")),
            Map.entry("E", List.of("z")),
            Map.entry("NE", List.of("nz")),
            Map.entry("BE", List.of("na")),
            Map.entry("A", List.of("nbe")),
            Map.entry("P", List.of("pe")),
            Map.entry("NP", List.of("po")),
            Map.entry("L", List.of("nge")),
            Map.entry("GE", List.of("nl")),
            Map.entry("LE", List.of("ng")),
            Map.entry("G", List.of("nle")));

    /** String instructions: the name needs a size. */
    private static final Set<Mnemonic> STRINGS = Set.of(
            Mnemonic.MOVS, Mnemonic.CMPS, Mnemonic.STOS, Mnemonic.LODS, Mnemonic.SCAS, Mnemonic.INS, Mnemonic.OUTS);

    private static final Map<String, MnemonicForm> FORMS = forms();

    private MnemonicNames() {}

    /** Whether a name, in either case, is an instruction. */
    static boolean isKnown(String name) {
        return FORMS.containsKey(name.toLowerCase(Locale.ROOT));
    }

    /** Returns what a name, in either case, means, or null. */
    static MnemonicForm form(String name) {
        return FORMS.get(name.toLowerCase(Locale.ROOT));
    }

    /** Returns all names in lower case, sorted. */
    static Set<String> names() {
        return new TreeSet<>(FORMS.keySet());
    }

    private static Map<String, MnemonicForm> forms() {
        Map<String, MnemonicForm> forms = new HashMap<>();
        for (Mnemonic mnemonic : Mnemonic.values()) {
            String name = mnemonic.name().toLowerCase(Locale.ROOT);
            if (STRINGS.contains(mnemonic)) {
                forms.put(name + "b", MnemonicForm.sized(mnemonic, 8));
                forms.put(name + "w", MnemonicForm.sized(mnemonic, 16));
                forms.put(name + "d", MnemonicForm.sized(mnemonic, 32));
            } else if (mnemonic != Mnemonic.INVALID && !name.contains("_")) {
                forms.put(name, MnemonicForm.of(mnemonic));
            }
        }
        for (String family : List.of("J", "SET", "CMOV")) {
            CONDITIONS.forEach((condition, names) -> names.forEach(name -> forms.put(
                    family.toLowerCase(Locale.ROOT) + name, MnemonicForm.of(Mnemonic.valueOf(family + condition)))));
        }
        sizes(forms);
        synonyms(forms);
        waiting(forms);
        return Map.copyOf(forms);
    }

    private static void sizes(Map<String, MnemonicForm> forms) {
        for (Mnemonic mnemonic :
                List.of(Mnemonic.PUSHA, Mnemonic.POPA, Mnemonic.PUSHF, Mnemonic.POPF, Mnemonic.IRET, Mnemonic.RET)) {
            String name = mnemonic.name().toLowerCase(Locale.ROOT);
            forms.put(name + "w", MnemonicForm.sized(mnemonic, 16));
            forms.put(name + "d", MnemonicForm.sized(mnemonic, 32));
        }
        forms.put("retf", MnemonicForm.of(Mnemonic.RET_FAR));
        forms.put("retfw", MnemonicForm.sized(Mnemonic.RET_FAR, 16));
        forms.put("retfd", MnemonicForm.sized(Mnemonic.RET_FAR, 32));
        forms.put("jcxz", new MnemonicForm(Mnemonic.JCXZ, 0, 16, false, 0));
        forms.put("jecxz", new MnemonicForm(Mnemonic.JCXZ, 0, 32, false, 0));
    }

    private static void synonyms(Map<String, MnemonicForm> forms) {
        forms.put("retn", MnemonicForm.of(Mnemonic.RET));
        forms.put("sal", MnemonicForm.of(Mnemonic.SHL));
        forms.put("loopz", MnemonicForm.of(Mnemonic.LOOPE));
        forms.put("loopnz", MnemonicForm.of(Mnemonic.LOOPNE));
        forms.put("xlatb", MnemonicForm.of(Mnemonic.XLAT));
        forms.put("icebp", MnemonicForm.of(Mnemonic.INT1));
        forms.put("ud2a", MnemonicForm.of(Mnemonic.UD2));
        forms.put("wait", MnemonicForm.of(Mnemonic.FWAIT));
        forms.put("pause", new MnemonicForm(Mnemonic.NOP, 0, 0, false, Instruction.REP));
    }

    private static void waiting(Map<String, MnemonicForm> forms) {
        for (Mnemonic mnemonic : List.of(
                Mnemonic.FNCLEX,
                Mnemonic.FNINIT,
                Mnemonic.FNSAVE,
                Mnemonic.FNSTCW,
                Mnemonic.FNSTENV,
                Mnemonic.FNSTSW)) {
            String name = "f" + mnemonic.name().substring(2).toLowerCase(Locale.ROOT);
            forms.put(name, new MnemonicForm(mnemonic, 0, 0, true, 0));
        }
    }
}
