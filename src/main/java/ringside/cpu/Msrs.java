package ringside.cpu;

import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;

/** Model-specific registers: what they hold, and what RDMSR and WRMSR allow. SDM Vol. 4. */
public final class Msrs implements Stateful {
    /** EFER.NXE: execute-disable is enabled for PAE paging. */
    public static final long NXE = 1 << 11;

    private static final long LME = 1 << 8;

    private static final int P5_MACHINE_CHECK_ADDRESS = 0x00;
    private static final int P5_MACHINE_CHECK_TYPE = 0x01;
    private static final int TIME_STAMP_COUNTER = 0x10;
    private static final int PLATFORM_ID = 0x17;
    private static final int APIC_BASE = 0x1B;
    private static final int EBL_CR_POWERON = 0x2A;
    private static final int MICROCODE_UPDATE = 0x79;
    private static final int MICROCODE_SIGNATURE = 0x8B;
    private static final int PERFORMANCE_COUNTER = 0xC1;
    private static final int SYSENTER_CS = 0x174;
    private static final int SYSENTER_ESP = 0x175;
    private static final int SYSENTER_EIP = 0x176;
    private static final int EVENT_SELECT = 0x186;
    private static final int EFER = 0xC000_0080;

    private static final long COUNTER_MASK = (1L << 40) - 1;
    private static final int COUNTER_ENABLE = 1 << 22;

    /** Event select bits: count at CPL 1 to 3, and at CPL 0. */
    private static final int USR = 1 << 16;

    private static final int OS = 1 << 17;
    private static final int CLOCKS_UNHALTED = 0x79;
    private static final int INSTRUCTIONS_RETIRED = 0xC0;

    /** IA32_EFER, C000_0080h. */
    public long efer;

    /** IA32_SYSENTER_CS, 174h. */
    public int sysenterCs;

    /** IA32_SYSENTER_ESP, 175h. */
    public int sysenterEsp;

    /** IA32_SYSENTER_EIP, 176h. */
    public int sysenterEip;

    /** IA32_APIC_BASE, 1Bh. */
    public long apicBase;

    private long powerOn;
    private final int[] eventSelect = new int[2];

    /** What each performance counter reads, less the instruction count if it is counting. */
    private final long[] counter = new long[2];

    Msrs() {
        reset();
    }

    /** Sets the state after RESET. */
    void reset() {
        efer = 0;
        sysenterCs = 0;
        sysenterEsp = 0;
        sysenterEip = 0;
        apicBase = 0xFEE0_0900L;
        powerOn = 0;
        for (int i = 0; i < 2; i++) {
            eventSelect[i] = 0;
            counter[i] = 0;
        }
    }

    /** Returns what RDMSR reads; #GP(0) if this model has no such register. */
    public long read(Vcpu cpu, int index) {
        CpuModel model = cpu.model;
        boolean p6 = model.generation() >= 6;
        switch (index) {
            case P5_MACHINE_CHECK_ADDRESS, P5_MACHINE_CHECK_TYPE -> {
                return 0;
            }
            case TIME_STAMP_COUNTER -> {
                require(cpu, index, model.has(CpuFeature.TSC));
                return cpu.time() + cpu.tscOffset;
            }
            case PLATFORM_ID, MICROCODE_SIGNATURE -> {
                require(cpu, index, p6);
                return 0;
            }
            case APIC_BASE -> {
                require(cpu, index, p6);
                return apicBase;
            }
            case EBL_CR_POWERON -> {
                require(cpu, index, p6);
                return powerOn;
            }
            case PERFORMANCE_COUNTER, PERFORMANCE_COUNTER + 1 -> {
                require(cpu, index, model.has(CpuFeature.RDPMC));
                return performanceCounter(cpu, index - PERFORMANCE_COUNTER);
            }
            case EVENT_SELECT, EVENT_SELECT + 1 -> {
                require(cpu, index, model.has(CpuFeature.RDPMC));
                return eventSelect[index - EVENT_SELECT] & 0xFFFF_FFFFL;
            }
            case SYSENTER_CS, SYSENTER_ESP, SYSENTER_EIP -> {
                require(cpu, index, model.has(CpuFeature.SEP));
                int value = index == SYSENTER_CS ? sysenterCs : index == SYSENTER_ESP ? sysenterEsp : sysenterEip;
                return value & 0xFFFF_FFFFL;
            }
            case LastBranch.DEBUG_CTL,
                    LastBranch.BRANCH_FROM,
                    LastBranch.BRANCH_TO,
                    LastBranch.EXCEPTION_FROM,
                    LastBranch.EXCEPTION_TO -> {
                require(cpu, index, p6);
                return cpu.lastBranch.read(index);
            }
            case EFER -> {
                require(cpu, index, model.has(CpuFeature.NX));
                return efer;
            }
            default -> throw unknown(cpu, index);
        }
    }

