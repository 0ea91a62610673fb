/**
 * What the CPU and the devices are plugged into: physical memory, ports, interrupt lines.
 *
 * <p>Confined to the machine thread. Every access comes in two kinds: the guest's own, with all its side effects, and
 * the debugger's <em>peek</em>, which never changes a device.
 */
package ringside.bus;
