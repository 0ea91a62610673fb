package ringside.exec.sbt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import ringside.cpu.CpuModel;

/** Translates all code that was discovered, ahead of time. */
public final class StaticTranslator {
    private StaticTranslator() {}

    /**
     * Makes units of all discovered code.
     *
     * @param model the CPU that will run them
     */
    public static StaticTranslation translate(ControlFlow flow, CpuModel model) {
        return translate(flow, model, () -> false);
    }

    /** Does the same; throws {@link TranslationException} soon after {@code cancelled} says so. */
    public static StaticTranslation translate(ControlFlow flow, CpuModel model, BooleanSupplier cancelled) {
        PackedUnits.Packer units = new PackedUnits.Packer();
        Map<Integer, Integer> unitAt = new TreeMap<>();
        UnitMaker.make(flow, model, unit -> {
            if (cancelled.getAsBoolean()) {
                throw new TranslationException("interrupted");
            }
            for (int block = 0; block < unit.blocks().size(); block++) {
                if (unit.gains(block)) {
                    unitAt.put(unit.blocks().get(block).eip(), units.count());
                }
            }
            try {
                units.add(UnitCodec.write(unit));
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        });
        return new StaticTranslation(
                flow.mode(),
                flow.discovered(),
                unitAt.keySet().stream().mapToInt(Integer::intValue).toArray(),
                unitAt.values().stream().mapToInt(Integer::intValue).toArray(),
                units.finish());
    }
}
