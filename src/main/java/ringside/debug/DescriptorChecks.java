package ringside.debug;

import java.util.ArrayList;
import java.util.List;
import ringside.cpu.Vcpu;
import ringside.debug.expr.Address;
import ringside.isa.SegmentRegister;

/**
 * Finds in descriptor tables and the task state what would fault, or do something nobody wants, when it is used. SDM Vol. 3A,
 * 3.4.5, 5.8.3, 6.12.1 and 7.2.1. Reads without side effects.
 */
public final class DescriptorChecks {
    private static final int TASK_GATE = 5;
    private static final int LEAST_TSS32 = 0x67;
    private static final int LEAST_TSS16 = 0x2B;

    private final Vcpu cpu;
    private final MemoryView memory;

    public DescriptorChecks(Debugger debugger) {
        this.cpu = debugger.cpu();
        this.memory = debugger.memory();
    }

    /** Returns what is wrong with a table as a whole. */
    public List<String> table(DescriptorTables.Table table) {
        List<String> found = new ArrayList<>();
        if (table.limit() != -1 && (table.limit() & 7) != 7) {
            found.add(String.format("limit %x is not a multiple of 8 less 1", table.limit()));
        }
        if (table.limit() != -1 && (table.base() & 0xFFFF_FFFFL) + (table.limit() & 0xFFFF_FFFFL) >>> 32 != 0) {
            found.add("base + limit is beyond 4 GiB");
        }
        if (memory.peek(Address.linear(table.base())) < 0 && table.limit() > 0) {
            found.add(String.format("its base l:%08x is not mapped", table.base()));
        }
        return found;
    }

    /** Returns what is wrong with an entry of the GDT or LDT. */
    public List<String> segment(SegmentDescriptor descriptor) {
        List<String> found = new ArrayList<>();
        if (descriptor.isEmpty()) {
            return found;
        }
        if (!descriptor.isPresent()) {
            found.add("not present");
        }
        if (descriptor.isSystem() && descriptor.kind().equals("reserved")) {
            found.add("reserved type " + descriptor.type());
        }
        if (descriptor.isGate()) {
            found.addAll(target(descriptor));
            return found;
        }
        if (descriptor.isSystem() && isTss(descriptor)) {
            int least = (descriptor.type() & 8) != 0 ? LEAST_TSS32 : LEAST_TSS16;
            if (Integer.compareUnsigned(descriptor.limit(), least) < 0) {
                found.add(String.format("limit below %x", least));
            }
        }
        boolean expandDown = !descriptor.isSystem() && (descriptor.type() & 0xC) == 4;
        long end = (descriptor.base() & 0xFFFF_FFFFL) + (descriptor.limit() & 0xFFFF_FFFFL);
        if (!expandDown && end >>> 32 != 0 && descriptor.limit() != -1) {
            found.add("base + limit wraps around 4 GiB");
        }
        return found;
    }

    /** Returns what is wrong with an entry of the IDT. */
    public List<String> gate(SegmentDescriptor gate) {
        if (!gate.isPresent()) {
            return List.of("not present");
        }
        boolean fits = gate.isGate() && gate.type() != 4 && gate.type() != 12;
        return fits ? target(gate) : List.of("no interrupt, trap or task gate");
    }

