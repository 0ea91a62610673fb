/**
 * The virtual machine monitor under the guest, written in Java, and what it must know of instructions.
 *
 * <p>{@link ringside.vmm.study} finds out by experiment which instructions a monitor must see and explains what they did.
 */
package ringside.vmm;
