/**
 * The translator and the translation cache of {@code vmm bt}: x86 code for CPL 1 made out of the x86 code of a guest's kernel, unit by
 * unit, when it is first reached. Most instructions are copies. Others become code that works on the virtual CPU's state in the
 * cache, and what is too much for that becomes a callout, which the monitor carries out. User code runs
 * directly, or from a cache of its own: then it is code for CPL 3, in memory that the user may read and execute.
 *
 * <p>To be read in this order:
 *
 * <pre>
 *   Treatment            what becomes of each instruction
 *   Translator           makes the code for one unit, by way of Emission
 *   Point, Recovery      what an address in the cache means: the guest's EIP there, and where its ECX, EDX, ESP are
 *   Fragment             the translation of one unit
 *   TranslationCache     where fragments lie, how they are linked, found, and killed
 *   Layout               where in the linear space all this is
 * </pre>
 *
 * <p>What holds at every instruction boundary of the machine:
 *
 * <ul>
 *   <li>The guest's state can be recovered: there is a {@link ringside.vmm.bt.Point} for each instruction in the cache, so that a
 *       fault or an interrupt may come anywhere.
 *   <li>Emitted code changes no flags and no registers but ECX and EDX, which it saves first.
 *   <li>Nothing of the cache is in the guest's memory, and no read of the guest sees it: return addresses on its stack are its own.
 *   <li>Every frame that live fragments were made from is traced: a write kills them. So does another frame behind their page, once the
 *       guest has forgotten the translation. What is linked to a dead fragment finds a callout at its first byte.
 *   <li>In an exact cache, of units of one instruction, code retires what the guest's own code would; that is what lockstep
 *       compares.
 * </ul>
 *
 * <p>The package knows neither the monitor nor the machine: {@link ringside.vmm.bt.GuestCode} and
 * {@link ringside.vmm.bt.CacheMemory} are what it has of them.
 */
package ringside.vmm.bt;
