package ringside.console;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import ringside.cpu.Registers;
import ringside.debug.CodeLine;
import ringside.debug.Debugger;

/** Remembers the registers of the last stop, to tell what changed since. */
final class ContextKeeper {
    private static final List<String> REGISTERS = List.of(
            "eax", "ebx", "ecx", "edx", "esi", "edi", "ebp", "esp", "eip", "eflags", "cs", "ss", "ds", "es", "fs", "gs",
            "cpl", "cr0", "cr2", "cr3", "cr4");

    private final Debugger debugger;
    private Map<String, Long> last = new HashMap<>();

    ContextKeeper(Debugger debugger) {
        this.debugger = debugger;
    }

    /** Takes a picture of the machine; the next one is compared with it. */
    Context take(int lines) {
        Map<String, Long> registers = new TreeMap<>();
        Map<String, Long> all = new HashMap<>();
        for (String name : REGISTERS) {
            long value = Registers.find(name).read(debugger.cpu());
            registers.put(name, value);
            all.put(name, value);
        }
        List<String> flags = new ArrayList<>();
        for (String flag : Context.shownFlags()) {
            long value = Registers.find(flag).read(debugger.cpu());
            all.put(flag, value);
            if (value != 0) {
                flags.add(flag);
            }
        }
        Set<String> changed = new HashSet<>();
        all.forEach((name, value) -> {
            if (last.containsKey(name) && !last.get(name).equals(value)) {
                changed.add(name);
            }
        });
        last = all;
        List<CodeLine> code = debugger.code().disassemble(debugger.code().pc(), lines);
        return new Context(registers, flags, changed, code);
    }
}
