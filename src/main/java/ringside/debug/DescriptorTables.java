package ringside.debug;

import ringside.cpu.Vcpu;
import ringside.debug.expr.Address;
import ringside.isa.SegmentRegister;

/** Reads descriptor tables without side effects. */
public final class DescriptorTables {
    private DescriptorTables() {}

    /** One table's place. */
    public record Table(String name, int base, int limit) {
        /** Returns how many whole entries of {@code size} bytes it has. */
        public int entries(int size) {
            return (int) ((limit & 0xFFFF_FFFFL) + 1) / size;
        }
    }

    public static Table gdt(Vcpu cpu) {
        return new Table("GDT", cpu.gdtBase, cpu.gdtLimit);
    }

    public static Table idt(Vcpu cpu) {
        return new Table("IDT", cpu.idtBase, cpu.idtLimit);
    }

    /** Returns the present LDT; limit -1 if LDTR is empty. */
    public static Table ldt(Vcpu cpu) {
        boolean usable = (cpu.segmentAccess[SegmentRegister.LDTR] & 1 << 15) != 0;
        return new Table(
                "LDT", cpu.segmentBase[SegmentRegister.LDTR], usable ? cpu.segmentLimit[SegmentRegister.LDTR] : -1);
    }

    /** Returns the descriptor that a selector names, or null if it is outside of its table. */
    public static SegmentDescriptor find(Vcpu cpu, MemoryView memory, int selector) {
        Table table = (selector & 4) != 0 ? ldt(cpu) : gdt(cpu);
        return (selector & 0xFFF8) + 7 > table.limit() ? null : read(memory, table, selector >>> 3);
    }

    /** Returns entry {@code index}; an unreadable one is empty. */
    public static SegmentDescriptor read(MemoryView memory, Table table, int index) {
        Address place = Address.linear(table.base() + 8 * index);
        return new SegmentDescriptor(
                (int) Math.max(0, memory.readNumber(place, 4)), (int) Math.max(0, memory.readNumber(place.plus(4), 4)));
    }
}
