package ringside.cpu;

import ringside.base.Bits;
import ringside.isa.SegmentRegister;

/** Loads a segment register on behalf of a debugger: from the tables, but without privilege checks or marks. */
final class SegmentPoke {
    private static final int PRESENT = 1 << 15;
    private static final int GRANULARITY = 1 << 23;
    /** Bits 8 to 23 of a descriptor's upper doubleword without the limit's upper bits. */
    private static final int ACCESS = 0x00F0_FF00;

    private SegmentPoke() {}

    /** Sets selector and hidden parts; a selector that names no descriptor leaves a segment that cannot be used. */
    static void load(Vcpu cpu, int segment, int selector) {
        cpu.selector[segment] = selector;
        if (!cpu.protectedMode() || cpu.virtual8086()) {
            cpu.segmentBase[segment] = selector << 4;
        } else {
            loadDescriptor(cpu, segment, selector);
        }
        cpu.mmu.segmentLoaded(segment);
    }

    private static void loadDescriptor(Vcpu cpu, int segment, int selector) {
        boolean local = Bits.bit(selector, 2) != 0;
        int table = local ? cpu.segmentBase[SegmentRegister.LDTR] : cpu.gdtBase;
        int limit = local ? cpu.segmentLimit[SegmentRegister.LDTR] : cpu.gdtLimit;
        int index = selector & 0xFFF8;
        int low = word(cpu, table + index);
        int high = word(cpu, table + index + 4);
        if ((selector & 0xFFFC) == 0 || index + 7 > limit || (high & PRESENT) == 0) {
            cpu.segmentBase[segment] = 0;
            cpu.segmentLimit[segment] = 0;
            cpu.segmentAccess[segment] = 0;
            return;
        }
        int size = high & 0xF_0000 | low & 0xFFFF;
        cpu.segmentBase[segment] = high & 0xFF00_0000 | (high & 0xFF) << 16 | low >>> 16;
        cpu.segmentLimit[segment] = (high & GRANULARITY) != 0 ? size << 12 | 0xFFF : size;
        cpu.segmentAccess[segment] = high & ACCESS;
    }

    private static int word(Vcpu cpu, int linear) {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            value |= Math.max(0, cpu.mmu.peekLinear8(linear + i)) << 8 * i;
        }
        return value;
    }
}
