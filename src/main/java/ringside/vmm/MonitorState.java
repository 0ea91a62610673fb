package ringside.vmm;

import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;

/**
 * Saves and loads a monitor with the machine it belongs to. That of a virtual machine derives its shadows again, so that the state
 * is that of the same guest on a machine of its own.
 */
final class MonitorState implements Stateful {
    private final MonitorParts parts;
    private final MonitorDoors doors;
    private final Resumption resumption;
    private final ExitRecorder recorder;

    MonitorState(MonitorParts parts, MonitorDoors doors, Resumption resumption, ExitRecorder recorder) {
        this.parts = parts;
        this.doors = doors;
        this.resumption = resumption;
        this.recorder = recorder;
    }

    @Override
    public void save(StateWriter out) {
        if (!parts.isOn()) {
            return;
        }
        if (parts.isVirtual()) {
            if (parts.technique == Technique.PATCH) {
                out.part(parts.patches);
            }
            return;
        }
        out.int8(parts.technique.ordinal());
        parts.world.capturePresent();
        out.part(parts.guest);
        out.part(parts.memory);
        out.part(parts.world);
        out.part(parts.descriptors);
        out.part(parts.pages);
        out.part(parts.patches);
        out.part(parts.translation);
        out.part(parts.faults);
        out.bool(parts.traces.isOn());
        out.bool(resumption.held);
        out.part(recorder);
    }

    @Override
    public void load(StateReader in) {
        if (parts.isVirtual()) {
            if (parts.isOn()) {
                parts.forget();
                parts.patches.forget();
                if (in.remaining() > 0) {
                    in.part(parts.patches);
                }
            }
            return;
        }
        Technique loaded = in.remaining() == 0 ? Technique.OFF : Technique.values()[in.int8()];
        if (parts.isOn() && loaded == Technique.OFF) {
            parts.abandon();
        } else if (parts.isOn()) {
            parts.traces.clear();
        }
        parts.machine.memory().showReserve(loaded != Technique.OFF);
        parts.technique = loaded;
        if (parts.isOn()) {
            parts.assemble();
        }
        doors.watch(parts.isOn());
        if (!parts.isOn()) {
            return;
        }
        in.part(parts.guest);
        in.part(parts.memory);
        in.part(parts.world);
        in.part(parts.descriptors);
        in.part(parts.pages);
        in.part(parts.patches);
        in.part(parts.translation);
        parts.world.translating = parts.technique == Technique.BINARY_TRANSLATION;
        parts.translation.stops();
        in.part(parts.faults);
        parts.traces.set(in.bool());
        resumption.held = in.bool();
        in.part(recorder);
    }
}
