package ringside.debug;

import ringside.debug.linux.KernelSymbol;
import ringside.debug.linux.LinuxKernel;

/** The symbols of the Linux kernel in the target's memory: found there, kept up to date, forgotten with the kernel. */
public final class LinuxSymbols {
    /** Origin of these symbols. */
    public static final String ORIGIN = "linux";

    private final Target target;
    private final Symbols symbols;
    private LinuxKernel kernel;

    LinuxSymbols(Target target, Symbols symbols) {
        this.target = target;
        this.symbols = symbols;
    }

    /** Returns the kernel that was found last, or null. */
    public LinuxKernel kernel() {
        return kernel;
    }

    /**
     * Looks through the target's RAM and takes over what is there; symbols of a kernel that is no longer there are forgotten.
     * Needs a fraction of a second and changes nothing in the guest.
     *
     * @return the kernel, or null if none is in memory
     */
    public LinuxKernel find() {
        LinuxKernel found = LinuxKernel.find(target.ram(), target.ramBytes());
        boolean same = found != null && kernel != null && found.symbols().equals(kernel.symbols());
        if (!same) {
            symbols.clear(ORIGIN);
            if (found != null) {
                for (KernelSymbol symbol : found.symbols()) {
                    symbols.add(ORIGIN, symbol.name(), symbol.address());
                }
            }
        }
        kernel = found;
        return found;
    }

    /** Forgets the kernel and its symbols, as a reset does. */
    public void forget() {
        kernel = null;
        symbols.clear(ORIGIN);
    }
}
