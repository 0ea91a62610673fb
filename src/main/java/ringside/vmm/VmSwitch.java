package ringside.vmm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ringside.cpu.Register;
import ringside.cpu.Registers;
import ringside.cpu.Vcpu;
import ringside.isa.SegmentRegister;

/**
 * A switch of the hardware's CPU from one virtual machine to the next, in the eight steps that textbooks give, one at a time: what
 * otherwise happens between two turns. No instruction of either guest retires meanwhile.
 */
public final class VmSwitch {
    private static final String[] TITLES = {
        "timer interrupt in the running VM",
        "context switch to the VMM",
        "the VMM saves the state of the running VM",
        "the VMM determines the next VM",
        "the VMM sets its timer",
        "the VMM restores the state of the next VM",
        "the VMM sets the PC of the next VM",
        "the next VM is active"
    };

    /**
     * What a step did.
     *
     * @param number counted from 1
     * @param changes what registers of the hardware's CPU became
     */
    public record Step(int number, String title, String detail, Map<String, String> changes) {}

    private final VirtualMachines all;
    private final VirtualMachine from;
    private final Vcpu cpu;
    private VirtualMachine to;
    private boolean interrupted;
    private int done;

    /** Prepares the switch away from a virtual machine, which is put on the CPU if it is not there. */
    public VmSwitch(VirtualMachines all, VirtualMachine from) {
        this.all = all;
        this.from = from;
        cpu = all.hardware().machine().cpu();
        from.engine().stand();
    }

    public boolean isDone() {
        return done == TITLES.length;
    }

    public VirtualMachine from() {
        return from;
    }

    /** Returns where it goes to; null before step 4. */
    public VirtualMachine to() {
        return to;
    }

    /** Carries out all steps that are left. */
    public List<Step> finish() {
        List<Step> steps = new ArrayList<>();
        while (!isDone()) {
            steps.add(next());
        }
        return steps;
    }

    /** Carries out one step. */
    public Step next() {
        Map<String, String> before = registers();
        String detail =
                switch (done) {
                    case 0 -> timer();
                    case 1 -> enter();
                    case 2 -> save();
                    case 3 -> choose();
                    case 4 -> arm();
                    case 5 -> restore();
                    case 6 -> point();
                    default -> activate();
                };
        Map<String, String> changes = new LinkedHashMap<>();
        registers().forEach((name, value) -> {
            if (!value.equals(before.get(name))) {
                changes.put(name, before.get(name) + " -> " + value);
            }
        });
        String title = TITLES[done++];
        return new Step(done, title, detail, changes);
    }

    private String timer() {
        if (from.vmm().turn().isParked()) {
            return from.name() + " is not on the CPU: "
                    + (from.machine().cpu().halted ? "it is halted" : "the VMM emulates it");
        }
        return "%s runs at CPL %d, %04x:%08x, icount %d; the VMM's timer %s"
                .formatted(
                        from.name(),
                        cpu.cpl,
                        cpu.selector[SegmentRegister.CS],
                        cpu.eip,
                        cpu.icount,
                        all.hasTimer() ? "asserts INTR" : "is off");
    }

    private String enter() {
        interrupted = all.hasTimer() && from.vmm().turn().interruptByTimer();
        return interrupted
                ? "the CPU goes through gate %02xh of the shadow IDT: CPL 0, frame at %08x, EIP at the VMM's door %08x"
                        .formatted(ShadowDescriptorTables.INTERRUPT, cpu.r32(4), cpu.eip)
                : "the CPU takes no interrupt here: the VMM takes it from where it stands";
    }

    private String save() {
        from.vmm().turn().depart(interrupted);
        Vcpu saved = from.machine().cpu();
        return "%s: %04x:%08x, CPL %d to its guest, icount %d, idle %d"
                .formatted(
                        from.name(),
                        saved.selector[SegmentRegister.CS],
                        saved.eip,
                        saved.cpl,
                        saved.icount,
                        saved.idle);
    }

    private String choose() {
        to = all.nextAfter(from);
        StringBuilder text = new StringBuilder();
        for (VirtualMachine vm : all.all()) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append("%s %d of %d share%s%s"
                            .formatted(
                                    vm.name(),
                                    all.used(vm),
                                    vm.shares(),
                                    vm.shares() == 1 ? "" : "s",
                                    vm.isReady() ? "" : " (not ready)"));
        }
        return to.name() + " is next; used so far: " + text;
    }

    private String arm() {
        return "in %d instructions, at icount %d of %s"
                .formatted(all.slice(), to.machine().cpu().icount + all.slice(), to.name());
    }

    private String restore() {
        int before = cpu.cr3;
        to.engine().come();
        return "CR3 %08x -> %08x; %s's tables are at p:%08x".formatted(before, cpu.cr3, to.name(), to.place());
    }

    private String point() {
        Vcpu vcpu = to.machine().cpu();
        int eip = vcpu.eip;
        to.machine().settle();
        to.vmm().turn().deliverDue();
        String place = "%04x:%08x".formatted(vcpu.selector[SegmentRegister.CS], vcpu.eip);
        return vcpu.eip != eip
                ? "its timer had an interrupt for it: to the handler, " + place
                : "no interrupt is due to it: it goes on at " + place;
    }

    private String activate() {
        to.engine().stand();
        if (to.vmm().turn().isParked()) {
            return to.name() + " is not on the CPU: "
                    + (to.machine().cpu().halted ? "it is halted" : "the VMM emulates it");
        }
        return "the machine's IRET: %s runs at CPL %d, %04x:%08x, icount %d"
                .formatted(to.name(), cpu.cpl, cpu.selector[SegmentRegister.CS], cpu.eip, cpu.icount);
    }

    private Map<String, String> registers() {
        Map<String, String> values = new LinkedHashMap<>();
        for (Register register : Registers.all()) {
            boolean part = register.group() == Register.Group.PARTIAL || register.group() == Register.Group.FLAGS;
            if (!part) {
                values.put(
                        register.name(),
                        String.format("%0" + Math.max(1, register.width() / 4) + "x", register.read(cpu)));
            }
        }
        values.put("cpl", Integer.toString(cpu.cpl));
        return values;
    }
}