    private List<String> target(SegmentDescriptor gate) {
        int selector = gate.gateSelector();
        if (selector < 4) {
            return List.of("its selector is null");
        }
        SegmentDescriptor target = DescriptorTables.find(cpu, memory, selector);
        if (target == null) {
            return List.of(
                    String.format("selector %04x is outside of the %s", selector, (selector & 4) != 0 ? "LDT" : "GDT"));
        }
        if (gate.type() == TASK_GATE) {
            boolean task = target.isSystem() && isTss(target) && (selector & 4) == 0;
            return task ? List.of() : List.of(String.format("selector %04x names no TSS", selector));
        }
        if (target.isSystem() || (target.type() & 8) == 0) {
            return List.of(String.format("selector %04x names no code segment", selector));
        }
        List<String> found = new ArrayList<>();
        if (!target.isPresent()) {
            found.add(String.format("its code segment %04x is not present", selector));
        }
        if (target.privilege() != 0 && (target.type() & 4) == 0 && gate.type() != 4 && gate.type() != 12) {
            found.add("its code segment has DPL " + target.privilege() + ": it cannot interrupt more privileged code");
        }
        if (Integer.compareUnsigned(gate.gateOffset(), target.limit()) > 0) {
            found.add("its offset is beyond the limit of its code segment");
        } else if (memory.peek(Address.linear(target.base() + gate.gateOffset())) < 0) {
            found.add("its handler is not mapped");
        }
        return found;
    }

    /** Returns what is wrong with the task state segment in TR. */
    public List<String> task() {
        List<String> found = new ArrayList<>();
        boolean wide = (cpu.segmentAccess[SegmentRegister.TR] & 0x800) != 0;
        int limit = cpu.segmentLimit[SegmentRegister.TR];
        int base = cpu.segmentBase[SegmentRegister.TR];
        int least = wide ? LEAST_TSS32 : LEAST_TSS16;
        if (Integer.compareUnsigned(limit, least) < 0) {
            found.add(String.format("limit %x is below %x", limit, least));
        }
        if (memory.readable(Address.linear(base), least + 1) <= least) {
            found.add("not all of it is mapped");
            return found;
        }
        int stack = (int) memory.readNumber(Address.linear(base + (wide ? 8 : 4)), 2);
        SegmentDescriptor segment = stack < 4 ? null : DescriptorTables.find(cpu, memory, stack);
        if (stack < 4) {
            found.add("ss0 is null: nothing can enter ring 0 from outside");
        } else if (segment == null) {
            found.add(String.format("ss0 %04x is outside of its descriptor table", stack));
        } else if (segment.isSystem() || (segment.type() & 0xA) != 2 || !segment.isPresent()) {
            found.add(String.format("ss0 %04x names no writable data segment that is present", stack));
        } else if (segment.privilege() != 0 || (stack & 3) != 0) {
            found.add(String.format("ss0 %04x has DPL %d and RPL %d, not 0", stack, segment.privilege(), stack & 3));
        }
        if (wide) {
            int map = (int) memory.readNumber(Address.linear(base + 0x66), 2);
            if (map <= LEAST_TSS32) {
                found.add(String.format("iomap %x lies inside of the TSS", map));
            }
        }
        return found;
    }

    /** Returns in what a segment register's hidden part differs from the descriptor that its selector names now. */
    public List<String> cached(int register) {
        int access = cpu.segmentAccess[register];
        int selector = cpu.selector[register];
        boolean usable = (access & 1 << 15) != 0;
        if (!cpu.protectedMode() || cpu.virtual8086() || !usable) {
            return List.of();
        }
        if (selector < 4) {
            return List.of("null selector, the hidden part is from before");
        }
        SegmentDescriptor now = DescriptorTables.find(cpu, memory, selector);
        if (now == null) {
            return List.of("outside of its table now");
        }
        List<String> found = new ArrayList<>();
        if (now.base() != cpu.segmentBase[register]) {
            found.add(String.format("its table says base %08x now", now.base()));
        }
        if (now.limit() != cpu.segmentLimit[register]) {
            found.add(String.format("its table says limit %08x now", now.limit()));
        }
        if (!now.isPresent()) {
            found.add("its table says not present now");
        }
        if (register == SegmentRegister.SS && (selector & 3) != cpu.cpl) {
            found.add("RPL is not CPL " + cpu.cpl);
        }
        return found;
    }

    private static boolean isTss(SegmentDescriptor descriptor) {
        return (descriptor.type() & 5) == 1;
    }
}
