package ringside.isa;

import static ringside.isa.Effects.AF;
import static ringside.isa.Effects.ALL;
import static ringside.isa.Effects.CF;
import static ringside.isa.Effects.DF;
import static ringside.isa.Effects.IF;
import static ringside.isa.Effects.NT;
import static ringside.isa.Effects.OF;
import static ringside.isa.Effects.PF;
import static ringside.isa.Effects.SF;
import static ringside.isa.Effects.STATUS;
import static ringside.isa.Effects.TF;
import static ringside.isa.Effects.ZF;

/**
 * What a mnemonic does to the flags, as masks of EFLAGS. SDM Vol. 1, appendix A "EFLAGS Cross-Reference", corrected by the
 * instructions' own pages.
 *
 * @param read flags the result depends on
 * @param written flags that get a defined value
 * @param undefined flags that are left undefined
 */
record FlagEffects(int read, int written, int undefined) {
    private static final FlagEffects NONE = new FlagEffects(0, 0, 0);

    /** Conditions in the order of their codes, without the negated ones: O B E BE S P L LE. */
    private static final int[] CONDITION_FLAGS = {OF, CF, ZF, CF | ZF, SF, PF, SF | OF, ZF | SF | OF};

    /** Returns the flags that condition code {@code cc}, 0 to 15, tests. SDM Vol. 1, appendix B. */
    static int ofCondition(int cc) {
        return CONDITION_FLAGS[cc >> 1];
    }

    /** Returns the effects of a mnemonic; of shifts and rotates those with a count of 1. */
    static FlagEffects of(Mnemonic mnemonic) {
        return switch (mnemonic) {
            case ADD, CMP, CMPXCHG, NEG, SUB, XADD -> writes(STATUS, 0);
            case ADC, SBB -> new FlagEffects(CF, STATUS, 0);
            case AND, OR, TEST, XOR -> writes(STATUS & ~AF, AF);
            case INC, DEC -> writes(STATUS & ~CF, 0);
            case AAA, AAS -> new FlagEffects(AF, AF | CF, OF | SF | ZF | PF);
            case AAD, AAM -> writes(SF | ZF | PF, OF | AF | CF);
            case DAA, DAS -> new FlagEffects(AF | CF, STATUS & ~OF, OF);
            case MUL, IMUL -> writes(OF | CF, SF | ZF | AF | PF);
            case DIV, IDIV -> writes(0, STATUS);
            case BSF, BSR -> writes(ZF, STATUS & ~ZF);
            case BT, BTC, BTR, BTS -> writes(CF, OF | SF | AF | PF);
            case SHL, SHR, SAR, SHLD, SHRD -> writes(STATUS & ~AF, AF);
            case ROL, ROR -> writes(OF | CF, 0);
            case RCL, RCR -> new FlagEffects(CF, OF | CF, 0);
            case CMPXCHG8B, ARPL, LAR, LSL, VERR, VERW -> writes(ZF, 0);
            case CMPS, SCAS -> new FlagEffects(DF, STATUS, 0);
            case INS, LODS, MOVS, OUTS, STOS -> reads(DF);
            case CLC, STC -> writes(CF, 0);
            case CMC -> new FlagEffects(CF, CF, 0);
            case CLD, STD -> writes(DF, 0);
            case CLI, STI -> writes(IF, 0);
            case LAHF -> reads(SF | ZF | AF | PF | CF);
            case SAHF -> writes(SF | ZF | AF | PF | CF, 0);
            case SALC -> reads(CF);
            case PUSHF -> reads(ALL);
            case POPF, IRET, RSM -> writes(ALL, 0);
            case INT, INT1, INT3 -> writes(TF | NT, 0);
            case INTO -> new FlagEffects(OF, TF | NT, 0);
            case SYSENTER -> writes(IF, 0);
            case LOOPE, LOOPNE -> reads(ZF);
            case MOV_CR, MOV_DR -> writes(0, STATUS);
            case FCOMI, FCOMIP, FUCOMI, FUCOMIP -> writes(STATUS, 0);
            case FCMOVB, FCMOVNB -> reads(CF);
            case FCMOVE, FCMOVNE -> reads(ZF);
            case FCMOVBE, FCMOVNBE -> reads(CF | ZF);
            case FCMOVU, FCMOVNU -> reads(PF);
            case JO, JNO, SETO, SETNO, CMOVO, CMOVNO -> reads(ofCondition(0x0));
            case JB, JAE, SETB, SETAE, CMOVB, CMOVAE -> reads(ofCondition(0x2));
            case JE, JNE, SETE, SETNE, CMOVE, CMOVNE -> reads(ofCondition(0x4));
            case JBE, JA, SETBE, SETA, CMOVBE, CMOVA -> reads(ofCondition(0x6));
            case JS, JNS, SETS, SETNS, CMOVS, CMOVNS -> reads(ofCondition(0x8));
            case JP, JNP, SETP, SETNP, CMOVP, CMOVNP -> reads(ofCondition(0xA));
            case JL, JGE, SETL, SETGE, CMOVL, CMOVGE -> reads(ofCondition(0xC));
            case JLE, JG, SETLE, SETG, CMOVLE, CMOVG -> reads(ofCondition(0xE));
            default -> NONE;
        };
    }

    private static FlagEffects reads(int flags) {
        return new FlagEffects(flags, 0, 0);
    }

    private static FlagEffects writes(int flags, int undefined) {
        return new FlagEffects(0, flags, undefined);
    }
}
