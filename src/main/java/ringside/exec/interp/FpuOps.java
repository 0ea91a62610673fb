package ringside.exec.interp;

import ringside.cpu.Vcpu;
import ringside.sem.x87.Arithmetic;
import ringside.sem.x87.Comparisons;
import ringside.sem.x87.Constants;
import ringside.sem.x87.Control;
import ringside.sem.x87.LoadStore;

/**
 * The frequent x87 instructions, each in a class of its own around the routine that its mnemonic is bound to: one call
 * that is known when the class is compiled and can be inlined, where {@link RoutineOps} has to find the routine.
 */
final class FpuOps {
    private FpuOps() {}

    /** Returns the op for an instruction, or null if it has none of its own. */
    static Op of(Site site) {
        return switch (site.instruction().mnemonic) {
            case FADD -> fadd(site);
            case FMUL -> fmul(site);
            case FSUB -> fsub(site);
            case FSUBR -> fsubr(site);
            case FDIV -> fdiv(site);
            case FDIVR -> fdivr(site);
            case FADDP -> faddp(site);
            case FMULP -> fmulp(site);
            case FSUBP -> fsubp(site);
            case FSUBRP -> fsubrp(site);
            case FDIVP -> fdivp(site);
            case FDIVRP -> fdivrp(site);
            case FIADD -> fiadd(site);
            case FIMUL -> fimul(site);
            case FCHS -> fchs(site);
            case FABS -> fabs(site);
            case FSQRT -> fsqrt(site);
            case FLD -> fld(site);
            case FST -> fst(site);
            case FSTP -> fstp(site);
            case FILD -> fild(site);
            case FISTP -> fistp(site);
            case FXCH -> fxch(site);
            case FLD1 -> fld1(site);
            case FLDZ -> fldz(site);
            case FCOM -> fcom(site);
            case FCOMP -> fcomp(site);
            case FCOMPP -> fcompp(site);
            case FUCOM -> fucom(site);
            case FUCOMP -> fucomp(site);
            case FUCOMPP -> fucompp(site);
            case FCOMI -> fcomi(site);
            case FCOMIP -> fcomip(site);
            case FUCOMI -> fucomi(site);
            case FUCOMIP -> fucomip(site);
            case FNSTSW -> fnstsw(site);
            case FNSTCW -> fnstcw(site);
            case FLDCW -> fldcw(site);
            default -> null;
        };
    }

