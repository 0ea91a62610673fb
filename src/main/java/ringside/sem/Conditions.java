package ringside.sem;

import ringside.cpu.LazyFlags;
import ringside.cpu.Vcpu;

/** The sixteen conditions of Jcc, SETcc and CMOVcc. SDM Vol. 1, appendix B. */
public final class Conditions {
    private Conditions() {}

    /** OF. */
    public static boolean o(Vcpu cpu) {
        return LazyFlags.of(cpu) != 0;
    }

    /** The opposite of {@link #o}. */
    public static boolean no(Vcpu cpu) {
        return !o(cpu);
    }

    /** CF. */
    public static boolean b(Vcpu cpu) {
        return LazyFlags.cf(cpu) != 0;
    }

    /** The opposite of {@link #b}. */
    public static boolean ae(Vcpu cpu) {
        return !b(cpu);
    }

    /** ZF. */
    public static boolean e(Vcpu cpu) {
        return cpu.flagResult == 0;
    }

    /** The opposite of {@link #e}. */
    public static boolean ne(Vcpu cpu) {
        return !e(cpu);
    }

    /** CF or ZF. */
    public static boolean be(Vcpu cpu) {
        return (LazyFlags.cf(cpu) | LazyFlags.zf(cpu)) != 0;
    }

    /** The opposite of {@link #be}. */
    public static boolean a(Vcpu cpu) {
        return !be(cpu);
    }

    /** SF. */
    public static boolean s(Vcpu cpu) {
        return LazyFlags.sf(cpu) != 0;
    }

    /** The opposite of {@link #s}. */
    public static boolean ns(Vcpu cpu) {
        return !s(cpu);
    }

    /** PF. */
    public static boolean p(Vcpu cpu) {
        return LazyFlags.pf(cpu) != 0;
    }

    /** The opposite of {@link #p}. */
    public static boolean np(Vcpu cpu) {
        return !p(cpu);
    }

    /** SF is not OF. */
    public static boolean l(Vcpu cpu) {
        return LazyFlags.sf(cpu) != LazyFlags.of(cpu);
    }

    /** The opposite of {@link #l}. */
    public static boolean ge(Vcpu cpu) {
        return !l(cpu);
    }

    /** ZF, or SF is not OF. */
    public static boolean le(Vcpu cpu) {
        return cpu.flagResult == 0 || l(cpu);
    }

    /** The opposite of {@link #le}. */
    public static boolean g(Vcpu cpu) {
        return !le(cpu);
    }
}
