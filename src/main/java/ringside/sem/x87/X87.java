package ringside.sem.x87;

import java.util.function.BiConsumer;
import ringside.isa.Mnemonic;
import ringside.sem.Routine;

/** Binds every FPU mnemonic to its meaning. */
public final class X87 {
    private X87() {}

    /** Hands each binding to {@code table}, one per mnemonic. */
    public static void bind(BiConsumer<Mnemonic, Routine> table) {
        bindArithmetic(table);
        bindComparisons(table);
        bindMoves(table);
        bindControl(table);
        bindTranscendentals(table);
    }

    private static void bindArithmetic(BiConsumer<Mnemonic, Routine> table) {
        table.accept(Mnemonic.FADD, Arithmetic::fadd);
        table.accept(Mnemonic.FADDP, Arithmetic::faddp);
        table.accept(Mnemonic.FIADD, Arithmetic::fiadd);
        table.accept(Mnemonic.FMUL, Arithmetic::fmul);
        table.accept(Mnemonic.FMULP, Arithmetic::fmulp);
        table.accept(Mnemonic.FIMUL, Arithmetic::fimul);
        table.accept(Mnemonic.FSUB, Arithmetic::fsub);
        table.accept(Mnemonic.FSUBP, Arithmetic::fsubp);
        table.accept(Mnemonic.FISUB, Arithmetic::fisub);
        table.accept(Mnemonic.FSUBR, Arithmetic::fsubr);
        table.accept(Mnemonic.FSUBRP, Arithmetic::fsubrp);
        table.accept(Mnemonic.FISUBR, Arithmetic::fisubr);
        table.accept(Mnemonic.FDIV, Arithmetic::fdiv);
        table.accept(Mnemonic.FDIVP, Arithmetic::fdivp);
        table.accept(Mnemonic.FIDIV, Arithmetic::fidiv);
        table.accept(Mnemonic.FDIVR, Arithmetic::fdivr);
        table.accept(Mnemonic.FDIVRP, Arithmetic::fdivrp);
        table.accept(Mnemonic.FIDIVR, Arithmetic::fidivr);
        table.accept(Mnemonic.FSQRT, Arithmetic::fsqrt);
        table.accept(Mnemonic.FRNDINT, Arithmetic::frndint);
        table.accept(Mnemonic.FCHS, Arithmetic::fchs);
        table.accept(Mnemonic.FABS, Arithmetic::fabs);
        table.accept(Mnemonic.FSCALE, Arithmetic::fscale);
        table.accept(Mnemonic.FPREM, Arithmetic::fprem);
        table.accept(Mnemonic.FPREM1, Arithmetic::fprem1);
        table.accept(Mnemonic.FXTRACT, Arithmetic::fxtract);
    }

    private static void bindComparisons(BiConsumer<Mnemonic, Routine> table) {
        table.accept(Mnemonic.FCOM, Comparisons::fcom);
        table.accept(Mnemonic.FCOMP, Comparisons::fcomp);
        table.accept(Mnemonic.FCOMPP, Comparisons::fcompp);
        table.accept(Mnemonic.FUCOM, Comparisons::fucom);
        table.accept(Mnemonic.FUCOMP, Comparisons::fucomp);
        table.accept(Mnemonic.FUCOMPP, Comparisons::fucompp);
        table.accept(Mnemonic.FICOM, Comparisons::ficom);
        table.accept(Mnemonic.FICOMP, Comparisons::ficomp);
        table.accept(Mnemonic.FCOMI, Comparisons::fcomi);
        table.accept(Mnemonic.FCOMIP, Comparisons::fcomip);
        table.accept(Mnemonic.FUCOMI, Comparisons::fucomi);
        table.accept(Mnemonic.FUCOMIP, Comparisons::fucomip);
        table.accept(Mnemonic.FTST, Comparisons::ftst);
        table.accept(Mnemonic.FXAM, Comparisons::fxam);
    }

