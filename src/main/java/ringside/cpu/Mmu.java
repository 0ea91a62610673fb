package ringside.cpu;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import ringside.bus.PhysicalMemory;

/** Segmentation and paging: every access of the guest to memory. */
public final class Mmu {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final Vcpu cpu;
    private final byte[] bytes;

    Mmu(Vcpu cpu, PhysicalMemory memory) {
        this.cpu = cpu;
        this.bytes = memory.bytes;
    }

    /** Checks an access of {@code size} bytes against the segment and returns its linear address. */
    public int linear(int segment, int offset, int size, boolean write) {
        return cpu.segmentBase[segment] + offset;
    }

    /** Reads 8 bits at a segmented address. */
    public int read8(int segment, int offset) {
        return readLinear8(linear(segment, offset, 1, false));
    }

    /** Writes 8 bits at a segmented address. */
    public void write8(int segment, int offset, int value) {
        writeLinear8(linear(segment, offset, 1, true), value);
    }

    /** Reads 8 bits that will be written back: whatever the write could raise is raised now. */
    public int update8(int segment, int offset) {
        return updateLinear8(linear(segment, offset, 1, true));
    }

    /** Reads 8 bits at a linear address with the rights of the current privilege level. */
    public int readLinear8(int linear) {
        return bytes[linear] & 0xFF;
    }

    /** Writes 8 bits at a linear address with the rights of the current privilege level. */
    public void writeLinear8(int linear, int value) {
        bytes[linear] = (byte) value;
    }

    /** Reads 8 bits at a linear address that will be written back. */
    public int updateLinear8(int linear) {
        return readLinear8(linear);
    }

    /** Reads 8 bits as an implicit access of the system (descriptor tables, TSS): with supervisor rights. */
    public int readSystem8(int linear) {
        return readLinear8(linear);
    }

    /** Writes 8 bits as an implicit access of the system. */
    public void writeSystem8(int linear, int value) {
        writeLinear8(linear, value);
    }

    /** Reads 16 bits at a segmented address. */
    public int read16(int segment, int offset) {
        return readLinear16(linear(segment, offset, 2, false));
    }

    /** Writes 16 bits at a segmented address. */
    public void write16(int segment, int offset, int value) {
        writeLinear16(linear(segment, offset, 2, true), value);
    }

    /** Reads 16 bits that will be written back: whatever the write could raise is raised now. */
    public int update16(int segment, int offset) {
        return updateLinear16(linear(segment, offset, 2, true));
    }

    /** Reads 16 bits at a linear address with the rights of the current privilege level. */
    public int readLinear16(int linear) {
        return (short) SHORT.get(bytes, linear) & 0xFFFF;
    }

    /** Writes 16 bits at a linear address with the rights of the current privilege level. */
    public void writeLinear16(int linear, int value) {
        SHORT.set(bytes, linear, (short) value);
    }

    /** Reads 16 bits at a linear address that will be written back. */
    public int updateLinear16(int linear) {
        return readLinear16(linear);
    }

    /** Reads 16 bits as an implicit access of the system (descriptor tables, TSS): with supervisor rights. */
    public int readSystem16(int linear) {
        return readLinear16(linear);
    }

    /** Writes 16 bits as an implicit access of the system. */
    public void writeSystem16(int linear, int value) {
        writeLinear16(linear, value);
    }

    /** Reads 32 bits at a segmented address. */
    public int read32(int segment, int offset) {
        return readLinear32(linear(segment, offset, 4, false));
    }

    /** Writes 32 bits at a segmented address. */
    public void write32(int segment, int offset, int value) {
        writeLinear32(linear(segment, offset, 4, true), value);
    }

    /** Reads 32 bits that will be written back: whatever the write could raise is raised now. */
    public int update32(int segment, int offset) {
        return updateLinear32(linear(segment, offset, 4, true));
    }

    /** Reads 32 bits at a linear address with the rights of the current privilege level. */
    public int readLinear32(int linear) {
        return (int) INT.get(bytes, linear);
    }

    /** Writes 32 bits at a linear address with the rights of the current privilege level. */
    public void writeLinear32(int linear, int value) {
        INT.set(bytes, linear, value);
    }

    /** Reads 32 bits at a linear address that will be written back. */
    public int updateLinear32(int linear) {
        return readLinear32(linear);
    }

    /** Reads 32 bits as an implicit access of the system (descriptor tables, TSS): with supervisor rights. */
    public int readSystem32(int linear) {
        return readLinear32(linear);
    }

    /** Writes 32 bits as an implicit access of the system. */
    public void writeSystem32(int linear, int value) {
        writeLinear32(linear, value);
    }

    /** Reads 64 bits at a segmented address. */
    public long read64(int segment, int offset) {
        return readLinear64(linear(segment, offset, 8, false));
    }

    /** Writes 64 bits at a segmented address. */
    public void write64(int segment, int offset, long value) {
        writeLinear64(linear(segment, offset, 8, true), value);
    }

    /** Reads 64 bits that will be written back: whatever the write could raise is raised now. */
    public long update64(int segment, int offset) {
        return updateLinear64(linear(segment, offset, 8, true));
    }

    /** Reads 64 bits at a linear address with the rights of the current privilege level. */
    public long readLinear64(int linear) {
        return (long) LONG.get(bytes, linear);
    }

    /** Writes 64 bits at a linear address with the rights of the current privilege level. */
    public void writeLinear64(int linear, long value) {
        LONG.set(bytes, linear, value);
    }

    /** Reads 64 bits at a linear address that will be written back. */
    public long updateLinear64(int linear) {
        return readLinear64(linear);
    }

    /** Raises what an access would raise, without data. */
    public void probe(int linear, int size, boolean write, boolean user) {}

    /** Returns the offset in memory of the code byte at {@code linear}, or -1 if there is no memory. */
    public int fetchOffset(int linear) {
        return linear;
    }

    /** Returns the physical address behind {@code linear} or -1, without any side effect. */
    public long translatePeek(int linear) {
        return linear & 0xFFFF_FFFFL;
    }

    /** Returns the byte at {@code linear} or -1, without any side effect. */
    public int peekLinear8(int linear) {
        return bytes[linear] & 0xFF;
    }

    /** Empties the TLB, except global pages if {@code keepGlobal}. */
    public void flushTlb(boolean keepGlobal) {}

    /** Drops the translation of one page. */
    public void invalidatePage(int linear) {}

    /** Tells that CR0, CR4, EFER, A20 or the privilege level changed. */
    public void modeChanged() {}

    /** Tells that the hidden part of a segment register changed. */
    public void segmentLoaded(int segment) {}

    /** Tells that CPL, or EFLAGS.VM or AC, changed. */
    public void cplChanged() {}

    /** Tells that DR0 to DR3 or DR7 changed. */
    public void debugRegistersChanged() {}

    /** Returns the DR6 bits of I/O breakpoints that an access to {@code size} ports from {@code port} on hits. */
    public int ioBreakpoint(int port, int size) {
        return 0;
    }

    /** Loads the four PDPTE registers if PAE paging is on; #GP(0) before any change if one has reserved bits set. */
    public void loadPageDirectoryPointers(int cr3) {}
}
