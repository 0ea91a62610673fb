package ringside.cpu;

import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;
import ringside.isa.SegmentRegister;

/**
 * The architectural state of a {@link Vcpu} but its TLB: flags materialised, hidden segment parts included, counts and time
 * included. Forms that exist for speed only are neither saved nor compared.
 */
public final class CpuState implements Stateful {
    private final Vcpu cpu;

    /** Makes a view of {@code cpu}. */
    public CpuState(Vcpu cpu) {
        this.cpu = cpu;
    }

    @Override
    public void save(StateWriter out) {
        for (int i = 0; i < 8; i++) {
            out.int64(cpu.gpr[i]);
        }
        out.int32(cpu.eip);
        out.int32(cpu.eflags());
        for (int i = 0; i < SegmentRegister.COUNT; i++) {
            out.int32(cpu.selector[i]);
            out.int32(cpu.segmentBase[i]);
            out.int32(cpu.segmentLimit[i]);
            out.int32(cpu.segmentAccess[i]);
        }
        out.int32(cpu.gdtBase);
        out.int32(cpu.gdtLimit);
        out.int32(cpu.idtBase);
        out.int32(cpu.idtLimit);
        out.int32(cpu.cr0);
        out.int32(cpu.cr2);
        out.int32(cpu.cr3);
        out.int32(cpu.cr4);
        out.ints(cpu.dr);
        out.int8(cpu.cpl);
        out.part(cpu.msrs);
        out.part(cpu.lastBranch);
        out.part(cpu.fpu);
        out.int64(cpu.icount);
        out.int64(cpu.idle);
        out.int64(cpu.tscOffset);
        out.bool(cpu.halted);
        out.bool(cpu.shutdown);
        out.bool(cpu.nmiPending);
        out.bool(cpu.nmiBlocked);
        // A shadow that is over is none.
        boolean shadow = cpu.shadowUntil >= cpu.icount;
        out.int64(shadow ? cpu.shadowUntil : -1);
        out.bool(shadow && cpu.shadowMovSs);
        out.int32(cpu.pendingDebug);
        out.bool(cpu.ignne);
    }

    @Override
    public void load(StateReader in) {
        for (int i = 0; i < 8; i++) {
            cpu.gpr[i] = in.int64();
        }
        cpu.eip = in.int32();
        cpu.eflags(in.int32());
        for (int i = 0; i < SegmentRegister.COUNT; i++) {
            cpu.selector[i] = in.int32();
            cpu.segmentBase[i] = in.int32();
            cpu.segmentLimit[i] = in.int32();
            cpu.segmentAccess[i] = in.int32();
        }
        cpu.gdtBase = in.int32();
        cpu.gdtLimit = in.int32();
        cpu.idtBase = in.int32();
        cpu.idtLimit = in.int32();
        cpu.cr0 = in.int32();
        cpu.cr2 = in.int32();
        cpu.cr3 = in.int32();
        cpu.cr4 = in.int32();
        in.ints(cpu.dr);
        cpu.cpl = in.int8();
        in.part(cpu.msrs);
        in.part(cpu.lastBranch);
        in.part(cpu.fpu);
        cpu.icount = in.int64();
        cpu.idle = in.int64();
        cpu.tscOffset = in.int64();
        cpu.halted = in.bool();
        cpu.shutdown = in.bool();
        cpu.nmiPending = in.bool();
        cpu.nmiBlocked = in.bool();
        cpu.shadowUntil = in.int64();
        cpu.shadowMovSs = in.bool();
        cpu.pendingDebug = in.int32();
        cpu.ignne = in.bool();
        cpu.deviceAccess = false;
        cpu.stopRequest = null;
        cpu.mmu.stateLoaded();
    }
}
