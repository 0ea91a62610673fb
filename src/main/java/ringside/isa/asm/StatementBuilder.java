package ringside.isa.asm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.antlr.v4.runtime.Token;
import ringside.isa.Operand;
import ringside.isa.RegisterClass;

/** Turns one line's parse tree into a {@link Statement}. */
final class StatementBuilder {
    private static final List<RegisterClass> REGISTERS = List.of(RegisterClass.values());

    /** Completes local names. */
    private final UnaryOperator<String> qualified;

    StatementBuilder(UnaryOperator<String> qualified) {
        this.qualified = qualified;
    }

    Statement item(AssemblyParser.ItemContext context) {
        if (context.directive() != null) {
            return directive(context.directive());
        }
        if (context.data() != null) {
            return data(context.data());
        }
        if (context.instruction() != null) {
            return instruction(context.instruction());
        }
        return new Statement.Times(expression(context.count), item(context.item()));
    }

    private Statement directive(AssemblyParser.DirectiveContext context) {
        int column = SourceParser.column(context.getStart());
        return switch (context) {
            case AssemblyParser.OrgContext org -> new Statement.Org(expression(org.expression()));
            case AssemblyParser.BitsContext bits -> new Statement.Bits(expression(bits.expression()));
            case AssemblyParser.UseContext use ->
                new Statement.Bits(new Expression.Constant(
                        column, Integer.parseInt(use.width.getText().substring(3))));
            case AssemblyParser.EquContext equ -> new Statement.Equ(column, expression(equ.expression()));
            case AssemblyParser.AlignContext align ->
                new Statement.Align(expression(align.expression()), align.item() == null ? null : item(align.item()));
            default -> throw new SourceError(column, "unknown directive");
        };
    }

    private Statement data(AssemblyParser.DataContext context) {
        if (context instanceof AssemblyParser.ReserveContext reserve) {
            return new Statement.Reserve(unit(reserve.unit), expression(reserve.expression()));
        }
        AssemblyParser.ValuesContext values = (AssemblyParser.ValuesContext) context;
        List<Statement.Datum> items = new ArrayList<>();
        values.datum().forEach(datum -> items.add(datum(datum)));
        return new Statement.Data(unit(values.unit), items);
    }

    private Statement.Datum datum(AssemblyParser.DatumContext context) {
        int column = SourceParser.column(context.getStart());
        return switch (context) {
            case AssemblyParser.TextContext text ->
                new Statement.Datum.Text(Literals.string(column, text.STRING().getText()));
            case AssemblyParser.RealContext real ->
                new Statement.Datum.Real(column, Double.parseDouble(real.getText()));
            default -> new Statement.Datum.Number(expression(((AssemblyParser.ConstantContext) context).expression()));
        };
    }

    /** Returns the unit in bytes that the last letter of a directive names. */
    private static int unit(Token directive) {
        String text = directive.getText();
        return 1 << "bwdq".indexOf(Character.toLowerCase(text.charAt(text.length() - 1)));
    }

    private Statement instruction(AssemblyParser.InstructionContext context) {
        List<String> prefixes = new ArrayList<>();
        context.prefix().forEach(prefix -> prefixes.add(prefix.getText().toLowerCase(Locale.ROOT)));
        int column = SourceParser.column(context.getStart());
        MnemonicForm form = null;
        if (context.NAME() != null) {
            column = SourceParser.column(context.NAME().getSymbol());
            form = MnemonicNames.form(context.NAME().getText());
            if (form == null) {
                throw new SourceError(
                        column, "unknown instruction " + context.NAME().getText());
            }
        }
        List<Statement.OperandText> operands = new ArrayList<>();
        if (context.operands() != null) {
            context.operands().operand().forEach(operand -> operands.add(operand(operand)));
        }
        return new Statement.Instruction(column, form, prefixes, operands);
    }

    private Statement.OperandText operand(AssemblyParser.OperandContext context) {
        int column = SourceParser.column(context.getStart());
        Set<String> keywords = SourceParser.keywords(context.keyword());
        if (context.bracketed() != null) {
            int segment = context.first == null ? -1 : segmentBefore(context);
            return memory(column, keywords, segment, context.bracketed());
        }
        Expression first = expression(context.first);
        return context.second == null
                ? new Statement.OperandText.Plain(column, keywords, first)
                : new Statement.OperandText.Pointer(column, keywords, first, expression(context.second));
    }

    private Statement.OperandText memory(
            int column, Set<String> keywords, int outerSegment, AssemblyParser.BracketedContext context) {
        int segment = context.SEGMENT() == null
                ? outerSegment
                : segment(context.SEGMENT().getText());
        return new Statement.OperandText.Memory(
                column, keywords, SourceParser.keywords(context.keyword()), segment, expression(context.expression()));
    }

    /** Returns the segment register that stands before the brackets: {@code es:[bx]}. */
    private static int segmentBefore(AssemblyParser.OperandContext context) {
        int segment = segment(context.first.getText());
        if (segment < 0) {
            throw new SourceError(
                    SourceParser.column(context.first.getStart()), "only a segment register goes before [");
        }
        return segment;
    }

    /** Returns the number of a segment register. */
    static int segment(String name) {
        return RegisterClass.SEGMENT.names().indexOf(name.toLowerCase(Locale.ROOT));
    }

    private Expression expression(AssemblyParser.ExpressionContext context) {
        int column = SourceParser.column(context.getStart());
        return switch (context) {
            case AssemblyParser.UnaryContext unary ->
                new Expression.Unary(column, unary.operator.getText(), expression(unary.expression()));
            case AssemblyParser.BinaryContext binary ->
                new Expression.Binary(
                        column, binary.operator.getText(), expression(binary.left), expression(binary.right));
            case AssemblyParser.ChoiceContext choice ->
                new Expression.Choice(
                        column, expression(choice.condition), expression(choice.then), expression(choice.otherwise));
            case AssemblyParser.GroupContext group -> expression(group.expression());
            case AssemblyParser.NumberContext number ->
                new Expression.Constant(column, Literals.number(column, number.getText()));
            case AssemblyParser.CharacterContext character ->
                new Expression.Constant(column, Literals.character(column, character.getText()));
            case AssemblyParser.HereContext ignored -> new Expression.Here(column);
            case AssemblyParser.SectionContext ignored -> new Expression.Start(column);
            case AssemblyParser.RegisterContext register ->
                new Expression.Register(column, register(register.getText().toLowerCase(Locale.ROOT)));
            default -> new Expression.Symbol(column, qualified.apply(context.getText()));
        };
    }

    private static Operand.Register register(String name) {
        for (RegisterClass registers : REGISTERS) {
            int number = registers.names().indexOf(name);
            if (number >= 0) {
                return new Operand.Register(registers, number);
            }
        }
        throw new IllegalArgumentException(name);
    }
}
