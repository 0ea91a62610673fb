/**
 * Guest time. Time is the number of retired instructions plus idle time, nothing else; one unit is one nanosecond of
 * guest time by default. Devices schedule against the {@link ringside.time.EventQueue} and convert with exact integer
 * {@linkplain ringside.time.Rate rates}; everything that comes from outside is a {@link ringside.time.Stimulus} that
 * passes the journal, stamped with its time.
 *
 * <p>Confined to the machine thread, except {@link ringside.time.HostClock}.
 */
package ringside.time;
