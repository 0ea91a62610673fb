/**
 * What a stop point waits for ({@link ringside.debug.event.Trigger}) and what it is told when that happens ({@link
 * ringside.debug.event.Event}). Values only; {@link ringside.debug.Breakpoints} holds them, {@link ringside.debug.EventHooks}
 * makes them.
 */
package ringside.debug.event;
