package ringside.exec.interp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import ringside.cpu.Mmu;
import ringside.cpu.Vcpu;
import ringside.isa.SegmentRegister;

/**
 * Memory as fast ops reach it, through a flat segment: one look-up in the map in force, and everything else the MMU's way
 * with position and time exposed. Small enough to be inlined into every op.
 */
final class Access {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    private Access() {}

    /** Reads 8 bits at {@code linear} in the op's segment. */
    static int read8(Vcpu cpu, Op op, int linear) {
        Mmu mmu = cpu.mmu;
        int page = mmu.readMap[linear >>> 12];
        return page >= 0 ? mmu.bytes[page | linear & 0xFFF] & 0xFF : slowRead8(cpu, op, linear);
    }

    private static int slowRead8(Vcpu cpu, Op op, int linear) {
        op.expose(cpu);
        int value = cpu.mmu.read8(op.segment, linear);
        op.conceal(cpu);
        return value;
    }

    /** Reads, to be written back, 8 bits at {@code linear} in the op's segment. */
    static int update8(Vcpu cpu, Op op, int linear) {
        Mmu mmu = cpu.mmu;
        int page = mmu.writeMap[linear >>> 12];
        return page >= 0 ? mmu.bytes[page | linear & 0xFFF] & 0xFF : slowUpdate8(cpu, op, linear);
    }

    private static int slowUpdate8(Vcpu cpu, Op op, int linear) {
        op.expose(cpu);
        int value = cpu.mmu.update8(op.segment, linear);
        op.conceal(cpu);
        return value;
    }

    /** Writes 8 bits at {@code linear} in the op's segment. */
    static void write8(Vcpu cpu, Op op, int linear, int value) {
        Mmu mmu = cpu.mmu;
        int page = mmu.writeMap[linear >>> 12];
        if (page >= 0) {
            mmu.bytes[page | linear & 0xFFF] = (byte) value;
        } else {
            slowWrite8(cpu, op, linear, value);
        }
    }

    private static void slowWrite8(Vcpu cpu, Op op, int linear, int value) {
        op.expose(cpu);
        cpu.mmu.write8(op.segment, linear, value);
        op.conceal(cpu);
    }

    /** Reads 16 bits at {@code linear} in the op's segment. */
    static int read16(Vcpu cpu, Op op, int linear) {
        Mmu mmu = cpu.mmu;
        int page = mmu.readMap[linear >>> 12];
        return (page | 4094 - (linear & 0xFFF)) >= 0
                ? (short) SHORT.get(mmu.bytes, page | linear & 0xFFF) & 0xFFFF
                : slowRead16(cpu, op, linear);
    }

    private static int slowRead16(Vcpu cpu, Op op, int linear) {
        op.expose(cpu);
        int value = cpu.mmu.read16(op.segment, linear);
        op.conceal(cpu);
        return value;
    }

    /** Reads, to be written back, 16 bits at {@code linear} in the op's segment. */
    static int update16(Vcpu cpu, Op op, int linear) {
        Mmu mmu = cpu.mmu;
        int page = mmu.writeMap[linear >>> 12];
        return (page | 4094 - (linear & 0xFFF)) >= 0
                ? (short) SHORT.get(mmu.bytes, page | linear & 0xFFF) & 0xFFFF
                : slowUpdate16(cpu, op, linear);
    }

    private static int slowUpdate16(Vcpu cpu, Op op, int linear) {
        op.expose(cpu);
        int value = cpu.mmu.update16(op.segment, linear);
        op.conceal(cpu);
        return value;
    }

    /** Writes 16 bits at {@code linear} in the op's segment. */
    static void write16(Vcpu cpu, Op op, int linear, int value) {
        Mmu mmu = cpu.mmu;
        int page = mmu.writeMap[linear >>> 12];
        if ((page | 4094 - (linear & 0xFFF)) >= 0) {
            SHORT.set(mmu.bytes, page | linear & 0xFFF, (short) value);
        } else {
            slowWrite16(cpu, op, linear, value);
        }
    }

    private static void slowWrite16(Vcpu cpu, Op op, int linear, int value) {
        op.expose(cpu);
        cpu.mmu.write16(op.segment, linear, value);
        op.conceal(cpu);
    }

    /** Reads 32 bits at {@code linear} in the op's segment. */
    static int read32(Vcpu cpu, Op op, int linear) {
        Mmu mmu = cpu.mmu;
        int page = mmu.readMap[linear >>> 12];
        return (page | 4092 - (linear & 0xFFF)) >= 0
                ? (int) INT.get(mmu.bytes, page | linear & 0xFFF)
                : slowRead32(cpu, op, linear);
    }

    private static int slowRead32(Vcpu cpu, Op op, int linear) {
        op.expose(cpu);
        int value = cpu.mmu.read32(op.segment, linear);
        op.conceal(cpu);
        return value;
    }

    /** Reads, to be written back, 32 bits at {@code linear} in the op's segment. */
    static int update32(Vcpu cpu, Op op, int linear) {
        Mmu mmu = cpu.mmu;
        int page = mmu.writeMap[linear >>> 12];
        return (page | 4092 - (linear & 0xFFF)) >= 0
                ? (int) INT.get(mmu.bytes, page | linear & 0xFFF)
                : slowUpdate32(cpu, op, linear);
    }

    private static int slowUpdate32(Vcpu cpu, Op op, int linear) {
        op.expose(cpu);
        int value = cpu.mmu.update32(op.segment, linear);
        op.conceal(cpu);
        return value;
    }

    /** Writes 32 bits at {@code linear} in the op's segment. */
    static void write32(Vcpu cpu, Op op, int linear, int value) {
        Mmu mmu = cpu.mmu;
        int page = mmu.writeMap[linear >>> 12];
        if ((page | 4092 - (linear & 0xFFF)) >= 0) {
            INT.set(mmu.bytes, page | linear & 0xFFF, value);
        } else {
            slowWrite32(cpu, op, linear, value);
        }
    }

    private static void slowWrite32(Vcpu cpu, Op op, int linear, int value) {
        op.expose(cpu);
        cpu.mmu.write32(op.segment, linear, value);
        op.conceal(cpu);
    }

    /** Reads the doubleword at {@code linear} on the stack. */
    static int pop(Vcpu cpu, Op op, int linear) {
        Mmu mmu = cpu.mmu;
        int page = mmu.readMap[linear >>> 12];
        return (page | 4092 - (linear & 0xFFF)) >= 0
                ? (int) INT.get(mmu.bytes, page | linear & 0xFFF)
                : slowPop(cpu, op, linear);
    }

    private static int slowPop(Vcpu cpu, Op op, int linear) {
        op.expose(cpu);
        int value = cpu.mmu.read32(SegmentRegister.SS, linear);
        op.conceal(cpu);
        return value;
    }

    /** Writes the doubleword at {@code linear} on the stack. */
    static void push(Vcpu cpu, Op op, int linear, int value) {
        Mmu mmu = cpu.mmu;
        int page = mmu.writeMap[linear >>> 12];
        if ((page | 4092 - (linear & 0xFFF)) >= 0) {
            INT.set(mmu.bytes, page | linear & 0xFFF, value);
        } else {
            slowPush(cpu, op, linear, value);
        }
    }

    private static void slowPush(Vcpu cpu, Op op, int linear, int value) {
        op.expose(cpu);
        cpu.mmu.write32(SegmentRegister.SS, linear, value);
        op.conceal(cpu);
    }
}
