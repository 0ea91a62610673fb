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

    /** The opposite of {@link #o(Vcpu)}. */
    public static boolean no(Vcpu cpu) {
        return !o(cpu);
    }

    /** CF. */
    public static boolean b(Vcpu cpu) {
        return LazyFlags.cf(cpu) != 0;
    }

    /** The opposite of {@link #b(Vcpu)}. */
    public static boolean ae(Vcpu cpu) {
        return !b(cpu);
    }

    /** ZF. */
    public static boolean e(Vcpu cpu) {
        return cpu.flagResult == 0;
    }

    /** The opposite of {@link #e(Vcpu)}. */
    public static boolean ne(Vcpu cpu) {
        return !e(cpu);
    }

    /** CF or ZF. */
    public static boolean be(Vcpu cpu) {
        return (LazyFlags.cf(cpu) | LazyFlags.zf(cpu)) != 0;
    }

    /** The opposite of {@link #be(Vcpu)}. */
    public static boolean a(Vcpu cpu) {
        return !be(cpu);
    }

    /** SF. */
    public static boolean s(Vcpu cpu) {
        return LazyFlags.sf(cpu) != 0;
    }

    /** The opposite of {@link #s(Vcpu)}. */
    public static boolean ns(Vcpu cpu) {
        return !s(cpu);
    }

    /** PF. */
    public static boolean p(Vcpu cpu) {
        return LazyFlags.pf(cpu) != 0;
    }

    /** The opposite of {@link #p(Vcpu)}. */
    public static boolean np(Vcpu cpu) {
        return !p(cpu);
    }

    /** SF is not OF. */
    public static boolean l(Vcpu cpu) {
        return l(cpu.flagResult, cpu.flagCarries);
    }

    /** The opposite of {@link #l(Vcpu)}. */
    public static boolean ge(Vcpu cpu) {
        return !l(cpu);
    }

    /** ZF, or SF is not OF. */
    public static boolean le(Vcpu cpu) {
        return cpu.flagResult == 0 || l(cpu);
    }

    /** The opposite of {@link #le(Vcpu)}. */
    public static boolean g(Vcpu cpu) {
        return !le(cpu);
    }

    // --- The same on flags that an engine keeps elsewhere while it runs, see LazyFlags
    // ---------------------------------

    /** OF. */
    public static boolean o(int result, int carries) {
        return LazyFlags.of(carries) != 0;
    }

    /** The opposite of {@link #o(int, int)}. */
    public static boolean no(int result, int carries) {
        return !o(result, carries);
    }

    /** CF. */
    public static boolean b(int result, int carries) {
        return LazyFlags.cf(carries) != 0;
    }

    /** The opposite of {@link #b(int, int)}. */
    public static boolean ae(int result, int carries) {
        return !b(result, carries);
    }

    /** ZF. */
    public static boolean e(int result, int carries) {
        return result == 0;
    }

    /** The opposite of {@link #e(int, int)}. */
    public static boolean ne(int result, int carries) {
        return result != 0;
    }

    /** CF or ZF. */
    public static boolean be(int result, int carries) {
        return carries < 0 || result == 0;
    }

    /** The opposite of {@link #be(int, int)}. */
    public static boolean a(int result, int carries) {
        return !be(result, carries);
    }

    /** SF. */
    public static boolean s(int result, int carries) {
        return LazyFlags.sf(result, carries) != 0;
    }

    /** The opposite of {@link #s(int, int)}. */
    public static boolean ns(int result, int carries) {
        return !s(result, carries);
    }

    /** PF. */
    public static boolean p(int result, int carries) {
        return LazyFlags.pf(result, carries) != 0;
    }

    /** The opposite of {@link #p(int, int)}. */
    public static boolean np(int result, int carries) {
        return !p(result, carries);
    }

    /** SF is not OF. */
    public static boolean l(int result, int carries) {
        return LazyFlags.sf(result, carries) != LazyFlags.of(carries);
    }

    /** The opposite of {@link #l(int, int)}. */
    public static boolean ge(int result, int carries) {
        return !l(result, carries);
    }

    /** ZF, or SF is not OF. */
    public static boolean le(int result, int carries) {
        return result == 0 || l(result, carries);
    }

    /** The opposite of {@link #le(int, int)}. */
    public static boolean g(int result, int carries) {
        return !le(result, carries);
    }
}