    /** Does what WRMSR does; #GP(0) if this model has no such register or the value sets reserved bits. */
    public void write(Vcpu cpu, int index, long value) {
        CpuModel model = cpu.model;
        boolean p6 = model.generation() >= 6;
        switch (index) {
            case P5_MACHINE_CHECK_ADDRESS, P5_MACHINE_CHECK_TYPE -> {
                // Writable, but there are no machine checks whose address they could keep.
            }
            case TIME_STAMP_COUNTER -> {
                require(cpu, index, model.has(CpuFeature.TSC));
                // Processors of this age take the low doubleword only and clear the high one.
                cpu.tscOffset = (value & 0xFFFF_FFFFL) - cpu.time();
            }
            case MICROCODE_UPDATE, MICROCODE_SIGNATURE -> require(cpu, index, p6);
            case APIC_BASE -> {
                require(cpu, index, p6);
                allow(cpu, value, 0xF_FFFF_F900L);
                apicBase = value;
            }
            case EBL_CR_POWERON -> {
                require(cpu, index, p6);
                powerOn = value;
            }
            case PERFORMANCE_COUNTER, PERFORMANCE_COUNTER + 1 -> {
                require(cpu, index, model.has(CpuFeature.RDPMC));
                // Bit 31 is extended into the upper byte: SDM Vol. 3B, 18.6.8.
                setCounter(cpu, index - PERFORMANCE_COUNTER, (int) value);
            }
            case EVENT_SELECT, EVENT_SELECT + 1 -> {
                require(cpu, index, model.has(CpuFeature.RDPMC));
                int which = index - EVENT_SELECT;
                long now = performanceCounter(cpu, which);
                eventSelect[which] = (int) value;
                setCounter(cpu, which, now);
            }
            case SYSENTER_CS, SYSENTER_ESP, SYSENTER_EIP -> {
                require(cpu, index, model.has(CpuFeature.SEP));
                setSysenter(index, (int) value);
            }
            case LastBranch.DEBUG_CTL -> {
                require(cpu, index, p6);
                if (!cpu.lastBranch.write(cpu, value)) {
                    throw cpu.fault.gp(0).because(FaultCause.RESERVED_BITS, 0);
                }
            }
            case EFER -> {
                require(cpu, index, model.has(CpuFeature.NX));
                setEfer(cpu, value);
            }
            default -> throw unknown(cpu, index);
        }
    }

    private void setSysenter(int index, int value) {
        switch (index) {
            case SYSENTER_CS -> sysenterCs = value;
            case SYSENTER_ESP -> sysenterEsp = value;
            default -> sysenterEip = value;
        }
    }

    private void setEfer(Vcpu cpu, long value) {
        if ((value & LME) != 0) {
            cpu.stopRequest = "the guest sets EFER.LME to enter long mode, but CPU model " + cpu.model.name()
                    + " is a 32-bit one: use a 32-bit kernel";
        }
        allow(cpu, value, NXE);
        efer = value;
        cpu.mmu.modeChanged();
    }

    /** Returns performance counter {@code which}, 0 or 1, of 40 bits. SDM Vol. 3B, 18.6.8. */
    public long performanceCounter(Vcpu cpu, int which) {
        return counter[which] + (counting(cpu, which) ? cpu.icount : 0) & COUNTER_MASK;
    }

    private void setCounter(Vcpu cpu, int which, long value) {
        counter[which] = value - (counting(cpu, which) ? cpu.icount : 0) & COUNTER_MASK;
    }

    /** Changes CPL, at which other events may be counted than before. */
    void enterLevel(Vcpu cpu, int level) {
        if ((eventSelect[0] & COUNTER_ENABLE) == 0) {
            cpu.cpl = level;
            return;
        }
        long first = performanceCounter(cpu, 0);
        long second = performanceCounter(cpu, 1);
        cpu.cpl = level;
        setCounter(cpu, 0, first);
        setCounter(cpu, 1, second);
    }

    /** Both counters are enabled by the first event select register; only events that are instructions occur. */
    private boolean counting(Vcpu cpu, int which) {
        int event = eventSelect[which] & 0xFF;
        return (eventSelect[0] & COUNTER_ENABLE) != 0
                && (eventSelect[which] & (cpu.cpl == 0 ? OS : USR)) != 0
                && (event == CLOCKS_UNHALTED || event == INSTRUCTIONS_RETIRED);
    }

    private static void require(Vcpu cpu, int index, boolean there) {
        if (!there) {
            throw unknown(cpu, index);
        }
    }

    private static GuestFault unknown(Vcpu cpu, int index) {
        return cpu.fault.gp(0).because(FaultCause.NO_SUCH_MSR, index);
    }

    private static void allow(Vcpu cpu, long value, long mask) {
        if ((value & ~mask) != 0) {
            throw cpu.fault.gp(0).because(FaultCause.RESERVED_BITS, 0);
        }
    }

    @Override
    public void save(StateWriter out) {
        out.int64(efer);
        out.int32(sysenterCs);
        out.int32(sysenterEsp);
        out.int32(sysenterEip);
        out.int64(apicBase);
        out.int64(powerOn);
        out.ints(eventSelect);
        out.longs(counter);
    }

    @Override
    public void load(StateReader in) {
        efer = in.int64();
        sysenterCs = in.int32();
        sysenterEsp = in.int32();
        sysenterEip = in.int32();
        apicBase = in.int64();
        powerOn = in.int64();
        in.ints(eventSelect);
        in.longs(counter);
    }
}
