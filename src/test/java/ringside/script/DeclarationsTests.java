package ringside.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import ringside.cpu.CpuModel;
import ringside.debug.Debugger;
import ringside.debug.MachineTarget;
import ringside.machine.Machine;
import ringside.machine.MachineConfig;

/** The TypeScript declarations against what is there at run time. */
class DeclarationsTests {
    private static final Pattern INTERFACE =
            Pattern.compile("interface (\\w+)(?: extends (\\w+))? \\{(.*?)\\n? *\\}\\n", Pattern.DOTALL);
    private static final Pattern MEMBER =
            Pattern.compile("(?:^|;)\\s*(?:readonly |get )?(\\w+)\\??(\\((?!\\): \\w+ &)|(?:\\(\\))?: (\\w+)?)");
    private static final Pattern EXPORT = Pattern.compile("export (?:const (\\w+): (\\w+)(\\[])?|function (\\w+))");

    private final String text = ScriptEngine.resource("ringside.d.ts").replaceAll("(?s)/\\*\\*.*?\\*/|//[^\\n]*", "");
    private final Map<String, Map<String, String>> interfaces = new LinkedHashMap<>();

    @Test
    void every_declared_name_exists_and_every_name_is_declared() {
        Machine machine =
                new Machine(MachineConfig.standard(CpuModel.ringside32()).withRam(4 << 20));
        try (JavaScript language = new JavaScript();
                ScriptEngine engine =
                        language.engine(new FakeHost(new Debugger(new MachineTarget(machine)), new ArrayList<>()))) {
            assertThat(declared()).isEqualTo(new TreeSet<>(engine.names()));
        }
    }

    private TreeSet<String> declared() {
        Matcher types = INTERFACE.matcher(text);
        while (types.find()) {
            Map<String, String> members = new LinkedHashMap<>(interfaces.getOrDefault(types.group(2), Map.of()));
            for (String line : types.group(3).split("\n")) {
                member(line, members);
            }
            interfaces.put(types.group(1), members);
        }
        TreeSet<String> names = new TreeSet<>();
        Matcher exports = EXPORT.matcher(text);
        while (exports.find()) {
            String name = exports.group(1) != null ? exports.group(1) : exports.group(4);
            add(name, exports.group(3) == null ? exports.group(2) : null, names);
        }
        return names;
    }

    /** A line has one method, or any number of properties. */
    private static void member(String line, Map<String, String> members) {
        Matcher matcher = MEMBER.matcher(line);
        while (matcher.find()) {
            members.put(matcher.group(1), matcher.group(3));
            if (matcher.group(2).equals("(")) {
                return;
            }
        }
    }

    private void add(String path, String type, TreeSet<String> names) {
        names.add(path);
        interfaces.getOrDefault(type, Map.of()).forEach((name, inner) -> add(path + "." + name, inner, names));
    }

    @Test
    void the_module_exports_what_is_declared() {
        List<String> exported = List.of(ScriptEngine.resource("module.mjs")
                .replaceAll("(?s).*export \\{(.*?),?\\s*\\};.*", "$1")
                .strip()
                .split(",\\s*"));
        TreeSet<String> names = new TreeSet<>();
        Matcher exports = EXPORT.matcher(text);
        while (exports.find()) {
            names.add(exports.group(1) != null ? exports.group(1) : exports.group(4));
        }
        assertThat(new TreeSet<>(exported)).isEqualTo(names);
    }
}
