/**
 * What a Linux kernel in guest memory tells of itself: the kallsyms tables and the table of exported symbols, found by
 * their structure, without any file and without the kernel's help. Nothing here needs page tables: memory is scanned
 * physically, so it works from the moment the kernel lies unpacked in RAM.
 */
package ringside.debug.linux;
