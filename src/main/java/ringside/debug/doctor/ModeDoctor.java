package ringside.debug.doctor;

import static ringside.debug.doctor.Finding.State.DONE;
import static ringside.debug.doctor.Finding.State.OPEN;
import static ringside.debug.doctor.Finding.State.WRONG;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import ringside.cpu.Eflags;
import ringside.cpu.FaultCause;
import ringside.cpu.FaultTrace;
import ringside.cpu.PageWalk;
import ringside.cpu.Vcpu;
import ringside.debug.Debugger;
import ringside.debug.DescriptorTables;
import ringside.debug.SegmentDescriptor;
import ringside.debug.expr.Address;
import ringside.isa.SegmentRegister;

/**
 * Goes through the steps from real mode to protected mode and paging, in the order of SDM Vol. 3A, 9.9, and names those
 * that are missing or wrong. Judges by the present state and by the last faults.
 */
public final class ModeDoctor {
    private static final int PG = 1 << 31;
    private static final int PSE = 1 << 4;
    private static final int PAE = 1 << 5;
    private static final int BIG = 1 << 22;
    private static final int LONG = 1 << 21;
    private static final int CODE = 1 << 11;
    private static final int BIT_20 = 1 << 20;
    private static final int REAL_VECTORS = 0x3FF;
    private static final int PAGE_SIZE = 1 << 7;

    private final Debugger debugger;
    private final Vcpu cpu;
    private final List<FaultTrace.Entry> chain;
    private final List<Finding> findings = new ArrayList<>();

    private ModeDoctor(Debugger debugger) {
        this.debugger = debugger;
        cpu = debugger.cpu();
        chain = cpu.faults.chain();
    }

    /** Returns how each step stands, in the order in which they are to be done. */
    public static List<Finding> examine(Debugger debugger) {
        ModeDoctor doctor = new ModeDoctor(debugger);
        doctor.a20();
        doctor.gdt();
        doctor.protection();
        if (cpuInProtectedMode(debugger)) {
            doctor.codeSegment();
            doctor.dataSegments();
            doctor.idt();
        }
        doctor.paging();
        return doctor.findings;
    }

    /** Returns a line about each step that is missing or wrong. */
    public static List<String> complaints(Debugger debugger) {
        return examine(debugger).stream()
                .filter(finding -> finding.state() == WRONG)
                .map(finding -> "doctor: " + finding.step() + ": " + finding.text())
                .toList();
    }

    private static boolean cpuInProtectedMode(Debugger debugger) {
        return debugger.cpu().protectedMode() && !debugger.cpu().virtual8086();
    }

    private void add(String step, Finding.State state, String text, Object... arguments) {
        findings.add(new Finding(step, state, arguments.length == 0 ? text : String.format(text, arguments)));
    }

    private boolean faulted(FaultCause cause) {
        return cpu.faults.entries().stream().anyMatch(entry -> entry.cause() == cause);
    }

    private FaultTrace.Entry fault(FaultCause... causes) {
        for (FaultTrace.Entry entry : chain) {
            if (Arrays.asList(causes).contains(entry.cause())) {
                return entry;
            }
        }
        return null;
    }

    private void a20() {
        boolean on = debugger.target()
                .machine()
                .map(machine -> machine.memory().a20())
                .orElse(true);
        if (on) {
            add("A20", DONE, "address line 20 is on");
            return;
        }
        String what = "address line 20 is off, so odd megabytes are those below: l:00100000 reads p:00000000";
        boolean needed = cpu.protectedMode() || ((pc() | cpu.gdtBase) & BIT_20) != 0;
        add(
                "A20",
                needed ? WRONG : OPEN,
                what + "; switch it on by port 92h bit 1, the keyboard controller or INT 15h AX=2401h");
    }

    private int pc() {
        return cpu.segmentBase[SegmentRegister.CS] + cpu.eip;
    }

    private SegmentDescriptor entry(int selector) {
        return DescriptorTables.find(cpu, debugger.memory(), selector);
    }

