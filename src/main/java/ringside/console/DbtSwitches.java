package ringside.console;

import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import ringside.exec.BlockBuilder;
import ringside.exec.dbt.DbtSettings;
import ringside.exec.dbt.DynamicTranslator;

/** The settings of the dynamic translator. What shapes code acts at once: everything is translated anew. */
final class DbtSwitches {
    /** Ends with the process, and without work has no thread. */
    private static final ThreadPoolExecutor WORKER =
            new ThreadPoolExecutor(0, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                Thread thread = new Thread(task, "translator");
                thread.setDaemon(true);
                return thread;
            });

    private static final List<String> ON_OFF = List.of("on", "off");

    private DbtSwitches() {}

    static void addTo(Session session) {
        number(
                session,
                "dbt.threshold",
                new DbtSettings().threshold,
                1,
                1_000_000_000,
                "entries of a block until it is translated, if that pays",
                value -> {
                    translator(session).settings().threshold = (int) value;
                    translator(session).reset();
                });
        number(
                session,
                "sbt.threshold",
                new DbtSettings().staticThreshold,
                1,
                1_000_000_000,
                "entries of a block until its static unit is used",
                value -> {
                    translator(session).settings().staticThreshold = (int) value;
                    translator(session).reset();
                });
        number(
                session,
                "sbt.exits",
                new DbtSettings().staticExits,
                1,
                1_000_000_000,
                "exits of a static unit by one way until sbt+dbt makes regions of it",
                value -> {
                    translator(session).settings().staticExits = (int) value;
                    translator(session).reset();
                });
        number(
                session,
                "block.length",
                BlockBuilder.MAX_INSTRUCTIONS,
                1,
                BlockBuilder.MAX_INSTRUCTIONS,
                "most instructions of a basic block, under every engine",
                value -> session.machine().breakpoints().longestBlock((int) value));
        onOff(session, "chain", "whether ways between blocks become links", (settings, on) -> settings.chain = on);
        onOff(session, "regions", "whether hot loops become one unit", (settings, on) -> settings.regions = on);
        onOff(session, "flags", "whether flags that nobody reads are dropped", (settings, on) -> settings.flags = on);
        onOff(session, "fuse", "whether a comparison and its jump become one", (settings, on) -> settings.fuse = on);
        session.settings()
                .add(
                        "dbt.smc",
                        "on",
                        ON_OFF,
                        "whether writes to code are noticed; without, the guest goes wrong",
                        value -> {
                            translator(session).noticeWrites(value.equals("on"));
                            translator(session).reset();
                        });
        session.settings()
                .add("dbt.background", "off", ON_OFF, "whether units are made on another thread", value -> translator(
                                session)
                        .background(value.equals("on") ? DbtSwitches::work : null));
        number(session, "dbt.slots", 8, 0, 8, "general registers with a host slot", value -> {
            translator(session).settings().hostSlots = (int) value;
            translator(session).reset();
        });
        number(
                session,
                "dbt.units",
                20_000,
                1,
                1_000_000,
                "most units kept",
                value -> translator(session).settings().maxUnits = (int) value);
        number(
                session,
                "dbt.bytes",
                64L << 20,
                1 << 10,
                1L << 32,
                "most bytes of generated classes kept",
                value -> translator(session).settings().maxBytes = value);
    }

    private static void work(Runnable task) {
        WORKER.execute(task);
    }

    private static DynamicTranslator translator(Session session) {
        return session.machine().translator();
    }

    private static void onOff(Session session, String name, String summary, BiConsumer<DbtSettings, Boolean> change) {
        session.settings().add("dbt." + name, "on", ON_OFF, summary, value -> {
            change.accept(translator(session).settings(), value.equals("on"));
            translator(session).reset();
        });
    }

    private static void number(
            Session session, String name, long value, long least, long most, String summary, LongConsumer apply) {
        session.settings().add(name, Long.toString(value), List.of(), summary, text -> {
            if (!text.matches("[0-9]{1,12}") || Long.parseLong(text) < least || Long.parseLong(text) > most) {
                throw new CommandError("'" + name + "' can be " + least + " to " + most + "; not '" + text + "'");
            }
            apply.accept(Long.parseLong(text));
        });
    }
}
