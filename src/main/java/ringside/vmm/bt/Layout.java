package ringside.vmm.bt;

/**
 * Where the translation cache lies in the linear space, out of the guest's reach: the doublewords that translated code and the
 * monitor share, the table of indirect targets, and the code.
 *
 * @param shared linear address of the shared doublewords
 * @param table linear address of the hash table, {@link #TABLE_SIZE} bytes
 * @param code linear address of the code
 * @param size bytes of code
 */
public record Layout(int shared, int table, int code, int size) {
    /** One entry of eight bytes for each value of 13 bits of an offset. */
    public static final int TABLE_SIZE = 8 << 13;

    /** The flags that the guest has in the virtual CPU only: {@link ringside.cpu.Eflags#IF} and IOPL. */
    static final int VIRTUAL_FLAGS = 0;

    /** Not 0 while an interrupt waits for the guest to set its flag. */
    static final int PENDING = 4;

    /** Where ECX is while translated code uses the register. */
    static final int SAVED_ECX = 8;

    /** Where EDX is while translated code uses the register. */
    static final int SAVED_EDX = 12;

    /** The time stamp counter, low and high, as of the last entry. */
    static final int TIME_LOW = 16;

    static final int TIME_HIGH = 20;

    /** Returns the linear address of a shared doubleword. */
    int shared(int which) {
        return shared + which;
    }

    /** Returns the linear address of the table's entry for an indirect target. */
    int entry(int eip) {
        return table + (eip << 3 & TABLE_SIZE - 1);
    }

    /** Whether an address lies in the code. */
    boolean holds(int linear) {
        return Integer.compareUnsigned(linear - code, size) < 0;
    }
}