    private static Op fadd(Site site) {
        return new Op(site) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                Arithmetic.fadd(cpu, instruction);
                conceal(cpu);
                return next;
            }
        };
    }

    private static Op fmul(Site site) {
        return new Op(site) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                Arithmetic.fmul(cpu, instruction);
                conceal(cpu);
                return next;
            }
        };
    }

    private static Op fsub(Site site) {
        return new Op(site) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                Arithmetic.fsub(cpu, instruction);
                conceal(cpu);
                return next;
            }
        };
    }

    private static Op fsubr(Site site) {
        return new Op(site) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                Arithmetic.fsubr(cpu, instruction);
                conceal(cpu);
                return next;
            }
        };
    }

    private static Op fdiv(Site site) {
        return new Op(site) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                Arithmetic.fdiv(cpu, instruction);
                conceal(cpu);
                return next;
            }
        };
    }

    private static Op fdivr(Site site) {
        return new Op(site) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                Arithmetic.fdivr(cpu, instruction);
                conceal(cpu);
                return next;
            }
        };
    }

    private static Op faddp(Site site) {
        return new Op(site) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                Arithmetic.faddp(cpu, instruction);
                conceal(cpu);
                return next;
            }
        };
    }

    private static Op fmulp(Site site) {
        return new Op(site) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                Arithmetic.fmulp(cpu, instruction);
                conceal(cpu);
                return next;
            }
        };
    }

    private static Op fsubp(Site site) {
        return new Op(site) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                Arithmetic.fsubp(cpu, instruction);
                conceal(cpu);
                return next;
            }
        };
    }

    private static Op fsubrp(Site site) {
        return new Op(site) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                Arithmetic.fsubrp(cpu, instruction);
                conceal(cpu);
                return next;
            }
        };
    }

    private static Op fdivp(Site site) {
        return new Op(site) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                Arithmetic.fdivp(cpu, instruction);
                conceal(cpu);
                return next;
            }
        };
    }

    private static Op fdivrp(Site site) {
        return new Op(site) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                Arithmetic.fdivrp(cpu, instruction);
                conceal(cpu);
                return next;
            }
        };
    }

    private static Op fiadd(Site site) {
        return new Op(site) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                Arithmetic.fiadd(cpu, instruction);
                conceal(cpu);
                return next;
            }
        };
    }

    private static Op fimul(Site site) {
        return new Op(site) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                Arithmetic.fimul(cpu, instruction);
                conceal(cpu);
                return next;
            }
        };
    }

    private static Op fchs(Site site) {
        return new Op(site) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                Arithmetic.fchs(cpu, instruction);
                conceal(cpu);
                return next;
            }
        };
    }

    private static Op fabs(Site site) {
        return new Op(site) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                Arithmetic.fabs(cpu, instruction);
                conceal(cpu);
                return next;
            }
        };
    }

    private static Op fsqrt(Site site) {
        return new Op(site) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                Arithmetic.fsqrt(cpu, instruction);
                conceal(cpu);
                return next;
            }
        };
    }

    private static Op fld(Site site) {
        return new Op(site) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                LoadStore.fld(cpu, instruction);
                conceal(cpu);
                return next;
            }
        };
    }

    private static Op fst(Site site) {
        return new Op(site) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                LoadStore.fst(cpu, instruction);
                conceal(cpu);
                return next;
            }
        };
    }

    private static Op fstp(Site site) {
        return new Op(site) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                LoadStore.fstp(cpu, instruction);
                conceal(cpu);
                return next;
            }
        };
    }

    private static Op fild(Site site) {
        return new Op(site) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                LoadStore.fild(cpu, instruction);
                conceal(cpu);
                return next;
            }
        };
    }

    private static Op fistp(Site site) {
        return new Op(site) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                LoadStore.fistp(cpu, instruction);
                conceal(cpu);
                return next;
            }
        };
    }

    private static Op fxch(Site site) {
        return new Op(site) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                LoadStore.fxch(cpu, instruction);
                conceal(cpu);
                return next;
            }
        };
    }

    private static Op fld1(Site site) {
        return new Op(site) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                Constants.fld1(cpu, instruction);
                conceal(cpu);
                return next;
            }
        };
    }

    private static Op fldz(Site site) {
        return new Op(site) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                Constants.fldz(cpu, instruction);
                conceal(cpu);
                return next;
            }
        };
    }

    private static Op fcom(Site site) {
        return new Op(site) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                Comparisons.fcom(cpu, instruction);
                conceal(cpu);
                return next;
            }
        };
    }

    private static Op fcomp(Site site) {
        return new Op(site) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                Comparisons.fcomp(cpu, instruction);
                conceal(cpu);
                return next;
            }
        };
    }

    private static Op fcompp(Site site) {
        return new Op(site) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                Comparisons.fcompp(cpu, instruction);
                conceal(cpu);
                return next;
            }
        };
    }

    private static Op fucom(Site site) {
        return new Op(site) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                Comparisons.fucom(cpu, instruction);
                conceal(cpu);
                return next;
            }
        };
    }

    private static Op fucomp(Site site) {
        return new Op(site) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                Comparisons.fucomp(cpu, instruction);
                conceal(cpu);
                return next;
            }
        };
    }

    private static Op fucompp(Site site) {
        return new Op(site) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                Comparisons.fucompp(cpu, instruction);
                conceal(cpu);
                return next;
            }
        };
    }

    private static Op fcomi(Site site) {
        return new Op(site) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                Comparisons.fcomi(cpu, instruction);
                conceal(cpu);
                return next;
            }
        };
    }

    private static Op fcomip(Site site) {
        return new Op(site) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                Comparisons.fcomip(cpu, instruction);
                conceal(cpu);
                return next;
            }
        };
    }

    private static Op fucomi(Site site) {
        return new Op(site) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                Comparisons.fucomi(cpu, instruction);
                conceal(cpu);
                return next;
            }
        };
    }

    private static Op fucomip(Site site) {
        return new Op(site) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                Comparisons.fucomip(cpu, instruction);
                conceal(cpu);
                return next;
            }
        };
    }

    private static Op fnstsw(Site site) {
        return new Op(site) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                Control.fnstsw(cpu, instruction);
                conceal(cpu);
                return next;
            }
        };
    }

    private static Op fnstcw(Site site) {
        return new Op(site) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                Control.fnstcw(cpu, instruction);
                conceal(cpu);
                return next;
            }
        };
    }

    private static Op fldcw(Site site) {
        return new Op(site) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                Control.fldcw(cpu, instruction);
                conceal(cpu);
                return next;
            }
        };
    }
}
