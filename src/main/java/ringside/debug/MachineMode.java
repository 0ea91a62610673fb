package ringside.debug;

import ringside.cpu.Vcpu;

/** How the CPU reads code now; the name is what the prompt shows. */
public enum MachineMode {
    REAL16("real16"),
    /** Real mode with a 32-bit code segment left over from protected mode. */
    REAL32("real32"),
    V86("v86"),
    PM16("pm16"),
    PM32("pm32");

    private final String label;

    MachineMode(String label) {
        this.label = label;
    }

    /** Returns the present mode of a CPU. */
    public static MachineMode of(Vcpu cpu) {
        if (!cpu.protectedMode()) {
            return cpu.code32() ? REAL32 : REAL16;
        }
        if (cpu.virtual8086()) {
            return V86;
        }
        return cpu.code32() ? PM32 : PM16;
    }

    public String label() {
        return label;
    }
}
