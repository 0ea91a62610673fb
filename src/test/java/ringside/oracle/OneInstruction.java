package ringside.oracle;

import java.util.Arrays;
import ringside.bus.InterruptController;
import ringside.bus.PhysicalMemory;
import ringside.bus.PortSpace;
import ringside.cpu.CpuModel;
import ringside.cpu.SegmentLoader;
import ringside.cpu.Vcpu;
import ringside.exec.CodeBreakpoints;
import ringside.exec.ExecutionEngine;
import ringside.exec.interp.Interpreter;
import ringside.isa.SegmentRegister;

/**
 * A CPU of ours in the situation of the host oracle's process: CPL 3 on the same segments and pages, TF set, every vector
 * leading to a handler of its own at CPL 0.
 */
final class OneInstruction {
    private static final int DIRECTORY = 0x1000;
    private static final int USER_TABLE = 0x2000;
    private static final int SYSTEM_TABLE = 0x3000;

    /** Linear = physical + this for the pages only the supervisor sees; cases never get there. */
    private static final int SYSTEM = 0xFFC0_0000;

    private static final int GDT = 0x8000;
    private static final int IDT = 0x9000;
    private static final int TSS = 0xA000;
    private static final int HANDLERS = 0xB000;
    private static final int HANDLER_BYTES = 16;
    private static final int INNER_STACK_TOP = 0xE000;

    private static final long FLAT_CODE_0 = 0x00CF_9B00_0000_FFFFL;
    private static final long FLAT_DATA_0 = 0x00CF_9300_0000_FFFFL;
    private static final long FLAT_CODE_3 = 0x00CF_FB00_0000_FFFFL;
    private static final long FLAT_DATA_3 = 0x00CF_F300_0000_FFFFL;
    private static final int HLT = 0xF4;
    private static final int TF_AND_IF = 0x300;

    private final PhysicalMemory memory = new PhysicalMemory(16 << 20);
    private final Vcpu cpu;
    private final ExecutionEngine engine;
    private final HashedPage data = new HashedPage(memory.bytes, HostCase.DATA_PAGE);
    private final HashedPage stack = new HashedPage(memory.bytes, HostCase.STACK_PAGE);

    OneInstruction() {
        engine = new Interpreter(memory, new CodeBreakpoints());
        InterruptController none = new InterruptController() {
            @Override
            public boolean asserted() {
                return false;
            }

            @Override
            public int acknowledge() {
                return 0xFF;
            }
        };
        cpu = new Vcpu(CpuModel.ringside32(), memory, new PortSpace(), none);
        buildTables();
        byte[] breakpoints = new byte[HostCase.PAGE];
        Arrays.fill(breakpoints, (byte) 0xCC);
        memory.write(HostCase.CODE_PAGE, breakpoints);
        cpu.cr0 = 0x8005_0033; // PG AM WP NE ET MP PE
        cpu.cr3 = DIRECTORY;
        cpu.gdtBase = SYSTEM + GDT;
        cpu.gdtLimit = 0x3F;
        cpu.idtBase = SYSTEM + IDT;
        cpu.idtLimit = 0x7FF;
        SegmentLoader.cache(cpu, SegmentRegister.TR, 0x28, descriptor(SYSTEM + TSS, 0x67, 0x8B, 0));
        SegmentLoader.unusable(cpu, SegmentRegister.LDTR, 0);
        cpu.mmu.modeChanged();
        cpu.mmu.flushTlb(false);
    }

    /** Runs one case and tells what it did. */
    HostResult run(HostCase test) {
        data.fill(test.seed());
        stack.fill(HostCase.stackSeed(test.seed()));
        byte[] code = new byte[16];
        Arrays.fill(code, (byte) 0xCC);
        System.arraycopy(test.code(), 0, code, 0, test.code().length);
        memory.write(HostCase.START, code);
        segments(test.bits16());
        for (int i = 0; i < 8; i++) {
            cpu.r32(i, test.gpr()[i]);
        }
        cpu.eflags(test.eflags() | TF_AND_IF);
        cpu.mmu.modeChanged(); // AC may have changed
        int start = test.bits16() ? HostCase.START & 0xFFFF : HostCase.START;
        cpu.eip = start;
        cpu.pendingDebug = 0;
        cpu.shadowUntil = -1;
        cpu.halted = false;
        cpu.dr[6] = 0xFFFF_0FF0;
        cpu.horizon = Long.MAX_VALUE;
        engine.run(cpu, cpu.icount + 1);
        return result(start);
    }

