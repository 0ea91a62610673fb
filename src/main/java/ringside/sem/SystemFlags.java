package ringside.sem;

import ringside.cpu.Eflags;
import ringside.cpu.FaultCause;
import ringside.cpu.FlagsImage;
import ringside.cpu.StackTop;
import ringside.cpu.Vcpu;
import ringside.cpu.Virtual8086;
import ringside.isa.Instruction;

/** The flags that IOPL guards: CLI, STI, PUSHF and POPF. SDM Vol. 2; Vol. 3B, 20.3 and 20.4 for VME and PVI. */
public final class SystemFlags {
    private static final int ESP = 4;
    private static final int PVI = 2;

    /** What PUSHFD stores: all but VM and RF. */
    private static final int PUSHED = 0x00FC_FFFF;

    /** What POPF always loads in words and doublewords. */
    private static final int POPPED16 = Eflags.STATUS | Eflags.TF | Eflags.DF | Eflags.NT;

    private static final int POPPED32 = POPPED16 | Eflags.AC | Eflags.ID;

    private SystemFlags() {}

    /** CLI. */
    public static void cli(Vcpu cpu, Instruction instruction) {
        if (virtualFlag(cpu)) {
            cpu.systemFlags &= ~Eflags.VIF;
        } else {
            mask(cpu);
        }
    }

    /** CLI where {@link #ownsInterruptFlag}. */
    public static void mask(Vcpu cpu) {
        cpu.systemFlags &= ~Eflags.IF;
    }

    /** STI: interrupts are let in after the next instruction only. */
    public static void sti(Vcpu cpu, Instruction instruction) {
        if (virtualFlag(cpu)) {
            if ((cpu.systemFlags & Eflags.VIP) != 0) {
                throw cpu.fault.gp(0).because(FaultCause.VIRTUAL_INTERRUPT_PENDING, 0);
            }
            cpu.systemFlags |= Eflags.VIF;
        } else {
            unmask(cpu);
        }
    }

    /** STI where {@link #ownsInterruptFlag}. */
    public static void unmask(Vcpu cpu) {
        if ((cpu.systemFlags & Eflags.IF) == 0) {
            cpu.systemFlags |= Eflags.IF;
            cpu.shadowUntil = cpu.icount + 1;
            cpu.shadowMovSs = false;
        }
    }

    /** Whether CLI and STI act on IF itself here. */
    public static boolean ownsInterruptFlag(Vcpu cpu) {
        return !cpu.protectedMode() || cpu.cpl <= Privilege.iopl(cpu);
    }

    /** Whether CLI and STI act on VIF here; #GP(0) where they may act on neither flag. */
    private static boolean virtualFlag(Vcpu cpu) {
        if (ownsInterruptFlag(cpu)) {
            return false;
        }
        boolean virtual = cpu.virtual8086() ? (cpu.cr4 & Virtual8086.VME) != 0 : (cpu.cr4 & PVI) != 0 && cpu.cpl == 3;
        if (!virtual) {
            throw cpu.fault.gp(0).because(FaultCause.IO_PRIVILEGE, 0);
        }
        return true;
    }

    /** PUSHF and PUSHFD. */
    public static void pushf(Vcpu cpu, Instruction instruction) {
        int width = instruction.operandSize;
        int image = pushed(cpu);
        if (cpu.virtual8086() && !Virtual8086.ownsInterruptFlag(cpu)) {
            requireExtension(cpu, width);
            image = Virtual8086.flagsImage(cpu);
        }
        Stack.push(cpu, width, image);
    }

    /** Returns what PUSHFD stores outside of virtual-8086 mode. */
    public static int pushed(Vcpu cpu) {
        return cpu.eflags() & PUSHED;
    }

    /** POPF and POPFD. */
    public static void popf(Vcpu cpu, Instruction instruction) {
        int width = instruction.operandSize;
        if (cpu.virtual8086() && !Virtual8086.ownsInterruptFlag(cpu)) {
            requireExtension(cpu, width);
            int image = Virtual8086.checkedImage(cpu, StackTop.read(cpu, width, 0));
            cpu.r32(ESP, StackTop.popped(cpu, width >> 3));
            load(cpu, image, Virtual8086.IMAGE_MASK);
        } else {
            int image = StackTop.read(cpu, width, 0);
            cpu.r32(ESP, StackTop.popped(cpu, width >> 3));
            popped(cpu, image, width);
        }
    }

    /** Loads what POPF of a width in bits has popped outside of virtual-8086 mode, as far as CPL and IOPL let it. */
    public static void popped(Vcpu cpu, int image, int width) {
        int mask = width == 32 ? POPPED32 : POPPED16;
        if (cpu.cpl <= Privilege.iopl(cpu)) {
            mask |= Eflags.IF;
        }
        if (cpu.cpl == 0) {
            mask |= Eflags.IOPL;
        }
        load(cpu, image, mask);
    }

    private static void load(Vcpu cpu, int image, int mask) {
        FlagsImage.load(cpu, image, mask);
        cpu.systemFlags &= ~Eflags.RF;
    }

    private static void requireExtension(Vcpu cpu, int width) {
        if ((cpu.cr4 & Virtual8086.VME) == 0 || width == 32) {
            throw cpu.fault.gp(0).because(FaultCause.V86_IOPL, 0);
        }
    }
}
