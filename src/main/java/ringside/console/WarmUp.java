package ringside.console;

import ringside.isa.OpcodeMap;
import ringside.sem.Semantics;

/**
 * Loads what the first stop needs while the user reads the greeting: the bindings of all instructions, which take longest of
 * all, and the way from the machine to the text of a context. Nothing of the session changes by it.
 */
final class WarmUp {
    private WarmUp() {}

    /** Begins, on a thread of its own. */
    static void begin(Session session, MachineThread machineThread) {
        Thread thread = new Thread(
                () -> {
                    Semantics.of(OpcodeMap.rows().get(0));
                    machineThread.call(() -> {
                        Text text = new Text();
                        ContextKeeper context = new ContextKeeper(session.debugger());
                        context.take(context.layout(session.settings())).write(text);
                        return text.toString();
                    });
                },
                "warm-up");
        thread.setDaemon(true);
        thread.start();
    }
}
