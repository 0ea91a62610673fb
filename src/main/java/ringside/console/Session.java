package ringside.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import ringside.debug.Code;
import ringside.debug.Debugger;
import ringside.debug.StepInterrupts;
import ringside.debug.Stop;
import ringside.machine.Machine;
import ringside.machine.Pace;
import ringside.machine.Recorder;
import ringside.script.Grants;
import ringside.vmm.Vmm;

/** What commands share: the debugger, settings, the table they are in, and where results go. */
final class Session {
    /** Words that other debuggers' users expect to mean something else. */
    private static final Map<String, Map<String, String>> FLAVORS = Map.of(
            "ringside", Map.of(),
            "gdb", Map.of("u", "until"),
            "bochs", Map.of("p", "nexti"),
            "windbg", Map.of("p", "nexti", "t", "stepi"));

    private final Subject machine;
    private final VirtualSubjects vms = new VirtualSubjects(this);
    private volatile Subject subject;
    private final CommandTable table = new CommandTable();
    private final Settings settings = new Settings();
    private final Interpreter interpreter = new Interpreter(this);
    private final ExamineState examine = new ExamineState();
    private final Displays displays = new Displays(this);
    private final Scripts scripts = new Scripts(this);
    private final StopCommands stopCommands = new StopCommands(this);
    private final Map<String, SnapshotCommand.Named> snapshots = new LinkedHashMap<>();
    private Grants grants = new Grants();
    private FileAccess files = FileAccess.USER;
    private Frontend frontend;
    private Integer exitCode;
    private boolean scriptMode;
    private volatile boolean timedOut;

    Session(Debugger debugger, Frontend frontend) {
        this.frontend = frontend;
        machine = new Subject(
                null, debugger, debugger.target().machine().map(Vmm::new).orElse(null));
        subject = machine;
        addSettings();
        context().take(context().layout(settings));
        table.add(Commands.all());
    }

    private void addSettings() {
        settings.add(
                "flavor",
                "ringside",
                List.of("ringside", "gdb", "bochs", "windbg"),
                "whose meaning short names like 'p' and 'u' have",
                value -> table.override(FLAVORS.get(value)));
        settings.add("radix", "10", List.of("10", "16"), "base of numbers without a prefix", value -> debugger()
                .radix(Integer.parseInt(value)));
        settings.add(
                "disassembly-flavor", "intel", List.of("intel", "att"), "syntax of disassembly", value -> debugger()
                        .code()
                        .flavor(value.equals("att") ? Code.Flavor.ATT : Code.Flavor.INTEL));
        settings.add(
                "idle", "warp", List.of("pace", "warp"), "how fast a halted guest's time passes", value -> machine()
                        .pace(value.equals("pace") ? Pace.WALL : Pace.WARP));
        settings.add(
                "serial-echo",
                "off",
                List.of("on", "off"),
                "whether COM1's output is shown while the guest runs",
                value -> {});
        settings.add(
                "pager",
                "on",
                List.of("on", "off"),
                "whether a terminal stops at each full screen of a long answer",
                value -> {});
        settings.add("confirm", "off", List.of("off"), "whether commands ask before they act; none does", value -> {});
        settings.add("color", "on", List.of("on", "off"), "whether a terminal shows colours", value -> {});
        settings.add(
                "step-irq",
                "on",
                List.of("on", "off", "show"),
                "hardware interrupts while stepping: delivered, held off, or run through and reported",
                value -> debugger().control().stepInterrupts(StepInterrupts.valueOf(value.toUpperCase(Locale.ROOT))));
        settings.add(
                BreakPlace.SETTING,
                "auto",
                List.of("auto", "on", "off"),
                "whether a breakpoint may wait for its name; auto: if the guest brought no symbols",
                value -> {});
        settings.add(
                "context",
                "on",
                List.of("on", "compact", "wide", "off"),
                "what a stop shows of registers, code and stack",
                value -> {});
        settings.add(
                "context-sections",
                "registers,code,stack",
                List.of(),
                "the parts that a stop shows",
                ContextLayout::sections);
        settings.add("context-stack", "8", List.of(), "words of the stack that a stop shows", Session::checkLines);
        settings.add("context-lines", "5", List.of(), "instructions that a stop shows", Session::checkLines);
        DbtSwitches.addTo(this);
        vms.addSettings(settings);
        VmmMeters.addTo(this);
    }

