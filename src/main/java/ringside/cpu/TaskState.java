package ringside.cpu;

import ringside.isa.SegmentRegister;

/**
 * What a task-state segment holds of a task. SDM Vol. 3A, 7.2.1 and 7.6.
 *
 * <pre>
 *   386 TSS   1Ch CR3  20h EIP  24h EFLAGS  28h EAX ECX EDX EBX ESP EBP ESI EDI  48h ES CS SS DS FS GS  60h LDT  64h T
 *   286 TSS   0Eh IP   10h FLAGS  12h AX CX DX BX SP BP SI DI  22h ES CS SS DS  2Ah LDT
 * </pre>
 *
 * @param registers EAX to EDI in encoding order; the upper halves are FFFFh out of a 286 TSS
 * @param selectors by segment register number; FS and GS are null out of a 286 TSS
 * @param trap whether entering the task is a debug trap
 */
record TaskState(int eip, int eflags, int[] registers, int[] selectors, int ldt, boolean trap) {
    /** Place of CR3 in a 386 TSS; read before the switch is sure, unlike the rest. */
    static final int CR3 = 0x1C;

    static TaskState read32(Vcpu cpu, int base) {
        Mmu mmu = cpu.mmu;
        int[] registers = new int[8];
        for (int i = 0; i < 8; i++) {
            registers[i] = mmu.readSystem32(base + 0x28 + 4 * i);
        }
        int[] selectors = new int[6];
        for (int i = 0; i < 6; i++) {
            selectors[i] = mmu.readSystem16(base + 0x48 + 4 * i);
        }
        return new TaskState(
                mmu.readSystem32(base + 0x20),
                mmu.readSystem32(base + 0x24),
                registers,
                selectors,
                mmu.readSystem16(base + 0x60),
                (mmu.readSystem8(base + 0x64) & 1) != 0);
    }

    static TaskState read16(Vcpu cpu, int base) {
        Mmu mmu = cpu.mmu;
        int[] registers = new int[8];
        for (int i = 0; i < 8; i++) {
            registers[i] = 0xFFFF_0000 | mmu.readSystem16(base + 0x12 + 2 * i);
        }
        int[] selectors = new int[6];
        for (int i = 0; i <= SegmentRegister.DS; i++) {
            selectors[i] = mmu.readSystem16(base + 0x22 + 2 * i);
        }
        return new TaskState(
                mmu.readSystem16(base + 0x0E),
                mmu.readSystem16(base + 0x10),
                registers,
                selectors,
                mmu.readSystem16(base + 0x2A),
                false);
    }

    /** Writes the CPU's state into the 386 TSS at {@code base}. */
    static void save32(Vcpu cpu, int base, int eflags, int eip) {
        Mmu mmu = cpu.mmu;
        mmu.writeSystem32(base + 0x20, eip);
        mmu.writeSystem32(base + 0x24, eflags);
        for (int i = 0; i < 8; i++) {
            mmu.writeSystem32(base + 0x28 + 4 * i, cpu.r32(i));
        }
        for (int i = 0; i < 6; i++) {
            mmu.writeSystem16(base + 0x48 + 4 * i, cpu.selector[i]);
        }
    }

    /** Writes the CPU's state into the 286 TSS at {@code base}. */
    static void save16(Vcpu cpu, int base, int eflags, int eip) {
        Mmu mmu = cpu.mmu;
        mmu.writeSystem16(base + 0x0E, eip);
        mmu.writeSystem16(base + 0x10, eflags);
        for (int i = 0; i < 8; i++) {
            mmu.writeSystem16(base + 0x12 + 2 * i, cpu.r16(i));
        }
        for (int i = 0; i <= SegmentRegister.DS; i++) {
            mmu.writeSystem16(base + 0x22 + 2 * i, cpu.selector[i]);
        }
    }
}
