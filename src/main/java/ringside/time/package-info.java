/**
 * Guest time. Time is the number of retired instructions plus idle time, nothing else; one unit is one nanosecond of
 * guest time by default. Devices schedule against the {@link ringside.time.EventQueue}; everything that comes from
 * outside passes the journal, stamped with the instruction count.
 */
package ringside.time;
