package ringside.sem;

import static ringside.isa.Mnemonic.*;

import ringside.cpu.FaultCause;
import ringside.isa.Mnemonic;
import ringside.isa.OpcodeMap;
import ringside.isa.Row;
import ringside.sem.x87.X87;

/** What every mnemonic means: one binding line each. The only place that joins encodings and methods. */
public final class Semantics {
    private static final Bindings TABLE = new Bindings();

    // spotless:off
    static {
        // Arithmetic and logic
        binary(ADD, Alu::add8, Alu::add16, Alu::add32);
        binary(ADC, Alu::adc8, Alu::adc16, Alu::adc32);
        binary(SUB, Alu::sub8, Alu::sub16, Alu::sub32);
        binary(SBB, Alu::sbb8, Alu::sbb16, Alu::sbb32);
        binary(AND, Alu::and8, Alu::and16, Alu::and32);
        binary(OR, Alu::or8, Alu::or16, Alu::or32);
        binary(XOR, Alu::xor8, Alu::xor16, Alu::xor32);
        compare(CMP, Alu::cmp8, Alu::cmp16, Alu::cmp32);
        compare(TEST, Alu::test8, Alu::test16, Alu::test32);
        single(INC, Unary::inc8, Unary::inc16, Unary::inc32);
        single(DEC, Unary::dec8, Unary::dec16, Unary::dec32);
        single(NEG, Unary::neg8, Unary::neg16, Unary::neg32);
        single(NOT, Unary::not, Unary::not, Unary::not);
        single(BSWAP, null, Unary::bswap16, Unary::bswap32);
        // Shifts and rotations
        binary(SHL, Shifts::shl8, Shifts::shl16, Shifts::shl32);
        binary(SHR, Shifts::shr8, Shifts::shr16, Shifts::shr32);
        binary(SAR, Shifts::sar8, Shifts::sar16, Shifts::sar32);
        binary(ROL, Rotates::rol8, Rotates::rol16, Rotates::rol32);
        binary(ROR, Rotates::ror8, Rotates::ror16, Rotates::ror32);
        binary(RCL, Rotates::rcl8, Rotates::rcl16, Rotates::rcl32);
        binary(RCR, Rotates::rcr8, Rotates::rcr16, Rotates::rcr32);
        bind(SHLD, new Binding.Triple(DoubleShifts::shld16, DoubleShifts::shld32));
        bind(SHRD, new Binding.Triple(DoubleShifts::shrd16, DoubleShifts::shrd32));
        // Multiplication, division, decimal
        bind(MUL, new Binding.Accumulate(MulDiv::mul8, MulDiv::mul16, MulDiv::mul32));
        bind(DIV, new Binding.Accumulate(MulDiv::div8, MulDiv::div16, MulDiv::div32));
        bind(IDIV, new Binding.Accumulate(MulDiv::idiv8, MulDiv::idiv16, MulDiv::idiv32));
        TABLE.routine(AAA, Bcd::aaa);
        TABLE.routine(AAS, Bcd::aas);
        TABLE.routine(AAM, Bcd::aam);
        TABLE.routine(AAD, Bcd::aad);
        TABLE.routine(DAA, Bcd::daa);
        TABLE.routine(DAS, Bcd::das);
        TABLE.routine(CBW, DataMoves::cbw);
        TABLE.routine(CWDE, DataMoves::cwde);
        TABLE.routine(CWD, DataMoves::cwd);
        TABLE.routine(CDQ, DataMoves::cdq);
        // Bits
        compare(BT, null, BitOps::bt16, BitOps::bt32);
        binary(BTS, null, BitOps::bts16, BitOps::bts32);
        binary(BTR, null, BitOps::btr16, BitOps::btr32);
        binary(BTC, null, BitOps::btc16, BitOps::btc32);
        binary(BSF, null, BitOps::bsf, BitOps::bsf);
        binary(BSR, null, BitOps::bsr, BitOps::bsr);
        // Moves
        bind(MOV, new Binding.Move());
        TABLE.routine(MOVZX, DataMoves::movzx);
        TABLE.routine(MOVSX, DataMoves::movsx);
        TABLE.routine(LEA, DataMoves::lea);
        TABLE.routine(XCHG, DataMoves::xchg);
        TABLE.routine(XADD, DataMoves::xadd);
        TABLE.routine(CMPXCHG, DataMoves::cmpxchg);
        TABLE.routine(CMPXCHG8B, DataMoves::cmpxchg8b);
        TABLE.routine(XLAT, DataMoves::xlat);
        TABLE.routine(NOP, DataMoves::nop);
        // Stack
        TABLE.routine(PUSH, Stack::push);
        TABLE.routine(POP, Stack::pop);
        TABLE.routine(PUSHA, Stack::pusha);
        TABLE.routine(POPA, Stack::popa);
        TABLE.routine(ENTER, Stack::enter);
        TABLE.routine(LEAVE, Stack::leave);
        // Strings
        TABLE.string(MOVS, Strings::movs);
        TABLE.string(STOS, Strings::stos);
        TABLE.string(LODS, Strings::lods);
        TABLE.string(SCAS, Strings::scas);
        TABLE.string(CMPS, Strings::cmps);
        TABLE.string(INS, PortStrings::ins);
        TABLE.string(OUTS, PortStrings::outs);
        // Near branches
        TABLE.flow(JMP, Branches::jmp);
        TABLE.flow(CALL, Branches::call);
        TABLE.flow(RET, Branches::ret);
        bind(LOOP, new Binding.Loop(Branches::loop));
        bind(LOOPE, new Binding.Loop(Branches::loope));
        bind(LOOPNE, new Binding.Loop(Branches::loopne));
        bind(JCXZ, new Binding.Loop(Branches::jcxz));
        TABLE.routine(BOUND, Branches::bound);
        // Flags
        TABLE.routine(CLC, FlagOps::clc);
        TABLE.routine(STC, FlagOps::stc);
        TABLE.routine(CMC, FlagOps::cmc);
        TABLE.routine(CLD, FlagOps::cld);
        TABLE.routine(STD, FlagOps::std);
        TABLE.routine(LAHF, FlagOps::lahf);
        TABLE.routine(SAHF, FlagOps::sahf);
        TABLE.routine(SALC, FlagOps::salc);
        // Conditions
        condition(JO, SETO, CMOVO, Conditions::o);
        condition(JNO, SETNO, CMOVNO, Conditions::no);
        condition(JB, SETB, CMOVB, Conditions::b);
        condition(JAE, SETAE, CMOVAE, Conditions::ae);
        condition(JE, SETE, CMOVE, Conditions::e);
        condition(JNE, SETNE, CMOVNE, Conditions::ne);
        condition(JBE, SETBE, CMOVBE, Conditions::be);
        condition(JA, SETA, CMOVA, Conditions::a);
        condition(JS, SETS, CMOVS, Conditions::s);
        condition(JNS, SETNS, CMOVNS, Conditions::ns);
        condition(JP, SETP, CMOVP, Conditions::p);
        condition(JNP, SETNP, CMOVNP, Conditions::np);
        condition(JL, SETL, CMOVL, Conditions::l);
        condition(JGE, SETGE, CMOVGE, Conditions::ge);
        condition(JLE, SETLE, CMOVLE, Conditions::le);
        condition(JG, SETG, CMOVG, Conditions::g);
        // What is no instruction
        TABLE.flow(UD0, (cpu, instruction) -> { throw cpu.fault.ud(); });
        TABLE.flow(UD1, (cpu, instruction) -> { throw cpu.fault.ud(); });
        TABLE.flow(UD2, (cpu, instruction) -> { throw cpu.fault.ud(); });
        // Other families
        X87.bind(TABLE::routine);
        SystemBindings.bind(TABLE);
    }
    // spotless:on