    private static void bindMoves(BiConsumer<Mnemonic, Routine> table) {
        table.accept(Mnemonic.FLD, LoadStore::fld);
        table.accept(Mnemonic.FST, LoadStore::fst);
        table.accept(Mnemonic.FSTP, LoadStore::fstp);
        table.accept(Mnemonic.FILD, LoadStore::fild);
        table.accept(Mnemonic.FIST, LoadStore::fist);
        table.accept(Mnemonic.FISTP, LoadStore::fistp);
        table.accept(Mnemonic.FBLD, LoadStore::fbld);
        table.accept(Mnemonic.FBSTP, LoadStore::fbstp);
        table.accept(Mnemonic.FXCH, LoadStore::fxch);
        table.accept(Mnemonic.FCMOVB, ConditionalMoves::fcmov);
        table.accept(Mnemonic.FCMOVE, ConditionalMoves::fcmov);
        table.accept(Mnemonic.FCMOVBE, ConditionalMoves::fcmov);
        table.accept(Mnemonic.FCMOVU, ConditionalMoves::fcmov);
        table.accept(Mnemonic.FCMOVNB, ConditionalMoves::fcmov);
        table.accept(Mnemonic.FCMOVNE, ConditionalMoves::fcmov);
        table.accept(Mnemonic.FCMOVNBE, ConditionalMoves::fcmov);
        table.accept(Mnemonic.FCMOVNU, ConditionalMoves::fcmov);
        table.accept(Mnemonic.FLD1, Constants::fld1);
        table.accept(Mnemonic.FLDZ, Constants::fldz);
        table.accept(Mnemonic.FLDL2T, Constants::fldl2t);
        table.accept(Mnemonic.FLDL2E, Constants::fldl2e);
        table.accept(Mnemonic.FLDPI, Constants::fldpi);
        table.accept(Mnemonic.FLDLG2, Constants::fldlg2);
        table.accept(Mnemonic.FLDLN2, Constants::fldln2);
    }

    private static void bindControl(BiConsumer<Mnemonic, Routine> table) {
        table.accept(Mnemonic.FWAIT, Control::fwait);
        table.accept(Mnemonic.FNOP, Control::fnop);
        table.accept(Mnemonic.FNINIT, Control::fninit);
        table.accept(Mnemonic.FNCLEX, Control::fnclex);
        table.accept(Mnemonic.FLDCW, Control::fldcw);
        table.accept(Mnemonic.FNSTCW, Control::fnstcw);
        table.accept(Mnemonic.FNSTSW, Control::fnstsw);
        table.accept(Mnemonic.FINCSTP, Control::fincstp);
        table.accept(Mnemonic.FDECSTP, Control::fdecstp);
        table.accept(Mnemonic.FFREE, Control::ffree);
        table.accept(Mnemonic.FFREEP, Control::ffreep);
        table.accept(Mnemonic.FLDENV, Environment::fldenv);
        table.accept(Mnemonic.FNSTENV, Environment::fnstenv);
        table.accept(Mnemonic.FRSTOR, Environment::frstor);
        table.accept(Mnemonic.FNSAVE, Environment::fnsave);
        table.accept(Mnemonic.FXSAVE, FastState::fxsave);
        table.accept(Mnemonic.FXRSTOR, FastState::fxrstor);
    }

    private static void bindTranscendentals(BiConsumer<Mnemonic, Routine> table) {
        table.accept(Mnemonic.F2XM1, Transcendentals::f2xm1);
        table.accept(Mnemonic.FYL2X, Transcendentals::fyl2x);
        table.accept(Mnemonic.FYL2XP1, Transcendentals::fyl2xp1);
        table.accept(Mnemonic.FPATAN, Transcendentals::fpatan);
        table.accept(Mnemonic.FSIN, Transcendentals::fsin);
        table.accept(Mnemonic.FCOS, Transcendentals::fcos);
        table.accept(Mnemonic.FSINCOS, Transcendentals::fsincos);
        table.accept(Mnemonic.FPTAN, Transcendentals::fptan);
    }
}