    private void gdt() {
        FaultTrace.Entry beyond = fault(FaultCause.TABLE_LIMIT);
        String place = String.format("base l:%08x limit %04x", cpu.gdtBase, cpu.gdtLimit);
        if (beyond != null && (beyond.subject() & 4) == 0) {
            add(
                    "GDT limit",
                    WRONG,
                    "%s ends before selector %04x; the limit is the table's size - 1, at least %04x here",
                    place,
                    beyond.subject() & 0xFFFF,
                    (beyond.subject() & 0xFFF8) + 7);
            return;
        }
        boolean loaded = cpu.gdtBase != 0 || cpu.gdtLimit != 0xFFFF;
        if (!loaded) {
            add("GDT", cpu.protectedMode() ? WRONG : OPEN, "GDTR is as after reset: no LGDT yet");
            return;
        }
        if (!hasCode()) {
            add(
                    "GDT",
                    cpu.protectedMode() ? WRONG : OPEN,
                    "%s holds no present code segment: LGDT got a wrong address (DS, the base's upper byte with a"
                            + " 16-bit LGDT, or the segment's base left out), or the table is not filled",
                    place);
            return;
        }
        if ((cpu.gdtLimit & 7) != 7) {
            add("GDT limit", OPEN, "%s is no multiple of 8 less 1; the limit is the table's size - 1", place);
            return;
        }
        add("GDT", DONE, "%s holds %d entries", place, (cpu.gdtLimit + 1) / 8);
    }

    private boolean hasCode() {
        for (int selector = 8; selector + 7 <= Math.min(cpu.gdtLimit, 0x7FF); selector += 8) {
            SegmentDescriptor descriptor = entry(selector);
            if (descriptor != null
                    && !descriptor.isSystem()
                    && descriptor.isPresent()
                    && (descriptor.high() & CODE) != 0) {
                return true;
            }
        }
        return false;
    }

    private void protection() {
        if (faulted(FaultCause.CR0_COMBINATION) && (cpu.cr0 & 1) == 0) {
            add(
                    "CR0.PE before CR0.PG",
                    WRONG,
                    "CR0.PG was to be set while CR0.PE is clear: set PE first, or both at once");
        } else {
            add(
                    "CR0.PE",
                    cpu.protectedMode() ? DONE : OPEN,
                    cpu.protectedMode() ? "protected mode is on" : "real mode");
        }
    }

    /** Whether a segment register still holds what real mode left in it. */
    private boolean isReal(int segment) {
        int selector = cpu.selector[segment];
        SegmentDescriptor descriptor = entry(selector);
        boolean shape = cpu.segmentBase[segment] == selector << 4
                && cpu.segmentLimit[segment] == 0xFFFF
                && (cpu.segmentAccess[segment] & BIG) == 0;
        boolean fromTable = (selector & 0xFFFC) != 0
                && descriptor != null
                && descriptor.base() == cpu.segmentBase[segment]
                && descriptor.limit() == cpu.segmentLimit[segment];
        return shape && !fromTable;
    }

