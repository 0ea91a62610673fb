package ringside.isa.asm;

import java.util.OptionalInt;
import java.util.function.Function;

/** What names mean in a single line that is assembled into a running machine. */
record LineScope(int address, Function<String, OptionalInt> symbols) implements Evaluator.Scope {
    @Override
    public Value symbol(Expression.Symbol symbol) {
        OptionalInt value = symbols.apply(symbol.name());
        if (value.isEmpty()) {
            throw new SourceError(symbol.column(), "symbol " + symbol.name() + " is not defined");
        }
        return Value.address(value.getAsInt() & 0xFFFF_FFFFL);
    }

    @Override
    public long here() {
        return address & 0xFFFF_FFFFL;
    }

    @Override
    public long start() {
        return here();
    }

    byte[] bytes(SourceLine line, boolean code32) {
        if (line.label() != null) {
            throw new SourceError(
                    line.labelColumn(), "unknown instruction " + line.label() + " (no label can be defined here)");
        }
        return switch (line.statement()) {
            case Statement.Instruction instruction ->
                new InstructionAssembler(instruction, this, code32, address, true).bytes();
            case Statement.Data data -> new DataEncoder(this).bytes(data);
            default -> throw new SourceError(1, "only instructions and data can be assembled in place");
        };
    }
}
