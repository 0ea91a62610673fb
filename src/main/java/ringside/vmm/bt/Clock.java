package ringside.vmm.bt;

/** How the guest's kernel reads the time stamp counter. */
public enum Clock {
    /** RDTSC is copied and reads the machine's counter, which has the guest's offset. */
    DIRECT("direct"),
    /** RDTSC is copied and traps. */
    TRAP("trap"),
    /** RDTSC is a callout. */
    CALLOUT("callout"),
    /** Two loads from the cache read what the counter was when the monitor was left: fast, and stale. */
    CACHE("cache");

    private final String title;

    Clock(String title) {
        this.title = title;
    }

    /** Returns its name in commands. */
    public String title() {
        return title;
    }
}
