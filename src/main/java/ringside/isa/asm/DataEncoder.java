package ringside.isa.asm;

import java.io.ByteArrayOutputStream;

/** Makes the bytes of {@code db} and its kin. */
final class DataEncoder {
    private final Evaluator.Scope scope;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    DataEncoder(Evaluator.Scope scope) {
        this.scope = scope;
    }

    byte[] bytes(Statement.Data data) {
        for (Statement.Datum item : data.items()) {
            switch (item) {
                case Statement.Datum.Text text -> {
                    bytes.writeBytes(text.bytes());
                    while (bytes.size() % data.unit() != 0) {
                        bytes.write(0);
                    }
                }
                case Statement.Datum.Real real -> put(bits(real, data.unit()), data.unit());
                case Statement.Datum.Number number -> put(number(number.value(), data.unit()), data.unit());
            }
        }
        return bytes.toByteArray();
    }

    private static long bits(Statement.Datum.Real real, int unit) {
        return switch (unit) {
            case 4 -> Float.floatToIntBits((float) real.value());
            case 8 -> Double.doubleToLongBits(real.value());
            default -> throw new SourceError(real.column(), "a real number needs dd or dq");
        };
    }

    private long number(Expression expression, int unit) {
        Value value = new Evaluator(scope).evaluate(expression);
        if (!value.terms().isEmpty()) {
            throw new SourceError(expression.column(), "a register is no datum");
        }
        if (unit < 8) {
            InstructionAssembler.checkRange(expression.column(), value.number(), 8 * unit);
        }
        return value.number();
    }

    private void put(long value, int unit) {
        for (int i = 0; i < unit; i++) {
            bytes.write((int) (value >>> 8 * i));
        }
    }
}
