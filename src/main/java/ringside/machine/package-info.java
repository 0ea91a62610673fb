/**
 * The whole machine: a CPU, its memory, the devices of the board and guest time, wired from a
 * {@link ringside.machine.MachineConfig}; what loads guests into it; and the loop that runs it.
 *
 * <p>Read {@link ringside.machine.Machine} first, then {@link ringside.machine.RunLoop}. Everything that reaches the guest
 * from outside is a {@link ringside.time.Stimulus} given to {@link ringside.machine.Machine#stimulate}, which stamps it for
 * the journal: that, the image and the configuration are all a run depends on.
 *
 * <p>Confined to the machine thread, except {@link ringside.machine.Inbox}.
 */
package ringside.machine;
