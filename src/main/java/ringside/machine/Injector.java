package ringside.machine;

import ringside.cpu.Eflags;
import ringside.cpu.Vcpu;
import ringside.dev.PicPair;
import ringside.isa.SegmentRegister;
import ringside.time.Stimulus;

/**
 * Interrupts and exceptions that a user sends: checks that they are possible, says in a sentence what will happen, and hands
 * them to the machine, which journals them.
 */
public final class Injector {
    private static final int VECTORS = 256;
    private static final int EXCEPTIONS = 32;
    private static final int NMI = 2;
    private static final int DOUBLE_FAULT = 8;
    private static final int INVALID_TSS = 10;
    private static final int NOT_PRESENT = 11;
    private static final int PAGE_FAULT = 14;
    private static final int ALIGNMENT = 17;
    private static final int MACHINE_CHECK = 18;
    private static final int CR0_PG = 0x8000_0000;

    private final Machine machine;

    Injector(Machine machine) {
        this.machine = machine;
    }

    /**
     * Injects now.
     *
     * @return what will happen
     * @throws IllegalArgumentException if it is impossible, with the reason
     */
    public String inject(Stimulus stimulus) {
        check(stimulus);
        if (stimulus instanceof Stimulus.CpuException exception) {
            checkNow(exception);
        }
        String before = stimulus instanceof Stimulus.CpuException exception
                ? "exception %d: %s".formatted(exception.vector(), GatePreview.of(cpu(), exception.vector()))
                : "";
        machine.stimulate(stimulus);
        return switch (stimulus) {
            case Stimulus.IrqLevel it -> it.high() ? raised(it.irq()) : "IRQ " + it.irq() + " lowered";
            case Stimulus.Interrupt it ->
                "interrupt %02Xh, %s, %s".formatted(it.vector(), acceptance(), GatePreview.of(cpu(), it.vector()));
            case Stimulus.Nmi() -> nmi();
            case Stimulus.CpuException it -> before + landing();
            default -> "done";
        };
    }

    /**
     * Injects when {@code icount} instructions are retired.
     *
     * @return what will happen
     * @throws IllegalArgumentException if it is impossible at any time, or the count has passed
     */
    public String injectAt(long icount, Stimulus stimulus) {
        check(stimulus);
        if (icount < cpu().icount) {
            throw new IllegalArgumentException(
                    "instruction count %d has passed: the machine is at %d".formatted(icount, cpu().icount));
        }
        machine.stimulateAt(icount, stimulus);
        return "%s at instruction count %d, %d from here".formatted(name(stimulus), icount, icount - cpu().icount);
    }

    /** Returns the CPU that takes it: the guest's. */
    private Vcpu cpu() {
        return machine.guestCpu();
    }

    private static void check(Stimulus stimulus) {
        switch (stimulus) {
            case Stimulus.IrqLevel it -> {
                if (!InterruptLines.exists(it.irq())) {
                    throw new IllegalArgumentException("there is no interrupt request line " + it.irq()
                            + (it.irq() == 2 ? ": input 2 is the cascade" : ": they are 0 to 15 without 2"));
                }
            }
            case Stimulus.Interrupt it -> {
                if (it.vector() < 0 || it.vector() >= VECTORS) {
                    throw new IllegalArgumentException("there is no vector " + it.vector() + ": they are 0 to 255");
                }
            }
            case Stimulus.CpuException it -> checkException(it);
            default -> {
                // Nothing can be wrong with the others.
            }
        }
    }

    private static void checkException(Stimulus.CpuException exception) {
        int vector = exception.vector();
        if (vector < 0 || vector >= EXCEPTIONS) {
            throw new IllegalArgumentException("exceptions have vectors 0 to 31, not " + vector);
        }
        if (vector == NMI) {
            throw new IllegalArgumentException("vector 2 is the NMI, which is no exception: use inject nmi");
        }
        if (vector == 9 || vector == 15 || vector > MACHINE_CHECK) {
            throw new IllegalArgumentException("no exception of this CPU has vector " + vector);
        }
        boolean takesCode =
                vector == DOUBLE_FAULT || vector >= INVALID_TSS && vector <= PAGE_FAULT || vector == ALIGNMENT;
        if (exception.hasCode() && !takesCode) {
            throw new IllegalArgumentException("exception " + vector + " has no error code");
        }
        boolean alwaysZero = vector == DOUBLE_FAULT || vector == ALIGNMENT;
        if (alwaysZero && exception.code() != 0) {
            throw new IllegalArgumentException("the error code of exception " + vector + " is always 0");
        }
        int allowed = vector == PAGE_FAULT ? 0x1F : 0xFFFF;
        if ((exception.code() & ~allowed) != 0) {
            throw new IllegalArgumentException(
                    "error code %Xh of exception %d has bits beyond %Xh".formatted(exception.code(), vector, allowed));
        }
        if (vector != PAGE_FAULT && exception.cr2() != 0) {
            throw new IllegalArgumentException("only a page fault (exception 14) has an address in CR2");
        }
    }

    private void checkNow(Stimulus.CpuException exception) {
        int vector = exception.vector();
        if (vector == PAGE_FAULT && (cpu().cr0 & CR0_PG) == 0) {
            throw new IllegalArgumentException("there is no page fault while paging is off");
        }
        if ((vector == INVALID_TSS || vector == NOT_PRESENT) && !cpu().protectedMode()) {
            throw new IllegalArgumentException("exception " + vector + " does not exist in real mode");
        }
        if (vector == ALIGNMENT && cpu().cpl != 3) {
            throw new IllegalArgumentException(
                    "alignment is checked at privilege level 3 only, and this is " + cpu().cpl);
        }
    }

    private String raised(int irq) {
        PicPair pic = machine.pic();
        String prospect = "IRQ " + irq + " raised, " + pic.prospect(irq);
        return pic.asserted() && prospect.contains("INTR asserted") ? prospect + ", " + acceptance() : prospect;
    }

    private String acceptance() {
        if ((cpu().systemFlags & Eflags.IF) == 0) {
            return "IF = 0: pending until the guest enables interrupts";
        }
        return cpu().shadowUntil == cpu().icount
                ? "taken after the next instruction"
                : "taken before the next instruction";
    }

    private String nmi() {
        if (cpu().nmiBlocked) {
            return "NMI latched, blocked until the IRET of the NMI handler that runs";
        }
        return "NMI latched, taken before the next instruction, " + GatePreview.of(cpu(), NMI);
    }

    private String landing() {
        if (cpu().shutdown) {
            return "; its delivery ended in a triple fault";
        }
        return "; now at %04X:%08X".formatted(cpu().selector[SegmentRegister.CS], cpu().eip);
    }

    private static String name(Stimulus stimulus) {
        return switch (stimulus) {
            case Stimulus.IrqLevel it -> "IRQ " + it.irq() + (it.high() ? " raised" : " lowered");
            case Stimulus.Interrupt it -> "interrupt %02Xh".formatted(it.vector());
            case Stimulus.Nmi() -> "NMI";
            case Stimulus.CpuException it -> "exception " + it.vector();
            default -> "input";
        };
    }
}
