package ringside.vmm.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ringside.cpu.CpuFeature;
import ringside.cpu.Descriptors;
import ringside.cpu.Eflags;
import ringside.cpu.FaultTrace;
import ringside.cpu.Register;
import ringside.cpu.Registers;
import ringside.cpu.Vcpu;
import ringside.isa.Decoder;
import ringside.isa.Disassembler;
import ringside.isa.Instruction;
import ringside.isa.OperandCode;
import ringside.isa.SegmentRegister;
import ringside.machine.DoorKeeper;
import ringside.machine.Excursion;
import ringside.machine.Machine;

/** Runs the next instruction on a fork and says what the architecture made of it, from the states before and after. */
public final class Explainer {
    private static final String FLAGS = "SDM Vol. 1, 3.4.3; Vol. 3A, 2.3";
    private static final int CR4_UMIP = 1 << 11;

    /** More than the machine executes for any instruction of a guest. */
    private static final int MOST = 64;

    private final Machine machine;

    /** The CPU that the next instruction is on: the guest's where it runs from a translation cache. */
    private final Vcpu cpu;

    private final List<Explanation.Rule> rules = new ArrayList<>();

    private Explainer(Machine machine) {
        this.machine = machine;
        cpu = machine.presentCpu();
    }

    /** The state that decides: kept from before the instruction. */
    private record Before(int cpl, int iopl, int flags, int cs, int ss, int esp, Map<String, Long> registers) {}

    /** Explains what the next instruction of a machine that stands still will do. */
    public static Explanation next(Machine machine) {
        return new Explainer(machine).explain();
    }

    private Explanation explain() {
        Instruction instruction = decode();
        if (instruction == null) {
            return new Explanation("(cannot be read)", state(), "", List.of(), List.of());
        }
        String text = Disassembler.intel(instruction, cpu.eip).strip().replaceAll("\\s+", " ");
        String state = state();
        Before before = before();
        int image = stackTop(instruction);
        Excursion fork = machine.state().excursion();
        List<FaultTrace.Entry> known = cpu.faults.entries();
        try {
            long icount = cpu.icount;
            step(icount);
            FaultTrace.Entry fault = newFault(known, icount);
            if (fault != null) {
                rules.add(new Explanation.Rule(fault.explain(), section(fault.vector())));
            } else {
                apply(instruction, before, image);
            }
            return new Explanation(
                    text,
                    state,
                    fault == null ? "no trap" : "trap: vector " + fault.vector(),
                    List.copyOf(rules),
                    fault == null ? changes(before) : List.of());
        } finally {
            fork.rollBack();
        }
    }

    /** Runs one of the guest's instructions, however many the machine executes for it. */
    private void step(long icount) {
        machine.run(icount + 1);
        for (int more = 1; more < MOST && machine.progress() != DoorKeeper.Progress.WHOLE; more++) {
            machine.run(icount + 1 + more);
        }
        if (cpu != machine.cpu()) {
            machine.guestCpu();
        }
    }

    private FaultTrace.Entry newFault(List<FaultTrace.Entry> known, long icount) {
        for (FaultTrace.Entry each : cpu.faults.entries()) {
            if (each.icount() == icount && !known.contains(each)) {
                return each;
            }
        }
        return null;
    }

    private String state() {
        int flags = cpu.eflags();
        String mode = cpu.virtual8086() ? "virtual-8086 mode, " : cpu.protectedMode() ? "" : "real mode, ";
        return mode + "CPL " + cpu.cpl + ", IOPL " + (flags >>> 12 & 3) + ", IF " + (flags >>> 9 & 1);
    }

    private Before before() {
        Map<String, Long> registers = new LinkedHashMap<>();
        for (Register register : Registers.all()) {
            switch (register.group()) {
                case PARTIAL, COUNTER, FLAGS -> {}
                default -> registers.put(register.name(), register.read(cpu));
            }
        }
        int flags = cpu.eflags();
        return new Before(
                cpu.cpl,
                flags >>> 12 & 3,
                flags,
                cpu.selector[SegmentRegister.CS],
                cpu.selector[SegmentRegister.SS],
                cpu.r32(4),
                registers);
    }

    private List<String> changes(Before before) {
        List<String> changes = new ArrayList<>();
        before.registers.forEach((name, old) -> {
            long now = Registers.find(name).read(cpu);
            if (now != old && !name.equals("eip")) {
                changes.add(String.format("%s %x -> %x", name, old, now));
            }
        });
        return changes;
    }

