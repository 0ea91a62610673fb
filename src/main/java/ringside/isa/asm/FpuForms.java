package ringside.isa.asm;

import java.util.List;
import java.util.Set;
import ringside.isa.Mnemonic;
import ringside.isa.Operand;
import ringside.isa.RegisterClass;

/** Completes x87 instructions whose stack registers are left out in the source. */
record FpuForms(Mnemonic mnemonic, List<Operand> operands) {
    private static final Operand TOP = new Operand.Register(RegisterClass.STACK, 0);
    private static final Operand SECOND = new Operand.Register(RegisterClass.STACK, 1);

    /** Instructions that name one register and nothing else. */
    private static final Set<Mnemonic> SINGLE = Set.of(
            Mnemonic.FLD,
            Mnemonic.FST,
            Mnemonic.FSTP,
            Mnemonic.FXCH,
            Mnemonic.FFREE,
            Mnemonic.FFREEP,
            Mnemonic.FUCOM,
            Mnemonic.FUCOMP);

    /** Instructions that combine the top with another register, the top first. */
    private static final Set<Mnemonic> TOP_FIRST = Set.of(
            Mnemonic.FCOM,
            Mnemonic.FCOMP,
            Mnemonic.FCOMI,
            Mnemonic.FCOMIP,
            Mnemonic.FUCOMI,
            Mnemonic.FUCOMIP,
            Mnemonic.FCMOVB,
            Mnemonic.FCMOVBE,
            Mnemonic.FCMOVE,
            Mnemonic.FCMOVNB,
            Mnemonic.FCMOVNBE,
            Mnemonic.FCMOVNE,
            Mnemonic.FCMOVNU,
            Mnemonic.FCMOVU);

    /**
     * Returns the full form.
     *
     * @param to whether the keyword {@code to} makes the register the destination
     */
    static FpuForms complete(Mnemonic mnemonic, List<Operand> operands, boolean to) {
        if (operands.stream().anyMatch(operand -> !isStack(operand))) {
            return new FpuForms(mnemonic, operands);
        }
        Operand other = operands.isEmpty() ? SECOND : operands.get(0);
        if (SINGLE.contains(mnemonic)) {
            boolean both = operands.size() == 2;
            return new FpuForms(mnemonic, List.of(both && operands.get(0).equals(TOP) ? operands.get(1) : other));
        }
        if (operands.size() > 1) {
            return new FpuForms(mnemonic, operands);
        }
        if (TOP_FIRST.contains(mnemonic)) {
            return new FpuForms(mnemonic, List.of(TOP, other));
        }
        return switch (mnemonic) {
            case FADD, FMUL, FSUB, FSUBR, FDIV, FDIVR -> {
                if (operands.isEmpty()) {
                    yield new FpuForms(Mnemonic.valueOf(mnemonic.name() + "P"), List.of(SECOND, TOP));
                }
                yield new FpuForms(mnemonic, to ? List.of(other, TOP) : List.of(TOP, other));
            }
            case FADDP, FMULP, FSUBP, FSUBRP, FDIVP, FDIVRP -> new FpuForms(mnemonic, List.of(other, TOP));
            default -> new FpuForms(mnemonic, operands);
        };
    }

    private static boolean isStack(Operand operand) {
        return operand instanceof Operand.Register register && register.registerClass() == RegisterClass.STACK;
    }
}
