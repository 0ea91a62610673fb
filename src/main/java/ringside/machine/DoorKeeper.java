package ringside.machine;

import java.util.function.Consumer;
import ringside.cpu.Vcpu;

/** Who answers when the machine comes to a {@link ringside.cpu.Door}: a monitor. */
public interface DoorKeeper {
    /**
     * Takes over at a door, until the machine may run on.
     *
     * @return why the run must end now, or null
     */
    Stop enter(int door);

    /** Returns the door that the CPU stands at without having opened it, because its instructions were up; -1 if none. */
    int waiting();

    /** Whether the monitor has the machine now, so that the guest's instruction is on {@link #guest} and not on the machine. */
    boolean inside();

    /** Whether the machine executes what the monitor has made of the guest's code: then too, {@link #guest} is up to date. */
    default boolean translating() {
        return false;
    }

    /** How far the guest is in what the machine executes for one of its instructions. */
    enum Progress {
        /** It is at a boundary of its own instructions. */
        WHOLE,
        /** The machine has begun with what stands for its next instruction. */
        BEGUN,
        /** Its last instruction is done, but the machine has not left what stands for that. */
        ENDED
    }

    /** Returns how far the guest is. */
    default Progress progress() {
        return Progress.WHOLE;
    }

    /**
     * Returns the CPU whose tables and page tables the guest believes to be in force; its general registers may be those of
     * another moment unless the monitor is {@link #inside}.
     */
    Vcpu guest();

    /**
     * Changes the guest from outside: {@code change} gets the guest's own CPU, up to date, and what it leaves there is what the
     * guest goes on with. The machine's CPU is the monitor's then.
     */
    void change(Consumer<Vcpu> change);

    /** Tells that CPU and devices were reset: the machine is the guest's alone again. */
    void machineReset();
}