    private Instruction decode() {
        int start = cpu.segmentBase[SegmentRegister.CS] + cpu.eip;
        byte[] bytes = new byte[Decoder.MAX_LENGTH];
        int length = 0;
        while (length < bytes.length && machine.guestCpu().mmu.peekLinear8(start + length) >= 0) {
            bytes[length] = (byte) machine.guestCpu().mmu.peekLinear8(start + length);
            length++;
        }
        return length == 0 ? null : Decoder.decode(bytes, 0, length, cpu.code32());
    }

    /** Returns the flags image that POPF or IRET will take, 0 for other instructions. */
    private int stackTop(Instruction instruction) {
        int size = instruction.operandSize / 8;
        int skip =
                switch (instruction.mnemonic) {
                    case POPF -> 0;
                    case IRET -> 2 * size;
                    default -> -1;
                };
        if (skip < 0) {
            return 0;
        }
        int top = cpu.stack32() ? cpu.r32(4) : cpu.r16(4);
        int value = 0;
        for (int i = size - 1; i >= 0; i--) {
            int octet = machine.guestCpu().mmu.peekLinear8(cpu.segmentBase[SegmentRegister.SS] + top + skip + i);
            value = value << 8 | octet & 0xFF;
        }
        return value;
    }

    private void rule(String section, String format, Object... arguments) {
        rules.add(new Explanation.Rule(String.format(format, arguments), section));
    }

    private void apply(Instruction instruction, Before before, int image) {
        switch (instruction.mnemonic) {
            case POPF -> loadedFlags("POPF", before, image, "SDM Vol. 2B, POPF, table 4-15");
            case IRET -> {
                loadedFlags("IRET", before, image, "SDM Vol. 2A, IRET");
                level("IRET", before);
            }
            case PUSHF ->
                rule(
                        FLAGS,
                        "PUSHF stored the processor's own IF (%d) and IOPL (%d): whoever runs sees them",
                        before.flags >>> 9 & 1,
                        before.iopl);
            case CLI, STI ->
                rule(
                        "SDM Vol. 3A, 6.8.1",
                        cpu.protectedMode()
                                ? "%s is allowed because CPL (%d) <= IOPL (%d)"
                                : "%s is allowed in real mode (CPL %d, IOPL %d)",
                        instruction.mnemonic,
                        before.cpl,
                        before.iopl);
            case SGDT, SIDT, SLDT, STR, SMSW ->
                rule(
                        "SDM Vol. 3A, 2.4; Vol. 2B, " + instruction.mnemonic,
                        "%s stored the processor's own register: %s",
                        instruction.mnemonic,
                        umip());
            case LAR, LSL, VERR, VERW ->
                rule(
                        "SDM Vol. 3A, 5.10",
                        "%s compared DPL with CPL (%d) and RPL and %s: ZF = %d, no trap either way",
                        instruction.mnemonic,
                        before.cpl,
                        (cpu.eflags() & Eflags.ZF) != 0 ? "found the segment accessible" : "found it inaccessible",
                        cpu.eflags() >>> 6 & 1);
            case MOV_SREG, POP_SREG, PUSH_SREG -> segment(instruction, before);
            case MOV_CR, LMSW, CLTS -> control(before);
            case INT, INT3, INTO, INT1, SYSENTER, SYSEXIT, CALL_FAR, JMP_FAR, RET_FAR ->
                level(instruction.mnemonic.name(), before);
            case IN, OUT, INS, OUTS ->
                rule(
                        "SDM Vol. 1, 19.5",
                        "the port was reached because %s",
                        !cpu.protectedMode()
                                ? "real mode does not protect ports"
                                : before.cpl <= before.iopl
                                        ? "CPL (" + before.cpl + ") <= IOPL (" + before.iopl + ")"
                                        : "the I/O permission bitmap of the TSS allows it");
            case HLT ->
                rule("SDM Vol. 2A, HLT", "the processor stops until an interrupt; IF is %d", before.flags >>> 9 & 1);
            case LGDT, LIDT, LLDT, LTR, WRMSR, RDMSR, INVLPG, INVD, WBINVD, MOV_DR ->
                rule("SDM Vol. 3A, 5.9", "a privileged instruction, allowed because CPL is %d", before.cpl);
            default -> {}
        }
    }

    private String umip() {
        if (!cpu.model.has(CpuFeature.UMIP)) {
            return "this CPU model has no UMIP, so it never traps";
        }
        return (cpu.cr4 & CR4_UMIP) != 0
                ? "CR4.UMIP allows it at CPL 0 only"
                : "CR4.UMIP is clear, so it does not trap";
    }

