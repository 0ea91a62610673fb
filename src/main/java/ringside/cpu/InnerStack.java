package ringside.cpu;

import ringside.isa.SegmentRegister;

/**
 * The stack that the current TSS names for an inner privilege level. SDM Vol. 3A, 5.8.5.
 *
 * @param selector of SS
 * @param pointer ESP, or SP out of a 286 TSS
 * @param descriptor of SS, checked for the level and marked accessed
 */
record InnerStack(int selector, int pointer, long descriptor) {
    /** Reads and checks the stack for {@code level}; #TS or #SS where it is not right. */
    static InnerStack of(Vcpu cpu, int level) {
        int base = cpu.segmentBase[SegmentRegister.TR];
        boolean wide = Descriptors.type(cpu.segmentAccess[SegmentRegister.TR]) >= Descriptors.TSS32;
        int field = wide ? level * 8 + 4 : level * 4 + 2;
        int last = field + (wide ? 7 : 3);
        if (Integer.compareUnsigned(last, cpu.segmentLimit[SegmentRegister.TR]) > 0) {
            int task = cpu.selector[SegmentRegister.TR];
            throw cpu.fault.ts(task & 0xFFFC).because(FaultCause.TSS_LIMIT, task);
        }
        int pointer = wide ? cpu.mmu.readSystem32(base + field) : cpu.mmu.readSystem16(base + field);
        int selector = cpu.mmu.readSystem16(base + field + (wide ? 4 : 2));
        return new InnerStack(selector, pointer, SegmentLoader.stack(cpu, selector, level, 10));
    }
}
