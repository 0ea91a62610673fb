package ringside.exec;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ringside.bus.PhysicalMemory;
import ringside.cpu.Vcpu;
import ringside.exec.dbt.DynamicTranslator;
import ringside.exec.dbt.UnitSources;
import ringside.exec.interp.Interpreter;
import ringside.exec.sbt.CodeSpace;
import ringside.exec.sbt.ControlFlow;
import ringside.exec.sbt.ControlFlowRecovery;
import ringside.exec.sbt.StaticTranslation;
import ringside.exec.sbt.StaticTranslations;
import ringside.exec.sbt.StaticTranslator;
import ringside.exec.sbt.TranslationFile;
import ringside.isa.SegmentRegister;

/**
 * Static translation for guests of which nothing is known beforehand: wherever a run stops for want of discovered code, it
 * translates what can be discovered from there, by way of the bytes of a file, and goes on.
 */
public final class AheadEngine implements ExecutionEngine {
    private static final int PAGE = 4096;
    private static final int AROUND = 1 << 13;
    private static final int MOST = 32;

    /** Translations from one place after which its code is held to be one that changes all the time. */
    private static final int PATIENCE = 4;

    /** Translations after which a guest is held to wander through memory. */
    private static final int ENOUGH = 64;

    private final DynamicTranslator translator;
    private final StaticTranslations translations;
    private final PhysicalMemory memory;
    private final Interpreter rest;
    private final Map<Integer, Integer> attempts = new HashMap<>();
    private int translated;

    /** Makes an engine that takes units from {@code translations} by way of {@code translator}. */
    public AheadEngine(
            DynamicTranslator translator,
            StaticTranslations translations,
            UnitSources sources,
            PhysicalMemory memory,
            CodeBreakpoints breakpoints) {
        this.translator = translator;
        this.translations = translations;
        this.memory = memory;
        rest = new Interpreter(memory, breakpoints);
        translator.sources(sources);
        translator.settings().threshold = 2;
        translator.settings().staticThreshold = 1;
        translator.settings().staticExits = 20;
    }

    static AheadEngine make(PhysicalMemory memory, CodeBreakpoints breakpoints, UnitSources sources) {
        StaticTranslations translations = new StaticTranslations();
        return new AheadEngine(
                new DynamicTranslator(memory, breakpoints, translations), translations, sources, memory, breakpoints);
    }

    /** Returns the engine behind it. */
    public DynamicTranslator translator() {
        return translator;
    }

    /** Returns how often it has translated. */
    public int translated() {
        return translated;
    }

    @Override
    public ExecutionHistory history() {
        return translator.history();
    }

    @Override
    public StopReason run(Vcpu cpu, long untilIcount) {
        if (translated == 0 && translator.sources() == UnitSources.BOTH) {
            translate(cpu);
        }
        while (true) {
            StopReason reason = translator.run(cpu, untilIcount);
            if (reason != StopReason.REQUESTED || !cpu.stopRequest.startsWith("unknown target")) {
                return reason;
            }
            cpu.stopRequest = null;
            if (translated > ENOUGH) {
                return rest.run(cpu, untilIcount);
            }
            int here = cpu.segmentBase[SegmentRegister.CS] + cpu.eip;
            if (attempts.merge(here, 1, Integer::sum) > PATIENCE || !translate(cpu)) {
                // Code that is rewritten again and again, or that is in no memory.
                StopReason one = rest.run(cpu, cpu.icount + 1);
                if (one != StopReason.LIMIT || cpu.icount >= untilIcount) {
                    return one;
                }
            }
        }
    }

    private boolean translate(Vcpu cpu) {
        int here = cpu.segmentBase[SegmentRegister.CS] + cpu.eip;
        CodeSpace space = new CodeSpace(
                number -> page(cpu, number), List.of(new CodeSpace.Range((here & -PAGE) - AROUND, 2L * AROUND)));
        ControlFlow flow = ControlFlowRecovery.recover(space, CodeMode.of(cpu), List.of(here));
        if (flow.starts().isEmpty()) {
            return false;
        }
        StaticTranslation made = StaticTranslator.translate(flow, cpu.model);
        if (translations.loaded().size() >= MOST) {
            translations.clear();
        }
        translations.add(TranslationFile.read(TranslationFile.write(made, cpu.model), cpu.model));
        translated++;
        return true;
    }

    private byte[] page(Vcpu cpu, int number) {
        long physical = cpu.mmu.translatePeek(number << 12);
        int offset = physical < 0 ? -1 : memory.offsetOf(physical);
        return offset < 0 ? null : Arrays.copyOfRange(memory.bytes, offset, offset + PAGE);
    }
}
