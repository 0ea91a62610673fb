package ringside.console;

import java.util.ArrayList;
import java.util.List;

/** Groups lines into pieces: {@code define}, {@code if} and their kin own the lines up to {@code end}. */
final class Pieces {
    private final Session session;
    private final List<String> lines;
    private int next;
    private String open;

    private Pieces(Session session, List<String> lines) {
        this.session = session;
        this.lines = lines;
    }

    /** Groups {@code lines}; a block without an end throws {@link CommandError}. */
    static List<Piece> of(Session session, List<String> lines) {
        Pieces pieces = new Pieces(session, lines);
        List<Piece> result = pieces.all();
        if (pieces.open != null) {
            throw new CommandError(pieces.open);
        }
        return result;
    }

    /** Whether the last block or script in {@code lines} goes on in a line that is not there yet. */
    static boolean isOpen(Session session, List<String> lines) {
        Pieces pieces = new Pieces(session, lines);
        pieces.all();
        return pieces.open != null || pieces.isScriptOpen();
    }

    /** Returns the index of the line {@code word} that belongs to the block itself and not to one in it, or -1. */
    static int find(Session session, List<String> block, String word) {
        Pieces pieces = new Pieces(session, block);
        while (pieces.next < block.size()) {
            if (bare(block.get(pieces.next)).equals(word)) {
                return pieces.next;
            }
            pieces.piece();
        }
        return -1;
    }

    private List<Piece> all() {
        List<Piece> pieces = new ArrayList<>();
        while (next < lines.size()) {
            Piece piece = piece();
            if (!piece.line().isBlank()) {
                pieces.add(piece);
            }
        }
        return pieces;
    }

    private Piece piece() {
        String line = lines.get(next);
        int number = next + 1;
        next++;
        Statement last = lastStatement(line);
        if (last == null) {
            return new Piece(line, number, List.of());
        }
        Command.Block kind = kind(last);
        if (kind != Command.Block.NONE) {
            return new Piece(line, number, block(kind, last));
        }
        return new Piece(isScript(last) ? script(line) : line, number, List.of());
    }

    /** Returns the last statement of a line, or null if there is none or the line is wrong. */
    private Statement lastStatement(String line) {
        try {
            List<Statement> statements = new CommandLine(session.table()).parse(line);
            return statements.isEmpty() ? null : statements.get(statements.size() - 1);
        } catch (CommandError wrong) {
            // It is reported when it is carried out.
            return null;
        }
    }

    /**
     * JavaScript without text begins a block too, except on a line of its own, where it changes the mode. A statement with
     * {@code do { ... }} has its block already.
     */
    private Command.Block kind(Statement statement) {
        return isScript(statement) && statement.arguments().isEmpty() && lines.size() > 1
                ? Command.Block.TEXT
                : StopPointLine.endsInBlock(statement.arguments())
                        ? Command.Block.NONE
                        : statement.command().block();
    }

    private static boolean isScript(Statement statement) {
        return statement.command().name().equals("js");
    }

    private List<String> block(Command.Block kind, Statement head) {
        List<String> block = new ArrayList<>();
        int depth = 1;
        while (next < lines.size()) {
            String line = lines.get(next);
            next++;
            if (bare(line).equals("end")) {
                depth--;
                if (depth == 0) {
                    return block;
                }
            } else if (kind == Command.Block.COMMANDS) {
                Statement inner = lastStatement(line);
                if (inner != null && kind(inner) == Command.Block.TEXT) {
                    block.add(line);
                    block.addAll(block(Command.Block.TEXT, inner));
                    line = "end";
                } else if (inner != null && kind(inner) == Command.Block.COMMANDS) {
                    depth++;
                }
            }
            block.add(line);
        }
        open = "'" + head.text() + "' needs more lines, the last one 'end'";
        return block;
    }

    /** Returns JavaScript with the lines that it needs to be complete. */
    private String script(String first) {
        StringBuilder text = new StringBuilder(first);
        while (next < lines.size() && isIncomplete(text.toString())) {
            text.append('\n').append(lines.get(next));
            next++;
        }
        return text.toString();
    }

    private boolean isIncomplete(String line) {
        Statement last = lastStatement(line);
        return last != null && session.scripts().isIncomplete(last.arguments().rest(0));
    }

    private boolean isScriptOpen() {
        if (lines.isEmpty()) {
            return false;
        }
        Pieces again = new Pieces(session, lines);
        List<Piece> pieces = again.all();
        if (pieces.isEmpty()) {
            return false;
        }
        String line = pieces.get(pieces.size() - 1).line();
        Statement last = lastStatement(line);
        return last != null && isScript(last) && !last.arguments().isEmpty() && isIncomplete(line);
    }

    private static String bare(String line) {
        return line.replaceFirst("(^|\\s)#.*", "").strip();
    }
}