    private void loadedFlags(String name, Before before, int image, String section) {
        int wanted = image >>> 9 & 1;
        int now = cpu.eflags();
        if (before.cpl > before.iopl && cpu.protectedMode() && !cpu.virtual8086()) {
            rule(
                    section,
                    "%s at CPL %d, IOPL %d: IF in the image (%d) was ignored, IF stays %d, no trap",
                    name,
                    before.cpl,
                    before.iopl,
                    wanted,
                    now >>> 9 & 1);
        } else {
            rule(
                    section,
                    "%s loaded IF from the image (%d), because CPL (%d) <= IOPL (%d)",
                    name,
                    wanted,
                    before.cpl,
                    before.iopl);
        }
        if (before.cpl > 0 && (image >>> 12 & 3) != before.iopl && cpu.protectedMode()) {
            rule(
                    section,
                    "IOPL in the image (%d) was ignored: only CPL 0 may load it; it stays %d",
                    image >>> 12 & 3,
                    now >>> 12 & 3);
        }
    }

    private void level(String name, Before before) {
        int cs = cpu.selector[SegmentRegister.CS];
        if (cpu.cpl == before.cpl) {
            rule("SDM Vol. 3A, 5.8", "%s stayed at CPL %d: CS %04x -> %04x", name, cpu.cpl, before.cs, cs);
        } else {
            rule(
                    "SDM Vol. 3A, 5.8 and 6.12",
                    "%s went from CPL %d to CPL %d: CS %04x -> %04x, stack %04x:%08x -> %04x:%08x",
                    name,
                    before.cpl,
                    cpu.cpl,
                    before.cs,
                    cs,
                    before.ss,
                    before.esp,
                    cpu.selector[SegmentRegister.SS],
                    cpu.r32(4));
        }
        if ((before.flags & Eflags.IF) != 0 && (cpu.systemFlags & Eflags.IF) == 0 && !name.equals("IRET")) {
            rule("SDM Vol. 3A, 6.12.1.3", "the interrupt gate cleared IF");
        }
    }

    private void segment(Instruction instruction, Before before) {
        boolean load = instruction.row.effects().endsBlock();
        List<OperandCode> operands = instruction.row.operands();
        boolean ownRegister = operands.contains(OperandCode.CS)
                || operands.contains(OperandCode.SS)
                || operands.contains(OperandCode.Sw)
                        && (instruction.reg == SegmentRegister.CS || instruction.reg == SegmentRegister.SS);
        if (!load) {
            rule(
                    "SDM Vol. 3A, 5.5",
                    ownRegister
                            ? "the selector's RPL is the level the processor really runs at (%d): it shows"
                            : "the selector is what was loaded; its RPL says nothing about the level (%d)",
                    before.cpl);
            return;
        }
        int segment = operands.contains(OperandCode.Sw) ? instruction.reg : segmentOf(operands.get(0));
        int access = cpu.segmentAccess[segment];
        rule(
                "SDM Vol. 3A, 5.6 and 5.7",
                cpu.protectedMode()
                        ? "the descriptor of %04x was loaded: base %08x, limit %08x, DPL %d against CPL %d"
                        : "real mode: the base of %04x is %08x (limit %08x; DPL %d, CPL %d do not matter)",
                cpu.selector[segment],
                cpu.segmentBase[segment],
                cpu.segmentLimit[segment],
                Descriptors.dpl(access),
                before.cpl);
    }

    private static int segmentOf(OperandCode code) {
        return switch (code) {
            case ES -> SegmentRegister.ES;
            case SS -> SegmentRegister.SS;
            case FS -> SegmentRegister.FS;
            case GS -> SegmentRegister.GS;
            default -> SegmentRegister.DS;
        };
    }

    private void control(Before before) {
        for (String name : List.of("cr0", "cr3", "cr4")) {
            long old = before.registers.get(name);
            long now = Registers.find(name).read(cpu);
            if (old != now) {
                rule(
                        "SDM Vol. 3A, 2.5 and 4.10.4.1",
                        "%s %08x -> %08x%s",
                        name.toUpperCase(),
                        old,
                        now,
                        name.equals("cr3") || ((old ^ now) & 0x8000_0000L) != 0 ? "; the TLB is flushed" : "");
            }
        }
    }

    private static String section(int vector) {
        return switch (vector) {
            case 6 -> "SDM Vol. 3A, 6.15, #UD";
            case 7 -> "SDM Vol. 3A, 2.5 and 6.15, #NM";
            case 10, 11, 12 -> "SDM Vol. 3A, 5.6 to 5.8 and 6.15";
            case 13 -> "SDM Vol. 3A, 5.9 and 6.15, #GP";
            case 14 -> "SDM Vol. 3A, 4.7";
            default -> "SDM Vol. 3A, 6.15";
        };
    }
}
