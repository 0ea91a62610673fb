/**
 * One virtual CPU: its architectural state, its memory management unit, and how events are delivered.
 *
 * <p>Read {@link ringside.cpu.Vcpu} first: it is state with hardly any behaviour. Semantics ({@code ringside.sem}) read
 * and write it; engines run it. Everything is confined to the machine thread.
 */
package ringside.cpu;
