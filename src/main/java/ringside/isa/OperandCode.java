package ringside.isa;

/**
 * How an operand is encoded: the letters of SDM Vol. 2D, appendix A.2.1 (addressing method) and A.2.2 (type).
 *
 * <p>Legend of methods: A far pointer in the instruction; C, D control, debug register in ModRM.reg; E register or
 * memory by ModRM.rm; G general register in ModRM.reg; I immediate; J relative offset; M memory by ModRM.rm; O offset
 * in the instruction; R general register by ModRM.rm; S segment register in ModRM.reg; X memory at DS:(E)SI; Y memory at
 * ES:(E)DI; Z register in the opcode's low three bits. Legend of types: a two words or doublewords (BOUND); b byte; d
 * doubleword; p far pointer; q quadword; s six-byte pseudo-descriptor; v word or doubleword by operand size; w word; z
 * immediate of word or doubleword by operand size; bs byte sign-extended to the operand size.
 */
public enum OperandCode {
    Ap,
    Cd,
    Dd,
    Eb,
    Ew,
    Ev,
    /** Register of the operand size, or a word in memory (MOV from Sreg, SLDT, STR, SMSW). */
    Ew_v,
    Gb,
    Gw,
    Gv,
    Ib,
    Ibs,
    Iw,
    Iz,
    Jb,
    Jz,
    /** Memory without a size of its own (LEA, INVLPG, hint NOPs, FXSAVE ...). */
    M,
    Ma,
    Mw,
    Md,
    Mq,
    /** Far pointer in memory. */
    Mp,
    Ms,
    /** 80-bit real. */
    Mt,
    Ob,
    Ov,
    Rd,
    Sw,
    Xb,
    Xv,
    Yb,
    Yv,
    Zb,
    Zv,
    AL,
    CL,
    AX,
    DX,
    /** AX or EAX by operand size. */
    rAX,
    ES,
    CS,
    SS,
    DS,
    FS,
    GS,
    /** The constant 1 of the short shift forms. */
    One,
    ST0,
    /** FPU stack register by ModRM.rm. */
    STi
}
