/**
 * The devices of a PC board, each in its own file and none knowing a CPU: they are given ports, interrupt lines, guest
 * time and places to send bytes to, and are tested with fakes of these.
 *
 * <p>Rules all devices keep: they see guest time only; {@code peek} changes nothing; what a guest cannot tell apart is
 * not in their saved state; nothing interrupts before the guest has asked for it; each offers a record with what a
 * debugger shows. Read {@link ringside.dev.PicPair} and {@link ringside.dev.Pit8254} first.
 *
 * <p>Confined to the machine thread.
 */
package ringside.dev;
