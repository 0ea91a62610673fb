package ringside.vmm.bt;

/**
 * One instruction in a listing of translated code.
 *
 * @param eip the guest's offset that the machine's code stands for, or -1 if that depends on a register
 * @param guest the guest's instruction in Intel syntax where it begins, else an empty text
 * @param treatment what became of it where it begins, else an empty text
 * @param address where it is in the cache
 * @param code the machine's instruction in Intel syntax
 * @param note what an exit is for and where a link leads
 */
public record Line(int eip, String guest, String treatment, int address, String code, String note) {}
