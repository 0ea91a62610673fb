package ringside.machine;

import ringside.cpu.CpuModel;
import ringside.time.VirtualClock;

/**
 * What a machine consists of; equal configurations and equal journals make equal runs.
 *
 * @param ramBytes size of RAM, at least 1 MiB, a multiple of 4 KiB
 * @param model the CPU
 * @param unitsPerSecond time units in a second of guest time; an instruction takes one
 * @param epochSeconds what the clock shows at power-on, in seconds since 1970
 * @param exitPort port of the debug exit device, or -1 for none
 * @param serialPorts how many UARTs there are, 0 to 4
 */
public record MachineConfig(
        long ramBytes, CpuModel model, long unitsPerSecond, long epochSeconds, int exitPort, int serialPorts) {
    /** RAM of a machine unless said otherwise. */
    public static final long DEFAULT_RAM = 128L << 20;

    /** Where the debug exit device is unless said otherwise. */
    public static final int DEFAULT_EXIT_PORT = 0x501;

    /** 1 January 2026, midnight UTC: a fixed time, so that runs repeat. */
    public static final long DEFAULT_EPOCH = 1_767_225_600L;

    private static final long PAGE = 4096;
    private static final int MAX_SERIAL_PORTS = 4;

    /** Checks the values. */
    public MachineConfig {
        if (ramBytes < 1 << 20 || ramBytes % PAGE != 0) {
            throw new IllegalArgumentException(
                    "RAM must be at least 1 MiB and whole pages, not " + ramBytes + " bytes");
        }
        if (unitsPerSecond <= 0) {
            throw new IllegalArgumentException("a second needs a positive number of time units, not " + unitsPerSecond);
        }
        if (exitPort < -1 || exitPort > 0xFFFF) {
            throw new IllegalArgumentException("the exit port must be 0 to FFFFh or -1, not " + exitPort);
        }
        if (serialPorts < 0 || serialPorts > MAX_SERIAL_PORTS) {
            throw new IllegalArgumentException("there are 0 to 4 serial ports, not " + serialPorts);
        }
    }

    /** Returns the configuration of a PC with the given CPU and 128 MiB. */
    public static MachineConfig standard(CpuModel model) {
        return new MachineConfig(
                DEFAULT_RAM,
                model,
                VirtualClock.DEFAULT_UNITS_PER_SECOND,
                DEFAULT_EPOCH,
                DEFAULT_EXIT_PORT,
                MAX_SERIAL_PORTS);
    }

    /** Returns a copy with another size of RAM. */
    public MachineConfig withRam(long bytes) {
        return new MachineConfig(bytes, model, unitsPerSecond, epochSeconds, exitPort, serialPorts);
    }

    /** Returns a copy with another exit port. */
    public MachineConfig withExitPort(int port) {
        return new MachineConfig(ramBytes, model, unitsPerSecond, epochSeconds, port, serialPorts);
    }

    /** Returns a copy with another clock at power-on. */
    public MachineConfig withEpoch(long seconds) {
        return new MachineConfig(ramBytes, model, unitsPerSecond, seconds, exitPort, serialPorts);
    }

    /** Returns a copy with another length of a time unit. */
    public MachineConfig withUnitsPerSecond(long units) {
        return new MachineConfig(ramBytes, model, units, epochSeconds, exitPort, serialPorts);
    }
}
