package ringside.cpu;

/** Loads EFLAGS from an image under a mask. */
public final class FlagsImage {
    private FlagsImage() {}

    /** Replaces the bits of {@code mask} that exist on this CPU model by those of {@code image}. */
    public static void load(Vcpu cpu, int image, int mask) {
        int before = cpu.eflags();
        int loaded = mask & cpu.model.flagsMask();
        cpu.eflags(before & ~loaded | image & loaded);
        if (((before ^ cpu.systemFlags) & (Eflags.AC | Eflags.VM)) != 0) {
            cpu.mmu.cplChanged();
        }
    }
}
