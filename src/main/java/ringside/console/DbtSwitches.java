package ringside.console;

import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import java.util.stream.Stream;
import ringside.exec.BlockBuilder;
import ringside.exec.dbt.DbtSettings;
import ringside.exec.dbt.DynamicTranslator;
import ringside.machine.Machine;

/**
 * The settings of the dynamic translators, which are those of the machine and of all VMs. What shapes code acts at once: everything
 * is translated anew.
 */
final class DbtSwitches {
    /** Ends with the process, and without work has no thread. */
    private static final ThreadPoolExecutor WORKER =
            new ThreadPoolExecutor(0, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                Thread thread = new Thread(task, "translator");
                thread.setDaemon(true);
                return thread;
            });

    private static final List<String> ON_OFF = List.of("on", "off");
    private static final DbtSettings DEFAULTS = new DbtSettings();

    /** All of them. */
    private static final List<Switch> SWITCHES = List.of(
            number(
                    "dbt.threshold",
                    DEFAULTS.threshold,
                    1,
                    1_000_000_000,
                    "entries of a block until it is translated, if that pays",
                    anew((translator, value) -> translator.settings().threshold = (int) value)),
            number(
                    "sbt.threshold",
                    DEFAULTS.staticThreshold,
                    1,
                    1_000_000_000,
                    "entries of a block until its static unit is used",
                    anew((translator, value) -> translator.settings().staticThreshold = (int) value)),
            number(
                    "sbt.exits",
                    DEFAULTS.staticExits,
                    1,
                    1_000_000_000,
                    "exits of a static unit by one way until sbt+dbt makes regions of it",
                    anew((translator, value) -> translator.settings().staticExits = (int) value)),
            number(
                    "block.length",
                    BlockBuilder.MAX_INSTRUCTIONS,
                    1,
                    BlockBuilder.MAX_INSTRUCTIONS,
                    "most instructions of a basic block, under every engine",
                    (machine, value) -> machine.breakpoints().longestBlock((int) value)),
            onOff("chain", "whether ways between blocks become links", (settings, on) -> settings.chain = on),
            onOff("regions", "whether hot loops become one unit", (settings, on) -> settings.regions = on),
            onOff("flags", "whether flags that nobody reads are dropped", (settings, on) -> settings.flags = on),
            onOff("fuse", "whether a comparison and its jump become one", (settings, on) -> settings.fuse = on),
            new Switch(
                    "dbt.smc",
                    "on",
                    ON_OFF,
                    "whether writes to code are noticed; without, the guest goes wrong",
                    value -> {},
                    (machine, value) -> {
                        machine.translator().noticeWrites(value.equals("on"));
                        machine.translator().reset();
                    }),
            new Switch(
                    "dbt.precise",
                    "on",
                    ON_OFF,
                    "whether faults find their instruction; without, the guest goes wrong",
                    value -> {},
                    (machine, value) -> {
                        machine.translator().preciseExits(value.equals("on"));
                        machine.translator().reset();
                    }),
            new Switch(
                    "dbt.background",
                    "off",
                    ON_OFF,
                    "whether units are made on another thread",
                    value -> {},
                    (machine, value) -> machine.translator().background(value.equals("on") ? DbtSwitches::work : null)),
            number(
                    "dbt.slots",
                    DEFAULTS.hostSlots,
                    0,
                    8,
                    "general registers with a host slot",
                    anew((translator, value) -> translator.settings().hostSlots = (int) value)),
            number(
                    "dbt.units",
                    DEFAULTS.maxUnits,
                    1,
                    1_000_000,
                    "most units kept",
                    (machine, value) -> machine.translator().settings().maxUnits = (int) value),
            number(
                    "dbt.bytes",
                    DEFAULTS.maxBytes,
                    1 << 10,
                    1L << 32,
                    "most bytes of generated classes kept",
                    (machine, value) -> machine.translator().settings().maxBytes = value));

    /**
     * One of them.
     *
     * @param values what it can be; empty if that is said by {@code check}
     * @param check fails if a value is none
     * @param apply carries a value out on a machine
     */
    private record Switch(
            String name,
            String first,
            List<String> values,
            String summary,
            Consumer<String> check,
            BiConsumer<Machine, String> apply) {}

    private DbtSwitches() {}

    static void addTo(Session session) {
        for (Switch each : SWITCHES) {
            session.settings().add(each.name, each.first, each.values, each.summary, value -> {
                each.check.accept(value);
                machines(session).forEach(machine -> each.apply.accept(machine, value));
            });
        }
    }

    /** Gives a machine that is new the settings that the others have. */
    static void apply(Session session, Machine machine) {
        for (Switch each : SWITCHES) {
            String value = session.settings().get(each.name);
            if (!value.equals(each.first)) {
                each.apply.accept(machine, value);
            }
        }
    }

    /** Returns the machine that is selected, the session's own and those of the VMs. */
    private static Stream<Machine> machines(Session session) {
        return Stream.of(
                        Stream.of(session.machine()),
                        session.ownMachine().debugger().target().machine().stream(),
                        session.vms().all().all().stream().map(vm -> vm.machine()))
                .flatMap(machines -> machines)
                .distinct();
    }

    private static void work(Runnable task) {
        WORKER.execute(task);
    }

    private static Switch onOff(String name, String summary, BiConsumer<DbtSettings, Boolean> change) {
        return new Switch("dbt." + name, "on", ON_OFF, summary, value -> {}, (machine, value) -> {
            change.accept(machine.translator().settings(), value.equals("on"));
            machine.translator().reset();
        });
    }

    private static ObjLongConsumer<Machine> anew(ObjLongConsumer<DynamicTranslator> change) {
        return (machine, value) -> {
            change.accept(machine.translator(), value);
            machine.translator().reset();
        };
    }

    private static Switch number(
            String name, long value, long least, long most, String summary, ObjLongConsumer<Machine> apply) {
        Consumer<String> check = text -> {
            if (!text.matches("[0-9]{1,12}") || Long.parseLong(text) < least || Long.parseLong(text) > most) {
                throw new CommandError("'" + name + "' can be " + least + " to " + most + "; not '" + text + "'");
            }
        };
        return new Switch(
                name,
                Long.toString(value),
                List.of(),
                summary,
                check,
                (machine, text) -> apply.accept(machine, Long.parseLong(text)));
    }
}
