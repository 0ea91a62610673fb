package ringside.vmm;

/** How the guest's privileged code is kept under control. */
public enum Technique {
    /** There is no monitor: the guest has the machine. */
    OFF("off"),
    /** Ring compression, and whatever traps is emulated: what does not trap goes wrong. */
    TRAP_AND_EMULATE("te"),
    /** The same with the critical instructions of the guest's kernel replaced by traps. */
    PATCH("patch"),
    /** The guest's kernel is translated and runs from the monitor's cache; its users run directly or from another. */
    BINARY_TRANSLATION("bt");

    private final String title;

    Technique(String title) {
        this.title = title;
    }

    /** Returns its name in commands. */
    public String title() {
        return title;
    }
}
