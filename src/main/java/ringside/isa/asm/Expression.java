package ringside.isa.asm;

import ringside.isa.Operand;

/** An expression as parsed. Columns count from 1. */
sealed interface Expression {
    /** Where it stands, for errors. */
    int column();

    record Constant(int column, long value) implements Expression {}

    record Symbol(int column, String name) implements Expression {}

    /** {@code $}: the address of the statement. */
    record Here(int column) implements Expression {}

    /** {@code $$}: the address of the first byte. */
    record Start(int column) implements Expression {}

    record Register(int column, Operand.Register register) implements Expression {}

    record Unary(int column, String operator, Expression operand) implements Expression {}

    record Binary(int column, String operator, Expression left, Expression right) implements Expression {}

    record Choice(int column, Expression condition, Expression then, Expression otherwise) implements Expression {}
}
