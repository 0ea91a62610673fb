package ringside.script;

import org.graalvm.polyglot.Engine;

/** The language, started once; what is compiled for one engine is there for the next. Confined to the machine thread. */
public final class JavaScript implements AutoCloseable {
    static final String LANGUAGE = "js";

    private final Engine engine = Engine.newBuilder(LANGUAGE)
            .option("engine.WarnInterpreterOnly", "false")
            .build();

    /** Starts the language, which takes about half a second. */
    public JavaScript() {}

    /** Returns a new global scope with the library in it. */
    public ScriptEngine engine(ScriptHost host) {
        return new ScriptEngine(engine, host);
    }

    @Override
    public void close() {
        engine.close(true);
    }
}
