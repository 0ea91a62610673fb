package ringside.debug;

import java.util.List;
import java.util.function.BiConsumer;
import ringside.cpu.Vcpu;
import ringside.debug.event.Event;
import ringside.debug.event.Phase;
import ringside.debug.event.Trigger;
import ringside.debug.event.Trigger.Translation.Deed;
import ringside.exec.BasicBlock;
import ringside.exec.dbt.DynamicTranslator;
import ringside.exec.dbt.TranslationBlock;
import ringside.exec.dbt.TranslationListener;
import ringside.exec.interp.Block;
import ringside.isa.SegmentRegister;

/** Listens to the translator for stop points that wait for what it does; the run ends at the head or the end of the block. */
final class TranslatorHooks implements TranslationListener {
    private final DynamicTranslator translator;
    private final Vcpu cpu;
    private final BiConsumer<Breakpoint, Event> sink;
    private List<Breakpoint> armed = List.of();

    TranslatorHooks(DynamicTranslator translator, Vcpu cpu, BiConsumer<Breakpoint, Event> sink) {
        this.translator = translator;
        this.cpu = cpu;
        this.sink = sink;
    }

    /** Listens for these stop points and for no others. */
    void arm(List<Breakpoint> breakpoints) {
        armed = List.copyOf(breakpoints);
        translator.removeListener(this);
        if (!armed.isEmpty()) {
            translator.addListener(this);
        }
    }

    @Override
    public void translated(TranslationBlock unit) {
        tell(Deed.TRANSLATE, Event.Kind.TRANSLATE, unit, unit.version());
    }

    @Override
    public void dropped(TranslationBlock unit) {
        tell(Deed.INVALIDATE, Event.Kind.INVALIDATE, unit, unit.state().ordinal());
    }

    private void tell(Deed deed, Event.Kind kind, TranslationBlock unit, long value) {
        tell(deed, kind, unit.head(), unit.facts().instructions(), value, unit.id());
    }

    @Override
    public void linked(Block from, Block to) {
        tell(Deed.LINK, Event.Kind.LINK, from, 0, to.linear & 0xFFFF_FFFFL, 0);
    }

    private void tell(Deed deed, Event.Kind kind, BasicBlock block, int size, long value, int number) {
        for (Breakpoint breakpoint : armed) {
            if (breakpoint.trigger() instanceof Trigger.Translation wanted && wanted.deed() == deed) {
                // The code the event is about: EIP itself is implicit between the blocks of a run.
                Event.Origin origin = new Event.Origin(
                        cpu.icount,
                        cpu.selector[SegmentRegister.CS],
                        block.mode.base(),
                        block.eip,
                        block.mode.code32(),
                        -1);
                sink.accept(
                        breakpoint,
                        new Event(kind, Phase.AFTER, origin, block.linear & 0xFFFF_FFFFL, -1, size, 0, value, number));
                cpu.deadline = Math.min(cpu.deadline, cpu.icount);
            }
        }
    }
}
