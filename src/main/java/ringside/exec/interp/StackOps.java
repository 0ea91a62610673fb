package ringside.exec.interp;

import ringside.cpu.Vcpu;

/** Ops on a flat stack of doublewords, and the near branches that use it or go where data says. */
final class StackOps {
    private static final int ESP = 4;
    private static final int EBP = 5;

    private StackOps() {}

    // spotless:off
    /** Pushes a doubleword. */
    static Op push(Site site) {
        return switch (site.form().kind()) {
            case R -> new Op(site) { @Override Op execute(Vcpu cpu) { push(cpu, this, cpu.r32(reg)); return next; } };
            case M -> site.reads() ? new Op(site) { @Override Op execute(Vcpu cpu) { push(cpu, this, Access.read32(cpu, this, address(cpu))); return next; } } : null;
            default -> new Op(site) { @Override Op execute(Vcpu cpu) { push(cpu, this, immediate); return next; } };
        };
    }

    /** Pops a register. */
    static Op pop(Site site) {
        return new Op(site) { @Override Op execute(Vcpu cpu) { int value = pop(cpu, this); cpu.r32(reg, value); return next; } };
    }

    /** Drops a stack frame. */
    static Op leave(Site site) {
        return new Op(site) { @Override Op execute(Vcpu cpu) { int frame = cpu.r32(EBP); int value = Access.pop(cpu, this, frame); cpu.r32(ESP, frame + 4); cpu.r32(EBP, value); return next; } };
    }

    /** Calls a known target. */
    static Op call(Site site, int target) {
        return new Branch(site, 1, target, site.following()) { @Override Op execute(Vcpu cpu) { push(cpu, this, fallEip); return taken(cpu); } };
    }

    /** Calls what a register or memory says. */
    static Op callIndirect(Site site) {
        return switch (site.form().kind()) {
            case R -> new Indirect(site) { @Override Op execute(Vcpu cpu) { int target = cpu.r32(reg); check(cpu, target); push(cpu, this, following()); return jump(cpu, target); } };
            case M -> site.reads() ? new Indirect(site) { @Override Op execute(Vcpu cpu) { int target = Access.read32(cpu, this, address(cpu)); check(cpu, target); push(cpu, this, following()); return jump(cpu, target); } } : null;
            default -> null;
        };
    }

    /** Jumps where a register or memory says. */
    static Op jumpIndirect(Site site) {
        return switch (site.form().kind()) {
            case R -> new Indirect(site) { @Override Op execute(Vcpu cpu) { int target = cpu.r32(reg); check(cpu, target); return jump(cpu, target); } };
            case M -> site.reads() ? new Indirect(site) { @Override Op execute(Vcpu cpu) { int target = Access.read32(cpu, this, address(cpu)); check(cpu, target); return jump(cpu, target); } } : null;
            default -> null;
        };
    }

    /** Returns. */
    static Op ret(Site site) {
        return new Indirect(site) { @Override Op execute(Vcpu cpu) { int top = cpu.r32(ESP); int target = Access.pop(cpu, this, top); check(cpu, target); cpu.r32(ESP, top + 4 + immediate); return jump(cpu, target); } };
    }

    private static void push(Vcpu cpu, Op op, int value) {
        int top = cpu.r32(ESP) - 4;
        Access.push(cpu, op, top, value);
        cpu.r32(ESP, top);
    }

    private static int pop(Vcpu cpu, Op op) {
        int top = cpu.r32(ESP);
        int value = Access.pop(cpu, op, top);
        cpu.r32(ESP, top + 4);
        return value;
    }
    // spotless:on
}
