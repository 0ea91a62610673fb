package ringside.console;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import ringside.debug.Suggestions;
import ringside.debug.expr.Address;

/** What {@code info} says of names. */
final class SymbolTopics {
    private static final int MOST = 500;

    private SymbolTopics() {}

    static List<Topic> all() {
        return List.of(
                Topic.of(
                        "breakpoints watchpoints",
                        "the breakpoints, watchpoints and catches",
                        (session, arguments) -> BreakpointCommands.list(session)),
                Topic.of(
                        "stack frame",
                        "how the guest came here, as 'backtrace' shows it",
                        (session, arguments) ->
                                session.table().exact("backtrace").execute(session, arguments)),
                Topic.of("symbol", "the symbol at or before ADDRESS", SymbolTopics::symbol)
                        .taking("ADDRESS"),
                Topic.of("address", "the address of a symbol", SymbolTopics::address)
                        .taking("SYMBOL"),
                Topic.of("symbols", "all symbols, or those that contain TEXT", SymbolTopics::symbols)
                        .taking("[TEXT]"),
                Topic.of("line", "the place of ADDRESS in every form", SymbolTopics::line)
                        .taking("[ADDRESS]"));
    }

    private static Result symbol(Session session, Arguments arguments) {
        arguments.required(0, "an address");
        Address place = arguments.expression(0, session.debugger()::address);
        String name = session.debugger().symbols().describe((int) place.value());
        return Result.of(
                Map.of("symbol", name), text -> text.line(name.isEmpty() ? "no symbol before " + place : name));
    }

    private static Result address(Session session, Arguments arguments) {
        String name = arguments.required(0, "a symbol");
        long address = session.debugger()
                .symbols()
                .address(name)
                .orElseThrow(() -> arguments.error(
                        0,
                        "there is no symbol '" + name + "'"
                                + Suggestions.clause(
                                        name, session.debugger().symbols().names())));
        return Result.of(
                Map.of("address", address), text -> text.line(name + " is at l:" + String.format("%08x", address)));
    }

    private static Result symbols(Session session, Arguments arguments) {
        String part = arguments.word(0);
        Map<Long, String> found = new TreeMap<>();
        session.debugger().symbols().byAddress().forEach((address, name) -> {
            if (name.contains(part) && found.size() < MOST) {
                found.put(address, name);
            }
        });
        return Result.of(found, text -> {
            found.forEach((address, name) -> text.add(Text.Role.ADDRESS, "%08x  ", address)
                    .add(Text.Role.SYMBOL, name)
                    .end());
            if (found.isEmpty()) {
                text.line(part.isEmpty() ? "no symbols are loaded" : "no symbol contains '" + part + "'");
            } else if (found.size() == MOST) {
                text.line("... only the first " + MOST + " are shown");
            }
        });
    }

    private static Result line(Session session, Arguments arguments) {
        Address place = arguments.isEmpty()
                ? session.debugger().code().pc()
                : arguments.expression(0, session.debugger()::address);
        session.examine().memory(place);
        session.examine().code(place);
        var location = session.debugger().locate(place);
        return Result.of(location, text -> text.line(location.toString()));
    }
}
