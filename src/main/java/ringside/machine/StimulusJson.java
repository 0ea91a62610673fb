package ringside.machine;

import com.google.gson.JsonObject;
import java.util.HexFormat;
import ringside.time.Stimulus;

/** Stimuli in files: one object each, with its kind and the fields of the record. */
final class StimulusJson {
    private static final String KIND = "kind";

    private StimulusJson() {}

    static JsonObject write(Stimulus stimulus) {
        JsonObject out = new JsonObject();
        switch (stimulus) {
            case Stimulus.SerialByte it -> {
                out.addProperty(KIND, "serial");
                out.addProperty("port", it.port());
                out.addProperty("value", it.value());
            }
            case Stimulus.Key it -> {
                out.addProperty(KIND, "key");
                out.addProperty("code", it.code());
                out.addProperty("down", it.down());
            }
            case Stimulus.IrqLevel it -> {
                out.addProperty(KIND, "irq");
                out.addProperty("irq", it.irq());
                out.addProperty("high", it.high());
            }
            case Stimulus.Interrupt it -> {
                out.addProperty(KIND, "interrupt");
                out.addProperty("vector", it.vector());
            }
            case Stimulus.HoldInterrupts it -> {
                out.addProperty(KIND, "hold");
                out.addProperty("on", it.on());
            }
            case Stimulus.Nmi() -> out.addProperty(KIND, "nmi");
            case Stimulus.CpuException it -> {
                out.addProperty(KIND, "exception");
                out.addProperty("vector", it.vector());
                out.addProperty("has-code", it.hasCode());
                out.addProperty("code", it.code());
                out.addProperty("cr2", it.cr2());
            }
            case Stimulus.MemoryWrite it -> {
                out.addProperty(KIND, "memory");
                out.addProperty("physical", it.physical());
                out.addProperty("data", HexFormat.of().formatHex(it.data()));
            }
            case Stimulus.RegisterWrite it -> {
                out.addProperty(KIND, "register");
                out.addProperty("register", it.register());
                out.addProperty("value", it.value());
            }
            case Stimulus.PortWrite it -> {
                out.addProperty(KIND, "out");
                out.addProperty("port", it.port());
                out.addProperty("size", it.size());
                out.addProperty("value", it.value());
            }
            case Stimulus.PortRead it -> {
                out.addProperty(KIND, "in");
                out.addProperty("port", it.port());
                out.addProperty("size", it.size());
            }
            case Stimulus.Reset() -> out.addProperty(KIND, "reset");
            case Stimulus.End() -> out.addProperty(KIND, "end");
        }
        return out;
    }

    /** Reads one for a machine with the given configuration. */
    static Stimulus read(JsonFields in, MachineConfig config) {
        Stimulus stimulus = read(in);
        try {
            Stimuli.check(config, stimulus);
        } catch (IllegalArgumentException e) {
            throw in.refused(e.getMessage());
        }
        return stimulus;
    }

    private static Stimulus read(JsonFields in) {
        return switch (in.text(KIND)) {
            case "serial" -> new Stimulus.SerialByte(in.integer("port", 0, 3), in.integer("value", 0, 255));
            case "key" -> new Stimulus.Key(in.integer("code", 0, Integer.MAX_VALUE), in.truth("down"));
            case "irq" -> new Stimulus.IrqLevel(in.integer("irq", 0, 15), in.truth("high"));
            case "interrupt" -> new Stimulus.Interrupt(in.integer("vector", 0, 255));
            case "hold" -> new Stimulus.HoldInterrupts(in.truth("on"));
            case "nmi" -> new Stimulus.Nmi();
            case "exception" ->
                new Stimulus.CpuException(
                        in.integer("vector", 0, 31), in.truth("has-code"), any(in, "code"), any(in, "cr2"));
            case "memory" -> new Stimulus.MemoryWrite(in.integer("physical"), in.bytes("data"));
            case "register" -> new Stimulus.RegisterWrite(in.text("register"), in.integer("value"));
            case "out" -> new Stimulus.PortWrite(in.integer("port", 0, 0xFFFF), size(in), any(in, "value"));
            case "in" -> new Stimulus.PortRead(in.integer("port", 0, 0xFFFF), size(in));
            case "reset" -> new Stimulus.Reset();
            case "end" -> new Stimulus.End();
            default -> throw in.wrong(KIND, "a kind of stimulus that this version knows");
        };
    }

    private static int any(JsonFields in, String name) {
        return in.integer(name, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    private static int size(JsonFields in) {
        int size = in.integer("size", 1, 4);
        if (size == 3) {
            throw in.wrong("size", "1, 2 or 4");
        }
        return size;
    }
}
