package ringside.isa;

import static ringside.isa.Availability.CMOV;
import static ringside.isa.Availability.CX8;
import static ringside.isa.Availability.I486;
import static ringside.isa.Availability.P6;
import static ringside.isa.Mnemonic.*;
import static ringside.isa.OperandCode.*;

import java.util.List;

/** Encoding rows of the instructions that compute, move and branch near. SDM Vol. 2, chapters 3 and 4; Vol. 2D, appendix A. */
final class GeneralRows {
    private static final Mnemonic[] ARITHMETIC = {ADD, OR, ADC, SBB, AND, SUB, XOR, CMP};
    private static final Mnemonic[] SHIFTS = {ROL, ROR, RCL, RCR, SHL, SHR, SHL, SAR};
    private static final Mnemonic[] JCC = {JO, JNO, JB, JAE, JE, JNE, JBE, JA, JS, JNS, JP, JNP, JL, JGE, JLE, JG};
    private static final Mnemonic[] SETCC = {
        SETO, SETNO, SETB, SETAE, SETE, SETNE, SETBE, SETA, SETS, SETNS, SETP, SETNP, SETL, SETGE, SETLE, SETG
    };
    private static final Mnemonic[] CMOVCC = {
        CMOVO, CMOVNO, CMOVB, CMOVAE, CMOVE, CMOVNE, CMOVBE, CMOVA, CMOVS, CMOVNS, CMOVP, CMOVNP, CMOVL, CMOVGE, CMOVLE,
        CMOVG
    };

    private final RowTable table = new RowTable();

    private GeneralRows() {}

    /** Returns the rows; of rows that say the same, the one that an assembler prefers comes first. */
    static List<Row> rows() {
        GeneralRows general = new GeneralRows();
        general.arithmetic();
        general.multiplicationAndBcd();
        general.shifts();
        general.bits();
        general.moves();
        general.stack();
        general.strings();
        general.branches();
        general.flags();
        general.nops();
        return general.table.rows();
    }

    private RowTable.Entry row(String encoding, Mnemonic mnemonic, OperandCode... operands) {
        return table.row(encoding, mnemonic, operands);
    }

    private static String hex(int opcode) {
        return "%02X".formatted(opcode);
    }

    /** Marks all but CMP as lockable. */
    private static void lock(RowTable.Entry row, Mnemonic mnemonic) {
        if (mnemonic != CMP) {
            row.lockable();
        }
    }

    private void arithmetic() {
        for (int i = 0; i < 8; i++) {
            Mnemonic mnemonic = ARITHMETIC[i];
            lock(row(hex(8 * i) + " /r", mnemonic, Eb, Gb), mnemonic);
            lock(row(hex(8 * i + 1) + " /r", mnemonic, Ev, Gv), mnemonic);
            row(hex(8 * i + 2) + " /r", mnemonic, Gb, Eb);
            row(hex(8 * i + 3) + " /r", mnemonic, Gv, Ev);
            row(hex(8 * i + 4) + " ib", mnemonic, AL, Ib);
            lock(row("83 /" + i + " ib", mnemonic, Ev, Ibs), mnemonic);
            row(hex(8 * i + 5) + " iz", mnemonic, rAX, Iz);
            lock(row("80 /" + i + " ib", mnemonic, Eb, Ib), mnemonic);
            lock(row("81 /" + i + " iz", mnemonic, Ev, Iz), mnemonic);
            lock(row("82 /" + i + " ib", mnemonic, Eb, Ib), mnemonic);
        }
        row("40+r", INC, Zv);
        row("FE /0", INC, Eb).lockable();
        row("FF /0", INC, Ev).lockable();
        row("48+r", DEC, Zv);
        row("FE /1", DEC, Eb).lockable();
        row("FF /1", DEC, Ev).lockable();
        row("F6 /2", NOT, Eb).lockable();
        row("F7 /2", NOT, Ev).lockable();
        row("F6 /3", NEG, Eb).lockable();
        row("F7 /3", NEG, Ev).lockable();
        row("84 /r", TEST, Eb, Gb);
        row("85 /r", TEST, Ev, Gv);
        row("A8 ib", TEST, AL, Ib);
        row("A9 iz", TEST, rAX, Iz);
        row("F6 /0 ib", TEST, Eb, Ib);
        row("F7 /0 iz", TEST, Ev, Iz);
        row("F6 /1 ib", TEST, Eb, Ib);
        row("F7 /1 iz", TEST, Ev, Iz);
        row("0F C0 /r", XADD, Eb, Gb).lockable().since(I486);
        row("0F C1 /r", XADD, Ev, Gv).lockable().since(I486);
        row("0F B0 /r", CMPXCHG, Eb, Gb).lockable().since(I486);
        row("0F B1 /r", CMPXCHG, Ev, Gv).lockable().since(I486);
        row("0F C7 /1", CMPXCHG8B, Mq).lockable().since(CX8);
    }

