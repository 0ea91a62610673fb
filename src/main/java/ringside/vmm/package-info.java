/**
 * The virtual machine monitor under the guest. The machine is the hardware; the monitor is written in Java but has, on that
 * machine, what a monitor has: memory of its own, descriptor tables, page tables, a stack, ring 0. The guest runs above it on the
 * machine's CPU, its kernel at CPL 1.
 *
 * <pre>
 *   Vmm ---------- puts the monitor under the guest in place and takes it away; its settings and counts
 *    | MonitorParts          the parts below, made when first wanted
 *    | MonitorDoors          what machine and debugger see: the doors, the virtual CPU, the INTR pin
 *    | ExitDispatcher        answers at a door, and has it recorded
 *    | Resumption            delivers what is due and lets the guest go on, or parks it
 *    | Turn                  the turns of a virtual machine on the hardware's CPU
 *    | MonitorState          the monitor in snapshots
 *    | GuestState            the virtual CPU and guest-physical memory: what the guest believes to have
 *    | WorldSwitch           trap frame and registers to the virtual CPU; back by the machine's own IRET
 *    | TrapHandler           what a trap means: lets the virtual CPU try, reflects through the guest's IDT, sorts page faults
 *    | ShadowDescriptorTables, ShadowDescriptor    GDT, LDT, IDT, TSS of the machine, derived from the guest's
 *    | ShadowPageTables      page tables of the machine, filled by hidden faults
 *    | Traces                guest pages whose writes fault because something is derived from them
 *    | Patches               INT3 in the place of critical instructions
 *    | MonitorMemory         the reserve of the machine's memory that holds all this, at the top of every address space
 *    | ExitRecorder, ExitLog, VmExit    what entered the monitor
 *   Comparer                 one instruction on forks, bare and under each technique
 * </pre>
 *
 * <p>A trap reaches the monitor architecturally: the machine delivers it through the shadow IDT to a page behind which there is no
 * memory, and the fetch from there is a {@link ringside.cpu.Door}. No ordinary path tests for the monitor. What the monitor
 * executes for the guest counts as the guest's instruction; its own work, the IRET included, takes no time of the guest. So where
 * everything sensitive traps, a guest is equal to bare to the last bit, the TLB included, which is how this is tested; and where
 * something does not, it goes wrong as it did on the processors of that time, and nothing hides it.
 *
 * <h2>Virtual machines</h2>
 *
 * A guest in place has the machine's memory and board. A {@link ringside.vmm.VirtualMachine} has its own: its guest-physical memory
 * is a piece of the RAM of the {@link ringside.vmm.Hardware} that it shares with others, so that the shadow page tables lead from
 * guest-linear to another physical address than the guest's; its ports and memory-mapped devices are those of its own board; its
 * time advances by the instructions that retire inside it and its own idle time. To the run loop of that board the monitor is an
 * engine, {@link ringside.vmm.VirtualEngine}: it puts the virtual CPU on the CPU of the hardware, whose traps lead to the doors as
 * above, and takes it off by an interrupt of the monitor's timer. At every stop the virtual CPU is exact; nothing of the guest is
 * left on the hardware but what can be derived again. Hence a debugger, a journal and snapshots of a virtual machine are those of
 * any machine, its state hash is that of the same guest on a machine of its own, and what others do cannot show in it.
 *
 * <p>{@link ringside.vmm.study} finds out by experiment which instructions a monitor must see and explains what they did.
 */
package ringside.vmm;
