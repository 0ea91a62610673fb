package ringside.console;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import ringside.cpu.Registers;
import ringside.cpu.Vcpu;
import ringside.debug.CodeLine;
import ringside.debug.Debugger;
import ringside.debug.Telescope;
import ringside.debug.expr.Address;
import ringside.isa.SegmentRegister;

/** Remembers the registers of the last stop, to tell what changed since. */
final class ContextKeeper {
    private static final List<String> REGISTERS = List.of(
            "eax", "ebx", "ecx", "edx", "esi", "edi", "ebp", "esp", "eip", "eflags", "cs", "ss", "ds", "es", "fs", "gs",
            "cpl", "cr0", "cr2", "cr3", "cr4");

    private final Debugger debugger;
    private Map<String, Long> last = new HashMap<>();
    private Set<String> changed = Set.of();
    private long takenAt = -1;

    ContextKeeper(Debugger debugger) {
        this.debugger = debugger;
    }

    /** Returns how the settings want a stop of now to be shown. */
    ContextLayout layout(Settings settings) {
        return ContextLayout.of(settings, debugger.cpu().stack32() ? 4 : 2);
    }

    /** Takes a picture of the machine; the next one is compared with it. */
    Context take(ContextLayout layout) {
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
        // Looking again at the same stop shows the same marks.
        long now = debugger.cpu().icount;
        if (takenAt != now || !all.equals(last)) {
            changed = new LinkedHashSet<>();
            all.forEach((name, value) -> {
                if (last.containsKey(name) && !last.get(name).equals(value)) {
                    changed.add(name);
                }
            });
        }
        takenAt = now;
        last = all;
        List<CodeLine> code = debugger.code().disassemble(debugger.code().pc(), layout.codeLines());
        return new Context(registers, flags, changed, code, debugger.foresight(), stack(layout), layout);
    }

    private List<Telescope.Slot> stack(ContextLayout layout) {
        Vcpu cpu = debugger.cpu();
        int top = cpu.stack32() ? cpu.r32(4) : cpu.r16(4);
        Address start = Address.linear(cpu.segmentBase[SegmentRegister.SS] + top);
        return debugger.telescope().read(start, layout.stackWords(), layout.stackWord());
    }
}