    private void multiplicationAndBcd() {
        row("F6 /4", MUL, Eb);
        row("F7 /4", MUL, Ev);
        row("F6 /5", IMUL, Eb);
        row("F7 /5", IMUL, Ev);
        row("0F AF /r", IMUL, Gv, Ev);
        row("6B /r ib", IMUL, Gv, Ev, Ibs);
        row("69 /r iz", IMUL, Gv, Ev, Iz);
        row("F6 /6", DIV, Eb);
        row("F7 /6", DIV, Ev);
        row("F6 /7", IDIV, Eb);
        row("F7 /7", IDIV, Ev);
        row("27", DAA);
        row("2F", DAS);
        row("37", AAA);
        row("3F", AAS);
        row("D4 ib", AAM, Ib);
        row("D5 ib", AAD, Ib);
        row("o16 98", CBW);
        row("o32 98", CWDE);
        row("o16 99", CWD);
        row("o32 99", CDQ);
    }

    private void shifts() {
        for (int i = 0; i < 8; i++) {
            Mnemonic mnemonic = SHIFTS[i];
            row("D0 /" + i, mnemonic, Eb, One);
            row("D1 /" + i, mnemonic, Ev, One);
            row("D2 /" + i, mnemonic, Eb, CL).anyCount();
            row("D3 /" + i, mnemonic, Ev, CL).anyCount();
            row("C0 /" + i + " ib", mnemonic, Eb, Ib).anyCount();
            row("C1 /" + i + " ib", mnemonic, Ev, Ib).anyCount();
        }
        row("0F A4 /r ib", SHLD, Ev, Gv, Ib).anyCount();
        row("0F A5 /r", SHLD, Ev, Gv, CL).anyCount();
        row("0F AC /r ib", SHRD, Ev, Gv, Ib).anyCount();
        row("0F AD /r", SHRD, Ev, Gv, CL).anyCount();
    }

    private void bits() {
        row("0F A3 /r", BT, Ev, Gv);
        row("0F AB /r", BTS, Ev, Gv).lockable();
        row("0F B3 /r", BTR, Ev, Gv).lockable();
        row("0F BB /r", BTC, Ev, Gv).lockable();
        row("0F BA /4 ib", BT, Ev, Ib);
        row("0F BA /5 ib", BTS, Ev, Ib).lockable();
        row("0F BA /6 ib", BTR, Ev, Ib).lockable();
        row("0F BA /7 ib", BTC, Ev, Ib).lockable();
        row("0F BC /r", BSF, Gv, Ev);
        row("0F BD /r", BSR, Gv, Ev);
        row("0F C8+r", BSWAP, Zv).since(I486);
        for (int cc = 0; cc < 16; cc++) {
            row("0F " + hex(0x90 + cc) + " /r", SETCC[cc], Eb);
        }
    }

