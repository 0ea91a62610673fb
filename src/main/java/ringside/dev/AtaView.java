package ringside.dev;

/**
 * An ATA channel as a debugger sees it.
 *
 * @param present whether it has any disk
 * @param drive number of the drive that is selected, 0 or 1
 * @param status the status register
 * @param error the error register
 * @param command the last command
 * @param remaining sectors that a transfer under way has still to move
 */
public record AtaView(boolean present, int drive, int status, int error, int command, int remaining) {}
