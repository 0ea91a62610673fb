package ringside.exec.dbt;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import ringside.cpu.CpuModel;
import ringside.exec.emit.EmitOptions;
import ringside.exec.emit.EmittedUnit;
import ringside.exec.emit.UnitEmitter;
import ringside.exec.emit.UnitPlan;
import ringside.exec.interp.Block;
import ringside.exec.interp.Translation;
import ringside.isa.Instruction;

/**
 * Units that are being emitted somewhere else. The guest goes on under the interpreter meanwhile, and the machine thread
 * takes what is finished when it begins a slice; so the guest comes to the same results whenever that is.
 */
final class Backlog {
    /**
     * A unit that is wanted.
     *
     * @param code the instructions it is emitted from, block by block; others may be there when it is finished
     */
    record Order(Block head, UnitPlan plan, Set<Translation> replaced, List<List<Instruction>> code) {
        static Order of(Block head, UnitPlan plan, Set<Translation> replaced) {
            return new Order(
                    head,
                    plan,
                    replaced,
                    plan.blocks().stream()
                            .map(block -> List.copyOf(block.instructions))
                            .toList());
        }

        /** Whether the code is still what the unit was emitted from. */
        boolean holds() {
            for (int i = 0; i < code.size(); i++) {
                if (plan.blocks().get(i).invalid()
                        || !plan.blocks().get(i).instructions.equals(code.get(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    /** A finished order: the unit, or what went wrong. */
    record Finished(Order order, EmittedUnit emitted, Throwable wrong) {}

    private final Consumer<Runnable> worker;
    private final List<Finished> finished = new ArrayList<>();
    private int waiting;

    /** Makes a backlog whose work {@code worker} does, on whatever thread. */
    Backlog(Consumer<Runnable> worker) {
        this.worker = worker;
    }

    void add(Order order, EmitOptions options, CpuModel model, String name) {
        waiting++;
        worker.accept(() -> {
            Finished result = emit(order, options, model, name);
            synchronized (finished) {
                finished.add(result);
            }
        });
    }

    private static Finished emit(Order order, EmitOptions options, CpuModel model, String name) {
        try {
            return new Finished(order, UnitEmitter.emit(order.plan(), options, model, name), null);
        } catch (RuntimeException | LinkageError wrong) {
            return new Finished(order, null, wrong);
        }
    }

    /** Returns how many units are wanted and have not been taken. */
    int waiting() {
        return waiting;
    }

    /** Takes what is finished. */
    List<Finished> take() {
        synchronized (finished) {
            List<Finished> taken = List.copyOf(finished);
            finished.clear();
            waiting -= taken.size();
            return taken;
        }
    }
}
