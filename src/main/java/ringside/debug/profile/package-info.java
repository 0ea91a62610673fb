/**
 * Counts how the guest behaves: where branches go, which blocks and pages are hot, which values instructions move, and how
 * a modelled cache would do.
 *
 * <p>Read {@link ringside.debug.profile.Profiler} first. Code is seen by a {@link ringside.exec.CodeProbe}, data by keeping
 * all pages out of the CPU's maps, so that each access takes the slow path: both are exact, equal under all engines, unseen by
 * the guest, and cost nothing while nothing is profiled. Excursions of the debugger are not counted. Every table is bounded;
 * what finds no room in it is counted as such.
 */
package ringside.debug.profile;
