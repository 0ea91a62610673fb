package ringside.machine;

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

    /**
     * Returns the CPU whose tables and page tables the guest believes to be in force; its general registers may be those of
     * another moment.
     */
    Vcpu guest();

    /** Tells that CPU and devices were reset: the machine is the guest's alone again. */
    void machineReset();
}
