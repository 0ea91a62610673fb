package ringside.isa.asm;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ringside.isa.Mnemonic;

/** One pass over a source: lays it out with the symbols of the pass before and finds the symbols' new values. */
final class Pass implements Evaluator.Scope {
    private static final Statement NOP =
            new Statement.Instruction(1, MnemonicForm.of(Mnemonic.NOP), List.of(), List.of());

    /** Most relative branches, which are laid out one by one, however often they are repeated. */
    private static final int MAX_BRANCHES = 1 << 17;

    private final Errors errors;
    private final Map<String, Value> before;
    private final boolean first;

    /** Lines whose branch stays near, because it did not reach in an earlier pass; null while branches may change freely. */
    private final BitSet nearLines;

    private final Map<String, Value> symbols = new LinkedHashMap<>();
    private final List<ListingLine> listing = new ArrayList<>();
    private final Image image = new Image();
    private long origin;
    private boolean code32;
    private int branches;
    private int line;
    private long here;

    /**
     * Prepares a pass.
     *
     * @param before symbols of the pass before; null in the first pass
     * @param nearLines where lines with branches that do not reach are kept, or null
     * @param origin the origin found by the pass before
     */
    Pass(Errors errors, Map<String, Value> before, BitSet nearLines, long origin) {
        this.errors = errors;
        this.first = before == null;
        this.before = first ? Map.of() : before;
        this.nearLines = nearLines;
        this.origin = origin;
    }

    void run(List<SourceLine> lines) {
        for (SourceLine source : lines) {
            line = source.number();
            here = origin + image.size();
            int start = image.size();
            try {
                define(source);
                if (source.statement() != null) {
                    emit(source.statement());
                }
            } catch (SourceError e) {
                errors.add(line, e);
            } catch (StackOverflowError e) {
                errors.add(line, new SourceError(1, "line is nested too deeply"));
            }
            if (image.size() > start) {
                listing.add(new ListingLine((int) here, image.since(start), line));
            }
        }
    }

    Map<String, Value> symbols() {
        return symbols;
    }

    long origin() {
        return origin;
    }

    byte[] image() {
        return image.since(0);
    }

    List<ListingLine> listing() {
        return listing;
    }

    @Override
    public Value symbol(Expression.Symbol symbol) {
        Value value = symbols.getOrDefault(symbol.name(), before.get(symbol.name()));
        if (value != null) {
            return value;
        }
        if (!first) {
            throw new SourceError(symbol.column(), "symbol " + symbol.name() + " is not defined");
        }
        return Value.UNKNOWN;
    }

    @Override
    public long here() {
        return here;
    }

    @Override
    public long start() {
        return origin;
    }

    private void define(SourceLine source) {
        if (source.label() == null) {
            if (source.statement() instanceof Statement.Equ equ) {
                throw new SourceError(equ.column(), "equ needs a name before it");
            }
            return;
        }
        Value value = source.statement() instanceof Statement.Equ equ
                ? new Evaluator(this).evaluate(equ.value())
                : Value.address(here);
        if (!value.terms().isEmpty()) {
            throw new SourceError(source.labelColumn(), "a register cannot be given a name");
        }
        if (symbols.putIfAbsent(source.label(), value) != null) {
            throw new SourceError(source.labelColumn(), "symbol " + source.label() + " is defined twice");
        }
    }

    private void emit(Statement statement) {
        switch (statement) {
            case Statement.Instruction instruction -> image.append(instruction(instruction));
            case Statement.Data data -> image.append(new DataEncoder(this).bytes(data));
            case Statement.Reserve reserve -> image.append(new byte[count(reserve.count(), reserve.unit())]);
            case Statement.Times times -> repeat(count(times.count(), 1), times.item());
            case Statement.Org org ->
                origin = new Evaluator(this).scalar(org.address()).number() & 0xFFFF_FFFFL;
            case Statement.Bits bits -> setBits(bits);
            case Statement.Align align -> align(align);
            case Statement.Equ ignored -> {}
        }
    }

    private void setBits(Statement.Bits bits) {
        long width = new Evaluator(this).scalar(bits.width()).number();
        if (width != 16 && width != 32) {
            throw new SourceError(bits.width().column(), "bits must be 16 or 32");
        }
        code32 = width == 32;
    }

    private byte[] instruction(Statement.Instruction instruction) {
        int address = (int) (origin + image.size());
        InstructionAssembler assembler = new InstructionAssembler(instruction, this, code32, address, false);
        if (InstructionAssembler.isRelative(instruction) && ++branches > MAX_BRANCHES) {
            throw new SourceError(instruction.column(), "too many branches");
        }
        boolean twoLengths = InstructionAssembler.hasTwoLengths(instruction);
        if (twoLengths && nearLines != null && nearLines.get(line)) {
            return assembler.near().bytes();
        }
        byte[] bytes = assembler.bytes();
        if (twoLengths && nearLines != null && bytes.length > 2) {
            nearLines.set(line);
        }
        return bytes;
    }

    private void repeat(int count, Statement item) {
        if (count == 0) {
            return;
        }
        int start = image.size();
        emit(item);
        if (dependsOnPlace(item)) {
            for (int i = 1; i < count; i++) {
                emit(item);
            }
        } else {
            byte[] bytes = image.since(start);
            for (int i = 1; i < count; i++) {
                image.append(bytes);
            }
        }
    }

    /** Whether repetitions differ: those of a relative branch, as {@code $} is that of the line in all of them. */
    private static boolean dependsOnPlace(Statement item) {
        return switch (item) {
            case Statement.Instruction instruction -> InstructionAssembler.isRelative(instruction);
            case Statement.Times times -> dependsOnPlace(times.item());
            default -> false;
        };
    }

    private void align(Statement.Align align) {
        long boundary = new Evaluator(this).scalar(align.boundary()).number();
        if (boundary <= 0 || boundary > Image.MAX_SIZE) {
            throw new SourceError(align.boundary().column(), "alignment must be positive");
        }
        int count = (int) ((boundary - image.size() % boundary) % boundary);
        repeat(count, align.filler() == null ? NOP : align.filler());
    }

    /** Returns how many bytes or repetitions an expression asks for. */
    private int count(Expression expression, int unit) {
        long count = new Evaluator(this).scalar(expression).number();
        if (count < 0) {
            throw new SourceError(expression.column(), "count is negative: " + count);
        }
        if (count > Image.MAX_SIZE / unit) {
            throw new SourceError(expression.column(), "image grows beyond 16 MiB");
        }
        return (int) count * unit;
    }
}