    private static final Binding INVALID_OPCODE = new Binding.Flow((cpu, instruction) -> {
        throw cpu.fault.ud().because(FaultCause.UNDEFINED, 0);
    });

    private static final Binding INVALID_LENGTH = new Binding.Flow((cpu, instruction) -> {
        throw cpu.fault.gp(0);
    });

    private static final Binding MULTIPLY = new Binding.Accumulate(MulDiv::imul8, MulDiv::imul16, MulDiv::imul32);
    private static final Binding TRUNCATING_MULTIPLY = new Binding.Binary(null, MulDiv::multiply16, MulDiv::multiply32);

    private Semantics() {}

    /** Returns what an encoding means. */
    public static Binding of(Row row) {
        Mnemonic mnemonic = row.mnemonic();
        return switch (mnemonic) {
            case INVALID -> row == OpcodeMap.TOO_LONG ? INVALID_LENGTH : INVALID_OPCODE;
            // Only this mnemonic has forms of different shapes: one operand, or two and three.
            case IMUL -> row.operands().size() == 1 ? MULTIPLY : TRUNCATING_MULTIPLY;
            default -> {
                Binding binding = TABLE.get(mnemonic);
                yield binding == null ? INVALID_OPCODE : binding;
            }
        };
    }

    private static void binary(Mnemonic mnemonic, BinaryOp op8, BinaryOp op16, BinaryOp op32) {
        bind(mnemonic, new Binding.Binary(op8, op16, op32));
    }

    private static void compare(Mnemonic mnemonic, CompareOp op8, CompareOp op16, CompareOp op32) {
        bind(mnemonic, new Binding.Compare(op8, op16, op32));
    }

    private static void single(Mnemonic mnemonic, UnaryOp op8, UnaryOp op16, UnaryOp op32) {
        bind(mnemonic, new Binding.Single(op8, op16, op32));
    }

    private static void condition(Mnemonic jump, Mnemonic set, Mnemonic move, Condition condition) {
        bind(jump, new Binding.Jump(condition));
        bind(set, new Binding.Set(condition));
        bind(move, new Binding.MoveIf(condition));
    }

    private static void bind(Mnemonic mnemonic, Binding binding) {
        TABLE.bind(mnemonic, binding);
    }
}
