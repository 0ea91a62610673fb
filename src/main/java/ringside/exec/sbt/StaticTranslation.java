package ringside.exec.sbt;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import ringside.exec.CodeMode;
import ringside.exec.emit.ReadyUnit;
import ringside.exec.sbt.CodeSpace.Range;

/**
 * Code that was translated ahead of time: units by the EIPs of their blocks, and where code was discovered. Units stay packed
 * until they are asked for.
 */
public final class StaticTranslation {
    /**
     * Code that was discovered in a range.
     *
     * @param starts the distances of instructions from the start of the range
     */
    record Discovered(Range range, BitSet starts) {}

    private final CodeMode mode;
    private final List<Discovered> discovered;

    /** EIPs of blocks, ascending as signed numbers, with the numbers of their units. */
    private final int[] eips;

    private final int[] unitOf;
    private final PackedUnits units;

    StaticTranslation(CodeMode mode, List<Discovered> discovered, int[] eips, int[] unitOf, PackedUnits units) {
        this.mode = mode;
        this.discovered = discovered;
        this.eips = eips;
        this.unitOf = unitOf;
        this.units = units;
    }

    /** Returns what the translator supposed of the CPU. */
    public CodeMode mode() {
        return mode;
    }

    /** Returns how many units there are. */
    public int units() {
        return units.count();
    }

    /** Returns how many blocks the units have that are worth to be entered. */
    public int blocks() {
        return eips.length;
    }

    /** Returns where code was looked for. */
    public List<Range> ranges() {
        return discovered.stream().map(Discovered::range).toList();
    }

    List<Discovered> discovered() {
        return discovered;
    }

    int[] eips() {
        return eips;
    }

    int[] unitOf() {
        return unitOf;
    }

    PackedUnits packed() {
        return units;
    }

    /** Whether a unit has a block at an EIP. */
    boolean has(int eip) {
        return Arrays.binarySearch(eips, eip) >= 0;
    }

    /** Whether an instruction was discovered at an EIP. */
    boolean discovered(int eip) {
        int linear = mode.base() + eip;
        return discovered.stream()
                .anyMatch(code -> code.range().contains(linear)
                        && code.starts().get(linear - code.range().start()));
    }

    /** Adds the unit that has a block at an EIP, if there is one. */
    void collect(int eip, List<ReadyUnit> found) {
        int at = Arrays.binarySearch(eips, eip);
        if (at >= 0) {
            found.add(unit(unitOf[at]));
        }
    }

    private ReadyUnit unit(int number) {
        try {
            return UnitCodec.read(mode, new DataInputStream(new ByteArrayInputStream(units.get(number))));
        } catch (IOException damaged) {
            throw new IllegalStateException("a static unit is damaged: " + damaged.getMessage(), damaged);
        }
    }

    /** Returns all units. */
    public List<ReadyUnit> all() {
        return IntStream.range(0, units.count()).mapToObj(this::unit).toList();
    }
}
