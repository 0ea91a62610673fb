package ringside.console;

import java.util.Map;

/** Commands of other debuggers that mean nothing here, and what to use instead. */
final class ForeignWords {
    private static final Map<String, String> ANSWERS = Map.ofEntries(
            Map.entry("run", "the guest is loaded and stands at its start: use 'continue'; 'reset' starts it again"),
            Map.entry("start", "the guest is loaded and stands at its start: use 'continue'; 'reset' starts it again"),
            Map.entry("list", "there are no source lines: use 'u' to disassemble"),
            Map.entry("call", "functions of the guest are not called: use 'set $eip = ...' and 'finish', or 'js'"),
            Map.entry("return", "use 'finish' to run to the caller, or 'set $eip = ...' and 'set $esp = ...'"),
            Map.entry("attach", "start Ringside with the guest's image: 'ringside IMAGE'"),
            Map.entry("target", "start Ringside with the guest's image: 'ringside IMAGE'"),
            Map.entry("exec-file", "start Ringside with the guest's image: 'ringside IMAGE'"),
            Map.entry("symbol-file", "use 'file PATH'"),
            Map.entry("thread", "the machine has one CPU: use 'info cpu'"),
            Map.entry("handle", "a guest has no signals: use 'catch exception'"),
            Map.entry("signal", "a guest has no signals: use 'inject exc N'"),
            Map.entry("ptype", "there are no types: use 'print' with byte[A], word[A], dword[A]"),
            Map.entry("whatis", "there are no types: use 'print' with byte[A], word[A], dword[A]"),
            Map.entry("shell", "Ringside runs no programs: use another terminal, or 'js' to compute"),
            Map.entry("make", "Ringside runs no programs: use another terminal, then start Ringside again"),
            Map.entry("python", "scripts are JavaScript: use 'js', or 'source FILE.js'"),
            Map.entry("reverse-stepi", "time runs forward: use 'snapshot save' before and 'snapshot load' after"),
            Map.entry("reverse-step", "time runs forward: use 'snapshot save' before and 'snapshot load' after"),
            Map.entry("reverse-continue", "time runs forward: use 'snapshot save' before and 'snapshot load' after"),
            Map.entry("reverse-nexti", "time runs forward: use 'snapshot save' before and 'snapshot load' after"),
            Map.entry("rsi", "time runs forward: use 'snapshot save' before and 'snapshot load' after"),
            Map.entry("trace", "use 'history' for the instructions that ran last"),
            Map.entry("trace-on", "use 'history' for the instructions that ran last"),
            Map.entry("trace-reg", "use 'stepi', which shows the registers that changed, or 'stepi --phases'"),
            Map.entry("trace-mem", "use 'watch ADDRESS' to stop at accesses"),
            Map.entry("vmexitbp", "the CPU models have no VMX"),
            Map.entry("sse", "the CPU models have no SSE: use 'fpu' for the x87"),
            Map.entry("xmm", "the CPU models have no SSE: use 'fpu' for the x87"),
            Map.entry("mmx", "the CPU models have no MMX: use 'fpu' for the x87"),
            Map.entry("playback", "use 'replay FILE'"),
            Map.entry("instrument", "use 'js on(...)' for code of your own at events"),
            Map.entry("addlyt", "use 'define hook-stop'"),
            Map.entry("remlyt", "use 'define hook-stop'"),
            Map.entry("lyt", "use 'define hook-stop'"),
            Map.entry("take", "use 'nmi' or 'inject irq N'"),
            Map.entry("gdbserver", "Ringside is the debugger: use its own commands"),
            Map.entry("gpa2hva", "guest memory has no address in the host: use 'xp/8xb A'"),
            Map.entry("gpa2hpa", "guest memory has no address in the host: use 'xp/8xb A'"),
            Map.entry("log", "use 'catch' for events and 'history' for instructions"),
            Map.entry("logfile", "use 'catch' for events and 'history' for instructions"),
            Map.entry("singlestep", "use 'stepi'"),
            Map.entry("one-insn-per-tb", "use 'stepi'"),
            Map.entry("screendump", "the screen is text: use 'screen'"),
            Map.entry("system_powerdown", "the board has no power button: use 'reset' or 'quit'"),
            Map.entry("system_wakeup", "the board does not sleep: use 'inject irq N'"),
            Map.entry("change", "disks are given at the start: 'ringside --help'"),
            Map.entry("eject", "disks are given at the start: 'ringside --help'"),
            Map.entry("boot_set", "the boot disk is given at the start: 'ringside --help'"),
            Map.entry("mouse_move", "the board has no mouse: use 'sendkey'"),
            Map.entry("mouse_button", "the board has no mouse: use 'sendkey'"),
            Map.entry("device_add", "the board is fixed: use 'info device' to see it"),
            Map.entry("migrate", "use 'snapshot save NAME FILE' and 'snapshot load FILE'"),
            Map.entry("dump-guest-memory", "use 'pmemsave 0 SIZE FILE'"));

    private ForeignWords() {}

    /** Returns what to use instead of a word, or null if it is not known here. */
    static String answer(String word) {
        return ANSWERS.get(word);
    }
}
