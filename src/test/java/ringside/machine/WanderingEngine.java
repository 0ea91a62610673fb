package ringside.machine;

import ringside.bus.PhysicalMemory;
import ringside.cpu.CpuModel;
import ringside.cpu.GuestFault;
import ringside.cpu.Mmu;
import ringside.cpu.Vcpu;
import ringside.exec.ExecutionEngine;
import ringside.exec.StopReason;
import ringside.isa.SegmentRegister;

/**
 * Stands in for a guest that treats its memory badly. Each "instruction" is chosen by a number that lives in EAX and EDX: it
 * reads, writes, remaps pages without flushing, clears accessed and dirty bits, flushes, and changes level. All of its
 * state is the machine's.
 */
final class WanderingEngine implements ExecutionEngine {
    static final int DIRECTORY = 0x1000;
    static final int TABLE = 0x2000;
    static final int FIRST_DATA = 0x10_0000;

    private static final int DATA_PAGES = 64;
    private static final int DS = SegmentRegister.DS;

    private final PhysicalMemory memory;

    private WanderingEngine(PhysicalMemory memory) {
        this.memory = memory;
    }

    /** Makes a machine with flat segments and page tables that lead to the data pages over and over. */
    static Machine machine(long ram) {
        Machine machine =
                new Machine(MachineConfig.standard(CpuModel.ringside32()).withRam(ram));
        machine.use(new WanderingEngine(machine.memory()));
        Vcpu cpu = machine.cpu();
        for (int segment = 0; segment < SegmentRegister.LDTR; segment++) {
            cpu.segmentBase[segment] = 0;
            cpu.segmentLimit[segment] = -1;
            cpu.segmentAccess[segment] = segment == SegmentRegister.CS ? 0xC0_9B00 : 0xC0_9300;
        }
        machine.memory().write32(DIRECTORY, TABLE | 7);
        for (int page = 0; page < 1024; page++) {
            machine.memory().write32(TABLE + 4 * page, FIRST_DATA + page % DATA_PAGES * 4096 | 7);
        }
        cpu.cr3 = DIRECTORY;
        cpu.cr0 = 0x8000_0001;
        cpu.mmu.stateLoaded();
        cpu.r32(0, 12345);
        return machine;
    }

    @Override
    public StopReason run(Vcpu cpu, long untilIcount) {
        while (cpu.icount < untilIcount && cpu.icount < cpu.horizon) {
            try {
                step(cpu);
            } catch (GuestFault fault) {
                cpu.cr2 = fault.address;
                cpu.r32(3, cpu.r32(3) * 31 + fault.errorCode);
                cpu.cpl = 0;
                cpu.mmu.cplChanged();
            }
            cpu.icount++;
            cpu.eip++;
        }
        return StopReason.LIMIT;
    }

    private void step(Vcpu cpu) {
        long mixed = (cpu.gpr[0] | cpu.gpr[2] << 32) * 0x5851_F42D_4C95_7F2DL + 0x1405_7B7E_F767_814FL;
        cpu.gpr[0] = mixed & 0xFFFF_FFFFL;
        cpu.gpr[2] = mixed >>> 32;
        int random = (int) (mixed >>> 32);
        int address = random & 0x3F_FFFF;
        Mmu mmu = cpu.mmu;
        switch (random >>> 22 & 31) {
            case 0 -> {
                if (random >>> 27 == 0 && (address & 7) == 0) {
                    mmu.flushTlb(true);
                }
            }
            case 1 -> mmu.invalidatePage(address);
            case 2, 3, 4, 5 -> remap(address, FIRST_DATA + (random >>> 27) * 4096 | 7);
            case 6, 7 -> remap(address, FIRST_DATA + (random >>> 27) * 4096 | random & 7);
            case 8, 9, 10 -> remap(address, memory.read32(TABLE + (address >>> 12) * 4) & ~0x60);
            case 11 -> {
                cpu.cpl ^= 3;
                mmu.cplChanged();
            }
            case 12, 13 -> mmu.write8(DS, address, mmu.update8(DS, address) + 1);
            case 14, 15, 16, 17, 18, 19 -> mmu.write32(DS, address, cpu.r32(1));
            default -> cpu.r32(1, cpu.r32(1) * 7 + mmu.read32(DS, address));
        }
    }

    /** Changes the page-table entry of an address behind the TLB's back. */
    private void remap(int address, int entry) {
        memory.write32(TABLE + (address >>> 12) * 4, entry);
    }
}
