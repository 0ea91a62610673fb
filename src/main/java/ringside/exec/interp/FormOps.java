package ringside.exec.interp;

import ringside.cpu.Vcpu;
import ringside.sem.BinaryOp;
import ringside.sem.CompareOp;
import ringside.sem.Condition;
import ringside.sem.SourceOp;
import ringside.sem.TernaryOp;
import ringside.sem.UnaryOp;

/** Ops for every shape of semantic method in any form: what is not frequent enough for an op of its own. */
final class FormOps {
    private FormOps() {}

    static Op binary(Site site, BinaryOp op) {
        if (FormOp.hasThird(site.instruction())) {
            return threeOperands(site, op);
        }
        return new FormOp(site) {
            @Override
            void compute(Vcpu cpu) {
                int right = source(cpu);
                int left = updateDestination(cpu);
                writeDestination(cpu, op.apply(cpu, left, right));
            }
        };
    }

    /** The destination is written only: IMUL Gv, Ev, Iz. */
    private static Op threeOperands(Site site, BinaryOp op) {
        return new FormOp(site) {
            @Override
            void compute(Vcpu cpu) {
                writeDestination(cpu, op.apply(cpu, source(cpu), immediate));
            }
        };
    }

    static Op compare(Site site, CompareOp op) {
        return new FormOp(site) {
            @Override
            void compute(Vcpu cpu) {
                int right = source(cpu);
                op.apply(cpu, readDestination(cpu), right);
            }
        };
    }

    static Op single(Site site, UnaryOp op) {
        return new FormOp(site) {
            @Override
            void compute(Vcpu cpu) {
                writeDestination(cpu, op.apply(cpu, updateDestination(cpu)));
            }
        };
    }

    static Op accumulate(Site site, SourceOp op) {
        return new FormOp(site) {
            @Override
            void compute(Vcpu cpu) {
                op.apply(cpu, readDestination(cpu));
            }
        };
    }

    static Op triple(Site site, TernaryOp op) {
        return new FormOp(site) {
            @Override
            void compute(Vcpu cpu) {
                int middle = source(cpu);
                int count = third(cpu);
                writeDestination(cpu, op.apply(cpu, updateDestination(cpu), middle, count));
            }
        };
    }

    static Op move(Site site) {
        return new FormOp(site) {
            @Override
            void compute(Vcpu cpu) {
                writeDestination(cpu, source(cpu));
            }
        };
    }

    static Op set(Site site, Condition condition) {
        return new FormOp(site) {
            @Override
            void compute(Vcpu cpu) {
                writeDestination(cpu, condition.test(cpu) ? 1 : 0);
            }
        };
    }

    static Op moveIf(Site site, Condition condition) {
        return new FormOp(site) {
            @Override
            void compute(Vcpu cpu) {
                int value = source(cpu);
                if (condition.test(cpu)) {
                    writeDestination(cpu, value);
                }
            }
        };
    }
}
