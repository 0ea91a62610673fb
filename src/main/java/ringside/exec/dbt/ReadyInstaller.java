package ringside.exec.dbt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import ringside.cpu.Vcpu;
import ringside.exec.Step;
import ringside.exec.Unit;
import ringside.exec.emit.EmittedUnit.StepSite;
import ringside.exec.emit.ReadyUnit;
import ringside.exec.emit.ReadyUnit.ReadyBlock;
import ringside.exec.emit.ReadyUnits;
import ringside.exec.emit.UnitLoader;
import ringside.exec.interp.Block;
import ringside.exec.interp.Interpreter;
import ringside.exec.interp.Translation;

/** Puts units that were made ahead of time in the place of blocks, if memory holds the very bytes that they were made from. */
final class ReadyInstaller {
    /**
     * A unit that fits.
     *
     * @param translation what is in its place now; null if something such as a breakpoint cuts its blocks
     * @param before what was in some of the places
     */
    record Installed(ReadyUnit unit, List<Block> blocks, Translation translation, List<Translation> before) {}

    private final Interpreter interpreter;
    private final ReadyUnits units;
    private final DbtSettings settings;

    ReadyInstaller(Interpreter interpreter, ReadyUnits units, DbtSettings settings) {
        this.settings = settings;
        this.interpreter = interpreter;
        this.units = units;
    }

    /** Whether the interpreter has not yet done {@code worth} instructions in all units that a block has. */
    boolean early(Block head, long worth) {
        return worth > 0 && units.at(head.eip, head.mode).stream().allMatch(unit -> interpreted(head, unit) < worth);
    }

    private long interpreted(Block head, ReadyUnit unit) {
        long sum = 0;
        for (ReadyBlock block : unit.blocks()) {
            Block known = interpreter.find(offset(head, block), block.eip(), head.mode);
            sum += known == null ? 0 : (long) known.entries() * block.instructions();
        }
        return sum;
    }

    /** Installs the first unit that was made from the bytes that are where a block is; null if there is none. */
    Installed install(Vcpu cpu, Block head) {
        Installed cut = null;
        for (ReadyUnit unit : units.at(head.eip, head.mode)) {
            if (sameBytes(cpu, head, unit)) {
                List<Block> blocks = blocks(cpu, head, unit);
                if (blocks != null) {
                    return install(cpu, head, unit, blocks);
                }
                cut = new Installed(unit, List.of(), null, List.of());
            }
        }
        return cut;
    }

    /** All blocks of a unit are on the page of the one that was come to. */
    private static int offset(Block head, ReadyBlock block) {
        return head.page() | head.mode.base() + block.eip() & 0xFFF;
    }

    private static boolean sameBytes(Vcpu cpu, Block head, ReadyUnit unit) {
        for (ReadyBlock block : unit.blocks()) {
            byte[] code = block.code();
            int at = offset(head, block);
            if (!Arrays.equals(code, 0, code.length, cpu.mmu.bytes, at, at + code.length)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the engine's blocks for those of a unit; null if one has another end here, such as a breakpoint. */
    private List<Block> blocks(Vcpu cpu, Block head, ReadyUnit unit) {
        List<Block> blocks = new ArrayList<>(unit.blocks().size());
        for (ReadyBlock block : unit.blocks()) {
            Block real = interpreter.decode(cpu, offset(head, block), block.eip(), head.mode);
            if (real == null || real.size != block.code().length || real.instructions.size() != block.instructions()) {
                return null;
            }
            blocks.add(real);
        }
        return blocks;
    }

    private Installed install(Vcpu cpu, Block head, ReadyUnit ready, List<Block> blocks) {
        Step[] steps =
                ready.emitted().steps().stream().map(site -> step(blocks, site)).toArray(Step[]::new);
        Unit unit = UnitLoader.load(ready, cpu, head.mode, steps);
        Translation translation =
                new Translation(cpu, interpreter, unit, blocks, ready.emitted().exits(), settings.staticExits);
        List<Block> heads = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            Block block = blocks.get(i);
            if (block == head || block.translation() == null && ready.gains(i)) {
                heads.add(block);
            }
        }
        List<Translation> before = heads.stream()
                .map(Block::translation)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        translation.install(heads);
        return new Installed(ready, blocks, translation, before);
    }

    private static Step step(List<Block> blocks, StepSite site) {
        return blocks.get(site.block()).step(site.instruction());
    }
}
