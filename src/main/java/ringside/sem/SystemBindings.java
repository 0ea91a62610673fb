package ringside.sem;

import static ringside.isa.Mnemonic.*;

/** Bindings of the instructions that see segments, privilege, modes, ports and events. */
final class SystemBindings {
    private SystemBindings() {}

    // spotless:off
    static void bind(Bindings table) {
        // Segment registers
        table.routine(MOV_SREG, Segments::mov);
        table.routine(PUSH_SREG, Segments::push);
        table.routine(POP_SREG, Segments::pop);
        table.routine(LDS, Segments::lds);
        table.routine(LES, Segments::les);
        table.routine(LFS, Segments::lfs);
        table.routine(LGS, Segments::lgs);
        table.routine(LSS, Segments::lss);
        // Far transfers
        table.flow(JMP_FAR, FarTransfers::jmp);
        table.flow(CALL_FAR, FarTransfers::call);
        table.flow(RET_FAR, FarTransfers::ret);
        table.flow(SYSENTER, FarTransfers::sysenter);
        table.flow(SYSEXIT, FarTransfers::sysexit);
        // Interrupts
        table.flow(INT, Interrupts::interrupt);
        table.flow(INT3, Interrupts::int3);
        table.flow(INT1, Interrupts::int1);
        table.flow(INTO, Interrupts::into);
        table.flow(IRET, Interrupts::iret);
        // Flags under IOPL
        table.routine(CLI, SystemFlags::cli);
        table.routine(STI, SystemFlags::sti);
        table.routine(PUSHF, SystemFlags::pushf);
        table.routine(POPF, SystemFlags::popf);
        // Ports
        table.routine(IN, PortOps::in);
        table.routine(OUT, PortOps::out);
        // Descriptor tables and selectors
        table.routine(LGDT, DescriptorTables::lgdt);
        table.routine(LIDT, DescriptorTables::lidt);
        table.routine(SGDT, DescriptorTables::sgdt);
        table.routine(SIDT, DescriptorTables::sidt);
        table.routine(LLDT, DescriptorTables::lldt);
        table.routine(LTR, DescriptorTables::ltr);
        table.routine(SLDT, DescriptorTables::sldt);
        table.routine(STR, DescriptorTables::str);
        table.routine(LAR, DescriptorTables::lar);
        table.routine(LSL, DescriptorTables::lsl);
        table.routine(VERR, DescriptorTables::verr);
        table.routine(VERW, DescriptorTables::verw);
        table.routine(ARPL, DescriptorTables::arpl);
        // Control and debug registers
        table.routine(MOV_CR, ControlRegisters::movCr);
        table.routine(MOV_DR, ControlRegisters::movDr);
        table.routine(CLTS, ControlRegisters::clts);
        table.routine(LMSW, ControlRegisters::lmsw);
        table.routine(SMSW, ControlRegisters::smsw);
        // The rest of the system
        table.routine(HLT, SystemOps::hlt);
        table.routine(INVD, SystemOps::invalidateCaches);
        table.routine(WBINVD, SystemOps::invalidateCaches);
        table.routine(INVLPG, SystemOps::invlpg);
        table.routine(RDTSC, SystemOps::rdtsc);
        table.routine(RDPMC, SystemOps::rdpmc);
        table.routine(RDMSR, SystemOps::rdmsr);
        table.routine(WRMSR, SystemOps::wrmsr);
        table.routine(CPUID, SystemOps::cpuid);
        table.routine(RSM, SystemOps::rsm);
    }
    // spotless:on
}
