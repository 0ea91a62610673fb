package ringside.cpu;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import ringside.isa.Availability;

/**
 * What a CPU claims to be and is held to: instructions it lacks raise #UD, bits it lacks in CR4, MSRs and EFLAGS are
 * reserved.
 *
 * @param name as the user wrote it ({@code ringside32,+umip})
 * @param generation 3 for the 386, 4, 5, or 6 for the P6 family
 * @param vendor twelve characters for CPUID leaf 0
 * @param family as CPUID reports it
 * @param model as CPUID reports it
 * @param stepping as CPUID reports it
 * @param features unmodifiable
 */
public record CpuModel(
        String name, int generation, String vendor, int family, int model, int stepping, Set<CpuFeature> features) {

    private static final String INTEL = "GenuineIntel";

    private static final List<CpuModel> CATALOGUE = List.of(
            model("386", 3, 3, 0, 8, "FPU"),
            model("486", 4, 4, 3, 5, "FPU"),
            model("pentium", 5, 5, 2, 12, "FPU VME DE PSE TSC MSR CX8 CPUID"),
            model("pentiumpro", 6, 6, 1, 9, "FPU VME DE PSE TSC MSR PAE CX8 PGE CMOV CPUID RDPMC"),
            model("ringside32", 6, 6, 5, 2, "FPU VME DE PSE TSC MSR PAE CX8 SEP PGE CMOV FXSR NX CPUID RDPMC"));

    public CpuModel {
        features = Collections.unmodifiableSet(
                features.isEmpty() ? EnumSet.noneOf(CpuFeature.class) : EnumSet.copyOf(features));
    }

    /** Makes the model with a catalogue name or a whole specification; see {@link #parse}. */
    public CpuModel(String name) {
        this(parse(name));
    }

    private CpuModel(CpuModel other) {
        this(other.name, other.generation, other.vendor, other.family, other.model, other.stepping, other.features);
    }

    /** Returns the default model: Pentium Pro class with SYSENTER, FXSAVE and NX. */
    public static CpuModel ringside32() {
        return parse("ringside32");
    }

    /** Returns the models that can be named. */
    public static List<CpuModel> catalogue() {
        return CATALOGUE;
    }

    /**
     * Makes a model from {@code NAME[,+feature|,-feature|,vendor=V|,family=N|,model=N|,stepping=N]...}.
     *
     * @throws IllegalArgumentException with one line that says what is wrong and what there is
     */
    public static CpuModel parse(String specification) {
        String[] parts = specification.trim().toLowerCase(Locale.ROOT).split(",", -1);
        CpuModel result = CATALOGUE.stream()
                .filter(known -> known.name.equals(parts[0].trim()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown CPU model '" + parts[0].trim()
                        + "'; there are "
                        + CATALOGUE.stream().map(CpuModel::name).collect(Collectors.joining(", "))));
        String[] original = specification.trim().split(",", -1);
        for (int i = 1; i < parts.length; i++) {
            result = result.with(parts[i].trim(), original[i].trim());
        }
        return new CpuModel(
                specification.trim(),
                result.generation,
                result.vendor,
                result.family,
                result.model,
                result.stepping,
                result.features);
    }

    private CpuModel with(String part, String original) {
        if (part.startsWith("+") || part.startsWith("-")) {
            EnumSet<CpuFeature> changed = EnumSet.noneOf(CpuFeature.class);
            changed.addAll(features);
            CpuFeature feature = feature(part.substring(1));
            if (part.charAt(0) == '+') {
                changed.add(feature);
            } else {
                changed.remove(feature);
            }
            return new CpuModel(name, generation, vendor, family, model, stepping, changed);
        }
        int equals = part.indexOf('=');
        String key = equals < 0 ? part : part.substring(0, equals);
        String value = equals < 0 ? "" : original.substring(original.indexOf('=') + 1);
        return switch (key) {
            case "vendor" -> new CpuModel(name, generation, vendorOf(value), family, model, stepping, features);
            case "family" -> new CpuModel(name, generation, vendor, number(key, value, 270), model, stepping, features);
            case "model" -> new CpuModel(name, generation, vendor, family, number(key, value, 255), stepping, features);
            case "stepping" -> new CpuModel(name, generation, vendor, family, model, number(key, value, 15), features);
            default ->
                throw new IllegalArgumentException("'" + original
                        + "' is no part of a CPU model; use +feature, -feature, vendor=, family=, model= or stepping=");
        };
    }

    private static String vendorOf(String value) {
        if (value.length() != 12 || !value.chars().allMatch(c -> c >= ' ' && c < 127)) {
            throw new IllegalArgumentException("a CPU vendor has twelve ASCII characters, not '" + value + "'");
        }
        return value;
    }

    private static int number(String key, String value, int largest) {
        if (value.matches("[0-9]{1,3}") && Integer.parseInt(value) <= largest) {
            return Integer.parseInt(value);
        }
        throw new IllegalArgumentException(
                "CPU " + key + " is a number from 0 to " + largest + ", not '" + value + "'");
    }

    private static CpuFeature feature(String name) {
        return Arrays.stream(CpuFeature.values())
                .filter(feature -> feature.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown CPU feature '" + name + "'; there are "
                        + Arrays.stream(CpuFeature.values())
                                .map(feature -> feature.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", "))));
    }

    private static CpuModel model(String name, int generation, int family, int model, int stepping, String features) {
        EnumSet<CpuFeature> set = EnumSet.noneOf(CpuFeature.class);
        for (String feature : features.split(" ")) {
            set.add(CpuFeature.valueOf(feature));
        }
        return new CpuModel(name, generation, INTEL, family, model, stepping, set);
    }

    /** Whether the model has a feature. */
    public boolean has(CpuFeature feature) {
        return features.contains(feature);
    }

    /**
     * Whether the model decodes instructions of this kind; if not they raise #UD. x87 instructions always exist: without an
     * FPU they raise #NM, because CR0.EM is stuck at 1.
     */
    public boolean has(Availability availability) {
        return switch (availability) {
            case I386, FPU -> true;
            case I486 -> generation >= 4;
            case I586 -> generation >= 5;
            case P6 -> generation >= 6;
            case CPUID -> has(CpuFeature.CPUID);
            case TSC -> has(CpuFeature.TSC);
            case MSR -> has(CpuFeature.MSR);
            case CX8 -> has(CpuFeature.CX8);
            case CMOV -> has(CpuFeature.CMOV);
            case SEP -> has(CpuFeature.SEP);
            case FXSR -> has(CpuFeature.FXSR);
            case RDPMC -> has(CpuFeature.RDPMC);
        };
    }

    /** Returns the bits of EFLAGS that can be set on this model. SDM Vol. 1, 3.4.3; Vol. 3B, 22.17. */
    public int flagsMask() {
        return 0x0003_7FD5
                | (generation >= 4 ? Eflags.AC : 0)
                | (has(CpuFeature.CPUID) ? Eflags.ID : 0)
                | (has(CpuFeature.VME) ? Eflags.VIF | Eflags.VIP : 0);
    }

    /** Returns the bits of CR0 that can be set on this model; the rest is ignored when written. */
    public int cr0Mask() {
        return generation >= 4 ? 0xE005_003F : 0x8000_001F;
    }

    /** Whether there is a CR4 at all. */
    public boolean hasCr4() {
        return generation >= 5 || has(CpuFeature.CPUID);
    }

    /** Returns the bits of CR4 that may be set on this model; the rest raises #GP(0). */
    public int cr4Mask() {
        return (has(CpuFeature.VME) ? 0x003 : 0)
                | (has(CpuFeature.TSC) ? 0x004 : 0)
                | (has(CpuFeature.DE) ? 0x008 : 0)
                | (has(CpuFeature.PSE) ? 0x010 : 0)
                | (has(CpuFeature.PAE) ? 0x020 : 0)
                | (has(CpuFeature.PGE) ? 0x080 : 0)
                | (has(CpuFeature.RDPMC) ? 0x100 : 0)
                | (has(CpuFeature.FXSR) ? 0x200 : 0)
                | (has(CpuFeature.UMIP) ? 0x800 : 0);
    }

    /** Returns the width of physical addresses in bits. */
    public int physicalBits() {
        return has(CpuFeature.PAE) || has(CpuFeature.PSE36) ? 36 : 32;
    }

    /** Returns family, model and stepping as CPUID leaf 1 and reset report them. */
    public int signature() {
        int extendedFamily = Math.max(0, family - 15);
        return extendedFamily << 20 | (model >>> 4) << 16 | Math.min(family, 15) << 8 | (model & 15) << 4 | stepping;
    }
}
