/**
 * Explains what went wrong: the chain of faults behind a triple fault with the entries that failed ({@link
 * ringside.debug.doctor.FaultStory}), and the steps of a mode switch with those that are missing ({@link
 * ringside.debug.doctor.ModeDoctor}). Looks only, and changes nothing.
 */
package ringside.debug.doctor;