    private static void checkLines(String value) {
        if (!value.matches("[0-9]{1,2}")) {
            throw new CommandError("a number of lines or words can be 0 to 99; not '" + value + "'");
        }
    }

    /** Returns the debugger of the machine or VM that is selected. */
    Debugger debugger() {
        return subject.debugger();
    }

    /** Returns what commands act on. */
    Subject subject() {
        return subject;
    }

    /** Makes commands act on something else. */
    void select(Subject other) {
        subject = other;
        examine.code(null);
        examine.words(null);
    }

    /** Returns the machine that the command line asked for, whether or not it is selected. */
    Subject ownMachine() {
        return machine;
    }

    /** Returns the virtual machines. */
    VirtualSubjects vms() {
        return vms;
    }

    /** Returns the machine with its devices; a target without any throws. */
    Machine machine() {
        return debugger().target().machine().orElseThrow(() -> new CommandError("this target has no board"));
    }

    /** Returns the monitor that can be put under the guest. */
    Vmm vmm() {
        return subject.vmm();
    }

    CommandTable table() {
        return table;
    }

    Settings settings() {
        return settings;
    }

    Interpreter interpreter() {
        return interpreter;
    }

    ContextKeeper context() {
        return subject.context();
    }

    ExamineState examine() {
        return examine;
    }

    Displays displays() {
        return displays;
    }

    Scripts scripts() {
        return scripts;
    }

    /** Returns what scripts may do beyond the machine. */
    Grants grants() {
        return grants;
    }

    void grants(Grants given) {
        grants = given;
    }

    /** Returns which files commands may use now. */
    FileAccess files() {
        return files;
    }

    void files(FileAccess access) {
        files = access;
    }

    StopCommands stopCommands() {
        return stopCommands;
    }

    Frontend frontend() {
        return frontend;
    }

    void frontend(Frontend newFrontend) {
        frontend = newFrontend;
    }

    /** Carries out a line from the user and shows what came of it; on the machine thread. */
    List<Execution> execute(String line) {
        if (!timedOut) {
            debugger().control().forgetInterrupt();
        }
        if (!scriptMode) {
            return interpreter.execute(line);
        }
        if (line.strip().equals("js") || line.strip().equals(".exit")) {
            scriptMode = false;
            return List.of();
        }
        return interpreter.execute(new Piece("js " + line, 1, List.of()));
    }

    /** Whether {@code text} goes on in a line that is not there yet: a block without its end, an open bracket of a script. */
    boolean isIncomplete(String text) {
        return scriptMode ? scripts.isIncomplete(text) : interpreter.isIncomplete(text);
    }

    /** Whether lines are JavaScript. */
    boolean isScriptMode() {
        return scriptMode;
    }

    void scriptMode(boolean on) {
        scriptMode = on;
    }

    /** Stops the guest or the script that runs now; safe from any thread. */
    void interrupt() {
        debugger().interrupt();
        vms.interrupt();
        scripts.interrupt();
    }

    /** Ends everything because the time of the process is over; safe from any thread. */
    void timedOut(String limit) {
        timedOut = true;
        vms.interrupt();
        debugger().control().interrupt("the time limit of " + limit + " is over");
        scripts.interrupt();
    }

    boolean isTimedOut() {
        return timedOut;
    }

    /** Returns the last stop, or null before the first run. */
    Stop lastStop() {
        return subject.lastStop();
    }

    void lastStop(Stop stop) {
        subject.lastStop(stop);
    }

    /** Returns the snapshots by name. */
    Map<String, SnapshotCommand.Named> snapshots() {
        return snapshots;
    }

    /** Returns who records the journal, or null. */
    Recorder recorder() {
        return subject.recorder();
    }

    void recorder(Recorder newRecorder) {
        subject.recorder(newRecorder);
    }

    /** Returns from where in COM1's output the next {@code serial expect} looks. */
    long expectFrom() {
        return subject.expectFrom();
    }

    void expectFrom(long position) {
        subject.expectFrom(position);
    }

    /** Asks for the end of the session; null means it goes on. */
    void quit(Integer code) {
        exitCode = code;
    }

    /** Returns the exit code the user asked for, or null while the session goes on. */
    Integer exitCode() {
        return exitCode;
    }
}
