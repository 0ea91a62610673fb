package ringside.isa;

import static ringside.isa.Availability.FXSR;
import static ringside.isa.Availability.I486;
import static ringside.isa.Availability.I586;
import static ringside.isa.Availability.MSR;
import static ringside.isa.Availability.SEP;
import static ringside.isa.Mnemonic.*;
import static ringside.isa.OperandCode.*;

import java.util.List;

/** Encoding rows of segment, system and port instructions, far transfers and interrupts. SDM Vol. 2; Vol. 3A, 2.8. */
final class SystemRows {
    private final RowTable table = new RowTable();

    private SystemRows() {}

    static List<Row> rows() {
        SystemRows system = new SystemRows();
        system.segments();
        system.farTransfers();
        system.ports();
        system.tables();
        system.control();
        system.undefined();
        return system.table.rows();
    }

    private RowTable.Entry row(String encoding, Mnemonic mnemonic, OperandCode... operands) {
        return table.row(encoding, mnemonic, operands);
    }

    private void segments() {
        row("8C /r", MOV_SREG, Ew_v, Sw).sensitive();
        row("8E /r", MOV_SREG, Sw, Ew).sensitive().endsBlock();
        row("06", PUSH_SREG, ES).sensitive();
        row("0E", PUSH_SREG, CS).sensitive();
        row("16", PUSH_SREG, SS).sensitive();
        row("1E", PUSH_SREG, DS).sensitive();
        row("0F A0", PUSH_SREG, FS).sensitive();
        row("0F A8", PUSH_SREG, GS).sensitive();
        row("07", POP_SREG, ES).sensitive().endsBlock();
        row("17", POP_SREG, SS).sensitive().endsBlock();
        row("1F", POP_SREG, DS).sensitive().endsBlock();
        row("0F A1", POP_SREG, FS).sensitive().endsBlock();
        row("0F A9", POP_SREG, GS).sensitive().endsBlock();
        row("C4 /r", LES, Gv, Mp).sensitive().endsBlock();
        row("C5 /r", LDS, Gv, Mp).sensitive().endsBlock();
        row("0F B2 /r", LSS, Gv, Mp).sensitive().endsBlock();
        row("0F B4 /r", LFS, Gv, Mp).sensitive().endsBlock();
        row("0F B5 /r", LGS, Gv, Mp).sensitive().endsBlock();
        row("63 /r", ARPL, Ew, Gw);
    }

    private void farTransfers() {
        row("9A cp", CALL_FAR, Ap).sensitive().endsBlock();
        row("FF /3", CALL_FAR, Mp).sensitive().endsBlock();
        row("EA cp", JMP_FAR, Ap).sensitive().endsBlock();
        row("FF /5", JMP_FAR, Mp).sensitive().endsBlock();
        row("CB", RET_FAR).sensitive().endsBlock();
        row("CA iw", RET_FAR, Iw).sensitive().endsBlock();
        row("CC", INT3).sensitive().endsBlock();
        row("CD ib", INT, Ib).sensitive().endsBlock();
        row("CE", INTO).sensitive().endsBlock();
        row("F1", INT1).sensitive().endsBlock();
        row("CF", IRET).sensitive().endsBlock();
        row("0F 34", SYSENTER).sensitive().endsBlock().since(SEP);
        row("0F 35", SYSEXIT).privileged().endsBlock().since(SEP);
        row("0F AA", RSM).privileged().endsBlock().since(I586);
    }

    private void ports() {
        row("E4 ib", IN, AL, Ib).ioSensitive().endsBlock().readsTime();
        row("E5 ib", IN, rAX, Ib).ioSensitive().endsBlock().readsTime();
        row("EC", IN, AL, DX).ioSensitive().endsBlock().readsTime();
        row("ED", IN, rAX, DX).ioSensitive().endsBlock().readsTime();
        row("E6 ib", OUT, Ib, AL).ioSensitive().endsBlock();
        row("E7 ib", OUT, Ib, rAX).ioSensitive().endsBlock();
        row("EE", OUT, DX, AL).ioSensitive().endsBlock();
        row("EF", OUT, DX, rAX).ioSensitive().endsBlock();
        row("6C", INS, Yb, DX).ioSensitive().endsBlock().readsTime();
        row("6D", INS, Yv, DX).ioSensitive().endsBlock().readsTime();
        row("6E", OUTS, DX, Xb).ioSensitive().endsBlock();
        row("6F", OUTS, DX, Xv).ioSensitive().endsBlock();
        row("FA", CLI).ioSensitive();
        row("FB", STI).ioSensitive().endsBlock();
    }

    private void tables() {
        row("0F 00 /0", SLDT, Ew_v).sensitive();
        row("0F 00 /1", STR, Ew_v).sensitive();
        row("0F 00 /2", LLDT, Ew).privileged();
        row("0F 00 /3", LTR, Ew).privileged();
        row("0F 00 /4", VERR, Ew).sensitive();
        row("0F 00 /5", VERW, Ew).sensitive();
        row("0F 01 /0", SGDT, Ms).sensitive();
        row("0F 01 /1", SIDT, Ms).sensitive();
        row("0F 01 /2", LGDT, Ms).privileged();
        row("0F 01 /3", LIDT, Ms).privileged();
        row("0F 02 /r", LAR, Gv, Ew).sensitive();
        row("0F 03 /r", LSL, Gv, Ew).sensitive();
    }

    private void control() {
        row("0F 01 /4", SMSW, Ew_v).sensitive();
        row("0F 01 /6", LMSW, Ew).privileged().endsBlock();
        row("0F 06", CLTS).privileged();
        row("0F 20 /r", MOV_CR, Rd, Cd).privileged();
        row("0F 21 /r", MOV_DR, Rd, Dd).privileged();
        row("0F 22 /r", MOV_CR, Cd, Rd).privileged().endsBlock();
        row("0F 23 /r", MOV_DR, Dd, Rd).privileged().endsBlock();
        row("0F 01 /7", INVLPG, M).privileged().endsBlock().since(I486);
        row("0F 08", INVD).privileged().endsBlock().since(I486);
        row("0F 09", WBINVD).privileged().endsBlock().since(I486);
        row("0F 30", WRMSR).privileged().endsBlock().since(MSR);
        row("0F 31", RDTSC).readsTime().since(Availability.TSC);
        row("0F 32", RDMSR).privileged().endsBlock().readsTime().since(MSR);
        row("0F 33", RDPMC).endsBlock().readsTime().since(Availability.RDPMC);
        row("0F A2", CPUID).since(Availability.CPUID);
        row("0F AE /0", FXSAVE, M).since(FXSR);
        row("0F AE /1", FXRSTOR, M).since(FXSR);
        row("F4", HLT).privileged().endsBlock();
    }

    private void undefined() {
        row("0F 0B", UD2).endsBlock();
        row("0F B9 /r", UD1, Gv, Ev).endsBlock();
        row("0F FF /r", UD0, Gv, Ev).endsBlock();
    }
}
