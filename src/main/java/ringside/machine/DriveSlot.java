package ringside.machine;

/** The places for disks. Each is an ATA drive; which of them the built-in BIOS takes for what is its own affair. */
public enum DriveSlot {
    /** First drive of the first channel: hard disk 80h. */
    DISK0("first hard disk"),
    /** Second drive of the first channel: hard disk 81h. */
    DISK1("second hard disk"),
    /** First drive of the second channel: the built-in BIOS presents it as floppy disk 00h. */
    FLOPPY("floppy drive");

    private final String title;

    DriveSlot(String title) {
        this.title = title;
    }

    /** Returns its name for the user. */
    public String title() {
        return title;
    }
}
