/**
 * The debugger: stops, breakpoints, stepping, symbols and inspection of one machine. Console and scripts talk to {@link
 * ringside.debug.Debugger} and nothing below it.
 *
 * <p>Read {@link ringside.debug.Target} (what a machine must offer), {@link ringside.debug.Debugger} (run control) and
 * {@link ringside.debug.Stop} (why a run ended). Inspection never has side effects on the guest; every change goes
 * through {@link ringside.debug.Target#stimulate}, so that it is in the journal. Confined to the machine thread, except
 * {@link ringside.debug.Debugger#interrupt}.
 */
package ringside.debug;
