package ringside.exec.interp;

import ringside.cpu.Boundary;
import ringside.cpu.Vcpu;
import ringside.sem.BranchTest;
import ringside.sem.Routine;
import ringside.sem.StringOp;

/** Ops around routines: whole instructions that read and write state themselves. */
final class RoutineOps {
    private RoutineOps() {}

    /** Runs a routine inside a block. */
    static Op inside(Site site, Routine routine) {
        return new Op(site) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                routine.execute(cpu, instruction);
                conceal(cpu);
                return next;
            }
        };
    }

    /** Runs a routine that ends its block, whatever may have changed. */
    static Op last(Site site, Routine routine) {
        Op exit = site.block().interpreter.exit;
        return new Op(site) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                routine.execute(cpu, instruction);
                cpu.icount++;
                cpu.eip = following();
                return exit;
            }
        };
    }

    /**
     * Runs a routine that ends its block only because it may make an interrupt deliverable: if none is, and nothing else asks
     * for attention, the way to the next block is short.
     */
    static Op quiet(Site site, Routine routine) {
        int following = site.following();
        return new Branch(site, 1, following, following) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                routine.execute(cpu, instruction);
                if (!Boundary.quiet(cpu)) {
                    cpu.icount++;
                    cpu.eip = following();
                    return block.interpreter.exit;
                }
                cpu.icount -= index;
                return fall(cpu);
            }
        };
    }

    /** Runs a control transfer to anywhere. */
    static Op far(Site site, Routine routine) {
        Op exit = site.block().interpreter.exit;
        return new Op(site) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                routine.execute(cpu, instruction);
                cpu.icount++;
                return exit;
            }
        };
    }

    /** Runs a control transfer inside the code segment. */
    static Op near(Site site, Routine routine) {
        return new Indirect(site) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                routine.execute(cpu, instruction);
                conceal(cpu);
                return jump(cpu, cpu.eip);
            }
        };
    }

    /** Runs a string instruction without a repeat prefix. */
    static Op string(Site site, StringOp op) {
        return new Op(site) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                op.run(cpu, instruction, Long.MAX_VALUE);
                cpu.icount--;
                conceal(cpu);
                return next;
            }
        };
    }

    /** Runs a string instruction that ends its block, because it may have to stay where it is. */
    static Op repeated(Site site, StringOp op) {
        Op exit = site.block().interpreter.exit;
        int following = site.eip() + site.instruction().length;
        return new Branch(site, -site.index(), following, following) {
            @Override
            Op execute(Vcpu cpu) {
                expose(cpu);
                boolean complete = op.run(cpu, instruction, cpu.deadline);
                if (complete && !cpu.deviceAccess && cpu.pendingDebug == 0) {
                    return fall(cpu);
                }
                cpu.eip = complete ? fallEip : eip;
                if (!complete) {
                    block.interpreter.goesOn(cpu);
                }
                return exit;
            }
        };
    }

    /** Branches as a counter says. */
    static Op loop(Site site, BranchTest test, int target) {
        return new Branch(site, 1, target, site.eip() + site.instruction().length) {
            @Override
            Op execute(Vcpu cpu) {
                return test.test(cpu, instruction) ? taken(cpu) : fall(cpu);
            }
        };
    }

    /** Branches beyond the limit of CS if {@code test} holds: #GP(0), and the counter stays. */
    static Op beyondLimit(Site site, BranchTest test) {
        int following = site.eip() + site.instruction().length;
        return new Branch(site, 1, following, following) {
            @Override
            Op execute(Vcpu cpu) {
                long counter = cpu.gpr[1];
                if (!test.test(cpu, instruction)) {
                    return fall(cpu);
                }
                cpu.gpr[1] = counter;
                expose(cpu);
                throw cpu.fault.gp(0);
            }
        };
    }

    /** Goes on behind the block's last instruction. */
    static Op fallThrough(Site end) {
        return new Branch(end, 0, end.eip(), end.eip()) {
            @Override
            Op execute(Vcpu cpu) {
                return fall(cpu);
            }
        };
    }
}