    private void moves() {
        row("A0 o", MOV, AL, Ob);
        row("A1 o", MOV, rAX, Ov);
        row("A2 o", MOV, Ob, AL);
        row("A3 o", MOV, Ov, rAX);
        row("88 /r", MOV, Eb, Gb);
        row("89 /r", MOV, Ev, Gv);
        row("8A /r", MOV, Gb, Eb);
        row("8B /r", MOV, Gv, Ev);
        row("B0+r ib", MOV, Zb, Ib);
        row("B8+r iz", MOV, Zv, Iz);
        row("C6 /0 ib", MOV, Eb, Ib);
        row("C7 /0 iz", MOV, Ev, Iz);
        row("0F B6 /r", MOVZX, Gv, Eb);
        row("0F B7 /r", MOVZX, Gv, Ew);
        row("0F BE /r", MOVSX, Gv, Eb);
        row("0F BF /r", MOVSX, Gv, Ew);
        row("90+r", XCHG, Zv, rAX);
        row("86 /r", XCHG, Eb, Gb).lockable();
        row("87 /r", XCHG, Ev, Gv).lockable();
        row("8D /r", LEA, Gv, M);
        row("D7", XLAT);
        for (int cc = 0; cc < 16; cc++) {
            row("0F " + hex(0x40 + cc) + " /r", CMOVCC[cc], Gv, Ev).since(CMOV);
        }
    }

    private void stack() {
        row("50+r", PUSH, Zv);
        row("FF /6", PUSH, Ev);
        row("6A ib", PUSH, Ibs);
        row("68 iz", PUSH, Iz);
        row("58+r", POP, Zv);
        row("8F /0", POP, Ev);
        row("60", PUSHA);
        row("61", POPA);
        row("9C", PUSHF).sensitive();
        row("9D", POPF).sensitive().endsBlock();
        row("C8 iw ib", ENTER, Iw, Ib);
        row("C9", LEAVE);
    }

    private void strings() {
        row("A4", MOVS, Yb, Xb);
        row("A5", MOVS, Yv, Xv);
        row("A6", CMPS, Xb, Yb);
        row("A7", CMPS, Xv, Yv);
        row("AA", STOS, Yb, AL);
        row("AB", STOS, Yv, rAX);
        row("AC", LODS, AL, Xb);
        row("AD", LODS, rAX, Xv);
        row("AE", SCAS, AL, Yb);
        row("AF", SCAS, rAX, Yv);
    }

    private void branches() {
        for (int cc = 0; cc < 16; cc++) {
            row(hex(0x70 + cc) + " cb", JCC[cc], Jb).endsBlock();
            row("0F " + hex(0x80 + cc) + " cz", JCC[cc], Jz).endsBlock();
        }
        row("EB cb", JMP, Jb).endsBlock();
        row("E9 cz", JMP, Jz).endsBlock();
        row("FF /4", JMP, Ev).endsBlock();
        row("E8 cz", CALL, Jz).endsBlock();
        row("FF /2", CALL, Ev).endsBlock();
        row("C3", RET).endsBlock();
        row("C2 iw", RET, Iw).endsBlock();
        row("E0 cb", LOOPNE, Jb).endsBlock();
        row("E1 cb", LOOPE, Jb).endsBlock();
        row("E2 cb", LOOP, Jb).endsBlock();
        row("E3 cb", JCXZ, Jb).endsBlock();
        row("62 /r", BOUND, Gv, Ma);
    }

    private void flags() {
        row("F5", CMC);
        row("F8", CLC);
        row("F9", STC);
        row("FC", CLD);
        row("FD", STD);
        row("9E", SAHF);
        row("9F", LAHF);
        row("D6", SALC);
    }

    private void nops() {
        row("90", NOP);
        row("0F 1F /0", NOP, Ev).since(P6);
        for (int digit = 1; digit < 8; digit++) {
            row("0F 1F /" + digit, NOP, Ev).since(P6);
        }
        for (int opcode = 0x18; opcode < 0x1F; opcode++) {
            row("0F " + hex(opcode) + " /r", NOP, Ev).since(P6);
        }
    }
}
