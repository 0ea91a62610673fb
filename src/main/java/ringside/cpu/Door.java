package ringside.cpu;

/**
 * The way from the machine to a monitor: fetching code from the page behind which there is no memory but {@linkplain
 * ringside.bus.PhysicalMemory#doorFrame a door} ends the run. Preallocated once per CPU, without a stack trace; thrown with EIP
 * at the door, before anything of the instruction has happened.
 */
public final class Door extends RuntimeException {
    /** Which of the page's 512 doors, of eight bytes each. */
    public int number;

    Door() {
        super(null, null, false, false);
    }

    Door at(int which) {
        number = which;
        return this;
    }
}
