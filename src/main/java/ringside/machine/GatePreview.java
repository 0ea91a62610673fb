package ringside.machine;

import ringside.cpu.Vcpu;

/** Says where an interrupt vector leads now, without touching anything. SDM Vol. 3A, 6.11. */
final class GatePreview {
    private static final int VECTOR_BYTES_REAL = 4;
    private static final int VECTOR_BYTES_PROTECTED = 8;

    private GatePreview() {}

    /** Returns a phrase like {@code handler at 0008:00101234}. */
    static String of(Vcpu cpu, int vector) {
        int size = cpu.protectedMode() ? VECTOR_BYTES_PROTECTED : VECTOR_BYTES_REAL;
        if (vector * size + size - 1 > cpu.idtLimit) {
            return "the IDT limit %Xh does not reach its entry".formatted(cpu.idtLimit);
        }
        long entry = 0;
        for (int i = size - 1; i >= 0; i--) {
            int value = cpu.mmu.peekLinear8(cpu.idtBase + vector * size + i);
            if (value < 0) {
                return "its IDT entry is not mapped";
            }
            entry = entry << 8 | value;
        }
        if (!cpu.protectedMode()) {
            return "handler at %04X:%04X".formatted(entry >>> 16, entry & 0xFFFF);
        }
        int access = (int) (entry >>> 40) & 0xFF;
        if ((access & 0x80) == 0) {
            return "its gate is not present";
        }
        int selector = (int) (entry >>> 16) & 0xFFFF;
        long low = entry & 0xFFFF;
        return switch (access & 0x1F) {
            case 0x05 -> "task gate to TSS %04X".formatted(selector);
            case 0x06, 0x07 -> "handler at %04X:%04X".formatted(selector, low);
            case 0x0E, 0x0F -> "handler at %04X:%08X".formatted(selector, entry >>> 32 & 0xFFFF_0000L | low);
            default -> "its IDT entry is no gate";
        };
    }
}
