package ringside.isa;

import static ringside.isa.Availability.CMOV;
import static ringside.isa.Availability.FPU;
import static ringside.isa.Availability.I386;
import static ringside.isa.Mnemonic.*;
import static ringside.isa.OperandCode.*;

import java.util.List;

/** Encoding rows of the x87 instructions, undocumented aliases included. SDM Vol. 2D, appendix A.5. */
final class FpuRows {
    private static final Mnemonic[] ARITHMETIC = {FADD, FMUL, FCOM, FCOMP, FSUB, FSUBR, FDIV, FDIVR};
    private static final Mnemonic[] INTEGER = {FIADD, FIMUL, FICOM, FICOMP, FISUB, FISUBR, FIDIV, FIDIVR};

    private final RowTable table = new RowTable();

    private FpuRows() {}

    static List<Row> rows() {
        FpuRows fpu = new FpuRows();
        fpu.arithmetic();
        fpu.loadsAndStores();
        fpu.control();
        fpu.constantsAndFunctions();
        fpu.comparisonsAndMoves();
        fpu.aliases();
        return fpu.table.rows();
    }

    private RowTable.Entry row(String encoding, Mnemonic mnemonic, OperandCode... operands) {
        return table.row(encoding, mnemonic, operands).since(FPU);
    }

    private static String registers(String escape, int digit) {
        return "%s %02X+i".formatted(escape, 0xC0 + 8 * digit);
    }

    private void arithmetic() {
        for (int i = 0; i < 8; i++) {
            row("D8 /" + i, ARITHMETIC[i], Md);
            row("DC /" + i, ARITHMETIC[i], Mq);
            row("DE /" + i, INTEGER[i], Mw);
            row("DA /" + i, INTEGER[i], Md);
            row(registers("D8", i), ARITHMETIC[i], ST0, STi);
        }
        row("DC C0+i", FADD, STi, ST0);
        row("DC C8+i", FMUL, STi, ST0);
        row("DC E0+i", FSUBR, STi, ST0);
        row("DC E8+i", FSUB, STi, ST0);
        row("DC F0+i", FDIVR, STi, ST0);
        row("DC F8+i", FDIV, STi, ST0);
        row("DE C0+i", FADDP, STi, ST0);
        row("DE C8+i", FMULP, STi, ST0);
        row("DE E0+i", FSUBRP, STi, ST0);
        row("DE E8+i", FSUBP, STi, ST0);
        row("DE F0+i", FDIVRP, STi, ST0);
        row("DE F8+i", FDIVP, STi, ST0);
    }

    private void loadsAndStores() {
        row("D9 /0", FLD, Md);
        row("DD /0", FLD, Mq);
        row("DB /5", FLD, Mt);
        row("D9 C0+i", FLD, STi);
        row("D9 /2", FST, Md);
        row("DD /2", FST, Mq);
        row("DD D0+i", FST, STi);
        row("D9 /3", FSTP, Md);
        row("DD /3", FSTP, Mq);
        row("DB /7", FSTP, Mt);
        row("DD D8+i", FSTP, STi);
        row("DF /0", FILD, Mw);
        row("DB /0", FILD, Md);
        row("DF /5", FILD, Mq);
        row("DF /2", FIST, Mw);
        row("DB /2", FIST, Md);
        row("DF /3", FISTP, Mw);
        row("DB /3", FISTP, Md);
        row("DF /7", FISTP, Mq);
        row("DF /4", FBLD, Mt);
        row("DF /6", FBSTP, Mt);
        row("D9 C8+i", FXCH, STi);
        row("DD C0+i", FFREE, STi);
        row("DF C0+i", FFREEP, STi);
    }

    private void control() {
        row("9B", FWAIT).since(I386);
        row("D9 /4", FLDENV, M);
        row("D9 /5", FLDCW, Mw);
        row("D9 /6", FNSTENV, M);
        row("D9 /7", FNSTCW, Mw);
        row("DD /4", FRSTOR, M);
        row("DD /6", FNSAVE, M);
        row("DD /7", FNSTSW, Mw);
        row("DF E0", FNSTSW, AX);
        row("DB E2", FNCLEX);
        row("DB E3", FNINIT);
        row("D9 D0", FNOP);
        row("D9 F6", FDECSTP);
        row("D9 F7", FINCSTP);
    }

    private void constantsAndFunctions() {
        row("D9 E8", FLD1);
        row("D9 E9", FLDL2T);
        row("D9 EA", FLDL2E);
        row("D9 EB", FLDPI);
        row("D9 EC", FLDLG2);
        row("D9 ED", FLDLN2);
        row("D9 EE", FLDZ);
        row("D9 E0", FCHS);
        row("D9 E1", FABS);
        row("D9 E4", FTST);
        row("D9 E5", FXAM);
        row("D9 F0", F2XM1);
        row("D9 F1", FYL2X);
        row("D9 F2", FPTAN);
        row("D9 F3", FPATAN);
        row("D9 F4", FXTRACT);
        row("D9 F5", FPREM1);
        row("D9 F8", FPREM);
        row("D9 F9", FYL2XP1);
        row("D9 FA", FSQRT);
        row("D9 FB", FSINCOS);
        row("D9 FC", FRNDINT);
        row("D9 FD", FSCALE);
        row("D9 FE", FSIN);
        row("D9 FF", FCOS);
    }

    private void comparisonsAndMoves() {
        row("DE D9", FCOMPP);
        row("DA E9", FUCOMPP);
        row("DD E0+i", FUCOM, STi);
        row("DD E8+i", FUCOMP, STi);
        row("DB E8+i", FUCOMI, ST0, STi).since(CMOV);
        row("DB F0+i", FCOMI, ST0, STi).since(CMOV);
        row("DF E8+i", FUCOMIP, ST0, STi).since(CMOV);
        row("DF F0+i", FCOMIP, ST0, STi).since(CMOV);
        row("DA C0+i", FCMOVB, ST0, STi).since(CMOV);
        row("DA C8+i", FCMOVE, ST0, STi).since(CMOV);
        row("DA D0+i", FCMOVBE, ST0, STi).since(CMOV);
        row("DA D8+i", FCMOVU, ST0, STi).since(CMOV);
        row("DB C0+i", FCMOVNB, ST0, STi).since(CMOV);
        row("DB C8+i", FCMOVNE, ST0, STi).since(CMOV);
        row("DB D0+i", FCMOVNBE, ST0, STi).since(CMOV);
        row("DB D8+i", FCMOVNU, ST0, STi).since(CMOV);
    }

    /** Encodings that the manual reserves and every processor of the family executes. */
    private void aliases() {
        row("D9 D8+i", FSTP, STi);
        row("DF D0+i", FSTP, STi);
        row("DF D8+i", FSTP, STi);
        row("DC D0+i", FCOM, ST0, STi);
        row("DC D8+i", FCOMP, ST0, STi);
        row("DE D0+i", FCOMP, ST0, STi);
        row("DD C8+i", FXCH, STi);
        row("DF C8+i", FXCH, STi);
        // The 8087's FENI and FDISI, the 80287's FSETPM: no operation since the 387.
        row("DB E0", FNOP);
        row("DB E1", FNOP);
        row("DB E4", FNOP);
    }
}