    private HostResult result(int start) {
        int[] gpr = new int[8];
        for (int i = 0; i < 8; i++) {
            gpr[i] = cpu.r32(i);
        }
        int dataHash = data.hash();
        int stackHash = stack.hash();
        if (cpu.cpl == 3) {
            return new HostResult(
                    gpr, cpu.eflags(), cpu.eip - start, HostResult.NO_TRAP, 0, cpu.cr2, dataHash, stackHash);
        }
        int vector = (cpu.eip - (SYSTEM + HANDLERS)) / HANDLER_BYTES;
        int frame = gpr[4];
        boolean withCode = vector == 8 || vector >= 10 && vector <= 14 || vector == 17;
        int error = withCode ? inner(frame) : 0;
        if (withCode) {
            frame += 4;
        }
        gpr[4] = inner(frame + 12);
        return new HostResult(gpr, inner(frame + 8), inner(frame) - start, vector, error, cpu.cr2, dataHash, stackHash);
    }

    private int inner(int linear) {
        return memory.read32(linear - SYSTEM);
    }

    private void segments(boolean bits16) {
        SegmentLoader.setCpl(cpu, 3);
        if (bits16) {
            SegmentLoader.cache(cpu, SegmentRegister.CS, 0x07, descriptor(HostCase.CODE_PAGE, 0xFFFF, 0xFB, 0));
            SegmentLoader.cache(cpu, SegmentRegister.SS, 0x17, descriptor(HostCase.STACK_PAGE, 0xFFFF, 0xF3, 0));
            for (int segment : new int[] {SegmentRegister.DS, SegmentRegister.ES}) {
                SegmentLoader.cache(cpu, segment, 0x0F, descriptor(HostCase.DATA_PAGE, 0xFFFF, 0xF3, 0));
            }
        } else {
            SegmentLoader.cache(cpu, SegmentRegister.CS, 0x1B, FLAT_CODE_3);
            for (int segment : new int[] {SegmentRegister.SS, SegmentRegister.DS, SegmentRegister.ES}) {
                SegmentLoader.cache(cpu, segment, 0x23, FLAT_DATA_3);
            }
        }
        SegmentLoader.unusable(cpu, SegmentRegister.FS, 0);
        SegmentLoader.unusable(cpu, SegmentRegister.GS, 0);
    }

    private void buildTables() {
        memory.write32(DIRECTORY + (0x40_0000 >>> 22) * 4, USER_TABLE | 7);
        memory.write32(DIRECTORY + (SYSTEM >>> 22) * 4, SYSTEM_TABLE | 3);
        for (int page : new int[] {HostCase.CODE_PAGE, HostCase.DATA_PAGE, HostCase.STACK_PAGE}) {
            memory.write32(USER_TABLE + (page >>> 12 & 0x3FF) * 4, page | 7);
        }
        for (int page = 0; page < 16; page++) {
            memory.write32(SYSTEM_TABLE + page * 4, page << 12 | 3);
        }
        long[] descriptors = {0, FLAT_CODE_0, FLAT_DATA_0, FLAT_CODE_3, FLAT_DATA_3};
        for (int i = 0; i < descriptors.length; i++) {
            write64(GDT + 8 * i, descriptors[i]);
        }
        memory.write32(TSS + 4, SYSTEM + INNER_STACK_TOP);
        memory.write32(TSS + 8, 0x10);
        memory.write32(TSS + 0x64, 0x68 << 16); // no I/O permission bitmap
        for (int vector = 0; vector < 256; vector++) {
            int handler = SYSTEM + HANDLERS + HANDLER_BYTES * vector;
            int dpl = vector >= 3 && vector <= 5 ? 3 : 0; // as Linux has it: INT3, INTO and BOUND are the user's
            write64(
                    IDT + 8 * vector,
                    (long) (handler & 0xFFFF_0000 | 0x8E00 | dpl << 13) << 32 | (0x08 << 16 | handler & 0xFFFF));
            memory.write8(HANDLERS + HANDLER_BYTES * vector, HLT);
        }
    }

    private void write64(int address, long value) {
        memory.write32(address, (int) value);
        memory.write32(address + 4, (int) (value >>> 32));
    }

    private static long descriptor(int base, int limit, int access, int flags) {
        long high =
                base & 0xFF00_0000L | (long) flags << 20 | limit & 0xF_0000L | (long) access << 8 | base >>> 16 & 0xFF;
        return high << 32 | (base & 0xFFFFL) << 16 | limit & 0xFFFFL;
    }
}
