package ringside.script;

import java.util.List;
import java.util.Map;
import ringside.debug.Debugger;

/** Scripts' surroundings without a console: commands say what they were, and nothing boots. */
record FakeHost(Debugger debugger, List<String> printed, Grants grants) implements ScriptHost {
    FakeHost(Debugger debugger, List<String> printed) {
        this(debugger, printed, new Grants());
    }

    @Override
    public Reply command(String line) {
        return line.startsWith("bad")
                ? new Reply("", null, "unknown command 'bad'")
                : new Reply("did " + line, "{\"line\":\"" + line + "\"}", null);
    }

    @Override
    public void print(String line) {
        printed.add(line);
    }

    @Override
    public String parameter(String name) {
        return null;
    }

    @Override
    public void boot(Map<String, String> options) {
        printed.add("boot " + options);
    }
}