    private void codeSegment() {
        int cs = cpu.selector[SegmentRegister.CS];
        FaultTrace.Entry wrong = fault(
                FaultCause.CODE_NULL, FaultCause.CODE_TYPE, FaultCause.CODE_NOT_PRESENT, FaultCause.CODE_PRIVILEGE);
        if (isReal(SegmentRegister.CS)) {
            FaultTrace.Entry cause = wrong == null ? fault(FaultCause.TABLE_LIMIT) : wrong;
            String why = cause != null && cause.delivering() == FaultTrace.INSTRUCTION
                    ? "the far jump failed: " + cause.cause().explain(cause.subject())
                    : "jump far to a code selector of the GDT directly behind MOV CR0";
            add(
                    "far jump",
                    WRONG,
                    "CS still holds real-mode segment %04x (base %08x, 16-bit) although CR0.PE is set: %s",
                    cs,
                    cpu.segmentBase[SegmentRegister.CS],
                    why);
            return;
        }
        add("far jump", DONE, "CS %04x was loaded in protected mode", cs);
        SegmentDescriptor descriptor = entry(cs);
        boolean flat = descriptor != null && descriptor.base() == 0 && descriptor.limit() == -1;
        if (descriptor != null && (descriptor.high() & LONG) != 0) {
            add(
                    "CS.D",
                    WRONG,
                    "the descriptor of CS %04x has L set, for 64-bit code; this CPU runs it as %s-bit code",
                    cs,
                    cpu.code32() ? "32" : "16");
        } else if (!cpu.code32() && flat) {
            add(
                    "CS.D",
                    WRONG,
                    "CS %04x is flat but D is clear: its code runs as 16-bit code; set bit 22 of the upper doubleword"
                            + " (byte 6 CFh, not 8Fh)",
                    cs);
        } else {
            add("CS.D", DONE, "code runs as %s-bit code", cpu.code32() ? "32" : "16");
        }
    }

    private void dataSegments() {
        List<String> left = new ArrayList<>();
        String[] names = {"es", "cs", "ss", "ds"};
        for (int segment : new int[] {SegmentRegister.DS, SegmentRegister.ES, SegmentRegister.SS}) {
            if (isReal(segment)) {
                left.add(names[segment]);
            }
        }
        FaultTrace.Entry access = fault(FaultCause.SEGMENT_LIMIT, FaultCause.STACK_ROOM, FaultCause.SEGMENT_UNUSABLE);
        if (left.isEmpty()) {
            add("data segments", DONE, "DS, ES and SS were loaded in protected mode");
        } else {
            add(
                    "data segments",
                    access == null ? OPEN : WRONG,
                    "%s still hold%s what real mode left (64 KiB from selector * 16): load data selectors of the GDT",
                    String.join(", ", left),
                    left.size() == 1 ? "s" : "");
        }
    }

    private void idt() {
        boolean real = cpu.idtBase == 0 && cpu.idtLimit == REAL_VECTORS;
        boolean unreadable = debugger.memory().peek(Address.linear(cpu.idtBase)) < 0;
        boolean interrupts = (cpu.systemFlags & Eflags.IF) != 0;
        boolean first = chain.stream().anyMatch(entry -> entry.delivering() >= 32);
        if (real) {
            boolean enabled = interrupts || first;
            add(
                    "IDT",
                    enabled ? WRONG : OPEN,
                    enabled
                            ? "interrupts are on, but IDTR still points at the real-mode vectors: CLI before the switch, LIDT"
                                    + " before STI"
                            : "IDTR still points at the real-mode vectors, so every fault is a triple fault");
        } else if (unreadable) {
            add("IDT", WRONG, "the IDT at l:%08x is not mapped", cpu.idtBase);
        } else {
            add("IDT", DONE, "base l:%08x limit %04x", cpu.idtBase, cpu.idtLimit);
        }
    }

    private void paging() {
        if ((cpu.cr0 & PG) == 0) {
            add("paging", OPEN, "off");
            return;
        }
        PageWalk walk = PageWalk.explain(cpu, pc());
        boolean largeIgnored = (cpu.cr4 & (PSE | PAE)) == 0
                && !walk.levels().isEmpty()
                && (walk.levels().get(0).value() & PAGE_SIZE) != 0;
        if (largeIgnored) {
            add(
                    "CR4.PSE",
                    WRONG,
                    "the directory entry of l:%08x has PS set, but CR4.PSE is clear: it is taken for a page table",
                    pc());
        } else if (walk.translation().physical() < 0) {
            add(
                    "paging",
                    WRONG,
                    "the next instruction at l:%08x is not mapped (%s): map the code where it runs, 1:1, before setting CR0.PG",
                    pc(),
                    walk.translation().problem());
        } else {
            add("paging", DONE, "CR3 %08x maps the next instruction", cpu.cr3);
        }
    }
}
