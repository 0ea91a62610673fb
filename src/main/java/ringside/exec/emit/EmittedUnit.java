package ringside.exec.emit;

import java.util.List;
import ringside.exec.UnitExit;

/**
 * A class that has been emitted and not been defined.
 *
 * @param classFile its bytes
 * @param exits what the numbers mean that it returns
 * @param steps the instructions that it leaves to the interpreter's ops and goes on behind
 * @param facts what became of the code
 */
public record EmittedUnit(byte[] classFile, List<UnitExit> exits, List<StepSite> steps, UnitFacts facts) {
    /** Where a unit calls the interpreter's op for an instruction. */
    public record StepSite(int block, int instruction) {}
}
