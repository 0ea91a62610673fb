package ringside.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import ringside.debug.Suggestions;

/** The switches that {@code set} and {@code show} know: a name, the values it takes, what changes with it. */
final class Settings {
    /**
     * One switch.
     *
     * @param value what it is
     * @param values what it can be; empty if any text
     * @param apply carries a new value out, or throws {@link CommandError}
     */
    record Setting(String name, Supplier<String> value, List<String> values, String summary, Consumer<String> apply) {}

    /** Names of other debuggers for the same switch. */
    private static final Map<String, String> ALIASES = Map.of("pagination", "pager", "style", "color");

    private final Map<String, Setting> settings = new LinkedHashMap<>();

    /** Adds a switch with its first value, which is taken to be in force. */
    void add(String name, String first, List<String> values, String summary, Consumer<String> apply) {
        AtomicReference<String> present = new AtomicReference<>(first);
        add(name, present::get, values, summary, apply.andThen(present::set));
    }

    /** Adds a switch that changes without {@code set} too, as one does that is part of a machine. */
    void add(String name, Supplier<String> value, List<String> values, String summary, Consumer<String> apply) {
        settings.put(name, new Setting(name, value, values, summary, apply));
    }

    private static String own(String name) {
        return ALIASES.getOrDefault(name, name);
    }

    boolean knows(String name) {
        return settings.containsKey(own(name));
    }

    String get(String name) {
        Setting setting = settings.get(own(name));
        return setting == null ? null : setting.value().get();
    }

    /** Whether an on/off switch is on. */
    boolean isOn(String name) {
        return get(name).equals("on");
    }

    Setting setting(String name) {
        Setting setting = settings.get(own(name));
        if (setting == null) {
            throw new CommandError("there is no setting '" + name + "'" + Suggestions.clause(name, settings.keySet()));
        }
        return setting;
    }

    /** Returns all settings in order. */
    List<Setting> all() {
        return new ArrayList<>(settings.values());
    }

    /** Changes a setting; an unknown value throws. */
    void set(String name, String value) {
        Setting setting = setting(name);
        if (!setting.values().isEmpty() && !setting.values().contains(value)) {
            throw new CommandError(
                    "'" + name + "' can be " + String.join(", ", setting.values()) + "; not '" + value + "'");
        }
        setting.apply().accept(value);
    }
}
