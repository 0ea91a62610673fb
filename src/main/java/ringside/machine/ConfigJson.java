package ringside.machine;

import com.google.gson.JsonObject;
import ringside.base.StateFormatException;
import ringside.cpu.CpuModel;

/** A machine's configuration in files. */
final class ConfigJson {
    private static final String RAM = "ram";
    private static final String CPU = "cpu";
    private static final String UNITS = "units-per-second";
    private static final String EPOCH = "epoch";
    private static final String EXIT_PORT = "exit-port";
    private static final String SERIAL_PORTS = "serial-ports";

    private ConfigJson() {}

    static JsonObject write(MachineConfig config) {
        JsonObject object = new JsonObject();
        object.addProperty(RAM, config.ramBytes());
        object.addProperty(CPU, config.model().name());
        object.addProperty(UNITS, config.unitsPerSecond());
        object.addProperty(EPOCH, config.epochSeconds());
        object.addProperty(EXIT_PORT, config.exitPort());
        object.addProperty(SERIAL_PORTS, config.serialPorts());
        return object;
    }

    static MachineConfig read(JsonFields in) {
        try {
            return new MachineConfig(
                    in.integer(RAM),
                    CpuModel.parse(in.text(CPU)),
                    in.integer(UNITS),
                    in.integer(EPOCH),
                    in.integer(EXIT_PORT, -1, 0xFFFF),
                    in.integer(SERIAL_PORTS, 0, 4));
        } catch (IllegalArgumentException e) {
            throw new StateFormatException("configuration: " + e.getMessage());
        }
    }
}
