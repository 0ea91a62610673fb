package ringside.debug.doctor;

import java.util.ArrayList;
import java.util.List;
import ringside.cpu.FaultCause;
import ringside.cpu.FaultTrace;
import ringside.cpu.PageWalk;
import ringside.cpu.Vcpu;
import ringside.debug.Debugger;
import ringside.debug.DescriptorTables;
import ringside.debug.SegmentDescriptor;
import ringside.debug.expr.Address;

/** Tells a chain of faults, each with the descriptor, gate or page that failed. */
public final class FaultStory {
    private static final int PAGE_FAULT = 14;
    private static final int GATE = 8;

    private final Debugger debugger;
    private final Vcpu cpu;

    private FaultStory(Debugger debugger) {
        this.debugger = debugger;
        cpu = debugger.cpu();
    }

    /** Returns the lines about the faults that led to the last one, oldest first; none if nothing faulted. */
    public static List<String> of(Debugger debugger) {
        return new FaultStory(debugger).lines();
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        int number = 0;
        for (FaultTrace.Entry entry : cpu.faults.chain()) {
            number++;
            lines.add(number + ". " + entry.explain());
            detail(entry).forEach(line -> lines.add("   " + line));
        }
        return lines;
    }

    private List<String> detail(FaultTrace.Entry entry) {
        if (entry.vector() == PAGE_FAULT) {
            return walk(entry.address());
        }
        FaultCause cause = entry.cause();
        if (cause == null) {
            return List.of();
        }
        return switch (cause.unit()) {
            case SELECTOR -> List.of(descriptor(entry.subject()));
            case VECTOR -> List.of(gate(entry.subject()));
            default -> List.of();
        };
    }

    private List<String> walk(int linear) {
        List<String> lines = new ArrayList<>();
        for (PageWalk.Level level : PageWalk.explain(cpu, linear).levels()) {
            String value = String.format("%0" + 2 * level.bytes() + "x", level.value());
            lines.add(String.format("%s at p:%08x: %s %s", level.name(), level.address(), value, level.flags())
                    .strip());
        }
        return lines;
    }

    private String descriptor(int selector) {
        DescriptorTables.Table table = (selector & 4) != 0 ? DescriptorTables.ldt(cpu) : DescriptorTables.gdt(cpu);
        String place = String.format(
                "selector %04x: %s entry %d at l:%08x",
                selector & 0xFFFF, table.name(), selector >>> 3 & 0x1FFF, table.base() + (selector & 0xFFF8));
        SegmentDescriptor descriptor = DescriptorTables.find(cpu, debugger.memory(), selector);
        if (descriptor == null) {
            return place + String.format(" is beyond the limit %04x", table.limit());
        }
        return place + ": " + words(descriptor);
    }

    private static String words(SegmentDescriptor descriptor) {
        String raw = String.format("%08x %08x ", descriptor.low(), descriptor.high());
        if (descriptor.isEmpty()) {
            return raw + "empty";
        }
        String present = descriptor.isPresent() ? "present" : "not present";
        return raw
                + String.format(
                        "%s, base %08x limit %08x dpl %d, %s",
                        descriptor.kind(), descriptor.base(), descriptor.limit(), descriptor.privilege(), present);
    }

    private String gate(int vector) {
        int place = cpu.idtBase + vector * GATE;
        String text = String.format("IDT entry %02x at l:%08x", vector, place);
        if (!cpu.protectedMode()) {
            return String.format("vector %02x at l:%08x, limit %04x", vector, cpu.idtBase + vector * 4, cpu.idtLimit);
        }
        if (vector * GATE + GATE - 1 > cpu.idtLimit) {
            return text + String.format(" is beyond the limit %04x", cpu.idtLimit);
        }
        if (debugger.memory().peek(Address.linear(place)) < 0) {
            return text + " cannot be read";
        }
        SegmentDescriptor gate = DescriptorTables.read(debugger.memory(), DescriptorTables.idt(cpu), vector);
        if (gate.isEmpty()) {
            return text + ": empty";
        }
        String raw = String.format(": %08x %08x ", gate.low(), gate.high());
        return gate.isGate()
                ? text
                        + raw
                        + String.format(
                                "%s to %04x:%08x dpl %d, %s",
                                gate.kind(),
                                gate.gateSelector(),
                                gate.gateOffset(),
                                gate.privilege(),
                                gate.isPresent() ? "present" : "not present")
                : text + raw + "no gate (" + gate.kind() + ")";
    }
}
