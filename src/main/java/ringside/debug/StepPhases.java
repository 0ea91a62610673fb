package ringside.debug;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ringside.cpu.Register;
import ringside.cpu.Registers;
import ringside.cpu.Vcpu;
import ringside.debug.expr.Address;
import ringside.isa.Instruction;
import ringside.isa.SegmentRegister;
import ringside.sem.EffectiveAddress;

/**
 * One instruction in slow motion: what was fetched, what it decoded to, what executing it changed, where the CPU goes next.
 *
 * @param fetch where it is and its bytes
 * @param executed whether it retired; if not, an event was delivered before it or a fault in its place
 * @param changes registers, flags and memory that are different now
 * @param stop where and why the step ended
 */
public record StepPhases(CodeLine fetch, boolean executed, List<Change> changes, Stop stop) {
    private static final int WINDOW = 16;
    private static final int STACK_BELOW = 64;

    /**
     * One changed part of the state.
     *
     * @param what register, flag, or {@code [linear address]}
     */
    public record Change(String what, String before, String after) {}

    /** Steps one instruction and watches. */
    static StepPhases run(Debugger debugger) {
        CodeLine line = debugger.code().disassemble(debugger.code().pc(), 1).get(0);
        Map<String, Long> registers = registers(debugger.cpu());
        Map<Integer, Integer> memory = memory(debugger);
        long first = debugger.cpu().icount;
        Stop stop = debugger.control().step(1);
        List<Change> changes = new ArrayList<>();
        registers.forEach((name, before) -> {
            Register register = Registers.find(name);
            long after = register.read(debugger.cpu());
            if (after != before && !name.equals("eip")) {
                changes.add(new Change(name, show(register, before), show(register, after)));
            }
        });
        addMemory(changes, debugger, memory);
        return new StepPhases(line, debugger.cpu().icount != first, changes, stop);
    }

    private static Map<String, Long> registers(Vcpu cpu) {
        Map<String, Long> values = new LinkedHashMap<>();
        for (Register register : Registers.all()) {
            boolean shown =
                    switch (register.group()) {
                        case PARTIAL, COUNTER -> false;
                        case FLAGS -> register.name().startsWith("eflags.");
                        default -> !register.name().equals("eflags");
                    };
            if (shown) {
                values.put(register.name(), register.read(cpu));
            }
        }
        return values;
    }

    private static String show(Register register, long value) {
        return register.width() < 8 ? Long.toString(value) : String.format("%0" + register.width() / 4 + "x", value);
    }

    /** Bytes that the instruction may write: around its memory operand, below the stack pointer, at ES:EDI. */
    private static Map<Integer, Integer> memory(Debugger debugger) {
        Vcpu cpu = debugger.cpu();
        Map<Integer, Integer> octets = new LinkedHashMap<>();
        Instruction instruction = debugger.code().next();
        if (instruction != null && instruction.memory) {
            int base = cpu.segmentBase[instruction.segment];
            watch(debugger, octets, base + EffectiveAddress.offset(cpu, instruction), WINDOW);
        }
        int top = cpu.stack32() ? cpu.r32(4) : cpu.r16(4);
        watch(debugger, octets, cpu.segmentBase[SegmentRegister.SS] + top - STACK_BELOW, STACK_BELOW);
        int destination = cpu.code32() ? cpu.r32(7) : cpu.r16(7);
        watch(debugger, octets, cpu.segmentBase[SegmentRegister.ES] + destination, Integer.BYTES);
        return octets;
    }

    private static void watch(Debugger debugger, Map<Integer, Integer> octets, int linear, int count) {
        for (int i = 0; i < count; i++) {
            octets.put(linear + i, debugger.memory().peek(Address.linear(linear + i)));
        }
    }

    private static void addMemory(List<Change> changes, Debugger debugger, Map<Integer, Integer> before) {
        List<Integer> changed = before.keySet().stream()
                .filter(linear -> debugger.memory().peek(Address.linear(linear)) != before.get(linear))
                .sorted(Integer::compareUnsigned)
                .toList();
        int from = 0;
        while (from < changed.size()) {
            int to = from + 1;
            while (to < changed.size() && changed.get(to) == changed.get(from) + to - from) {
                to++;
            }
            StringBuilder old = new StringBuilder();
            StringBuilder fresh = new StringBuilder();
            for (int linear : changed.subList(from, to)) {
                old.append(String.format(" %02x", before.get(linear) & 0xFF));
                fresh.append(String.format(" %02x", debugger.memory().peek(Address.linear(linear)) & 0xFF));
            }
            String place = String.format("[l:%08x]", changed.get(from));
            changes.add(new Change(place, old.substring(1), fresh.substring(1)));
            from = to;
        }
    }
}
