package ringside.debug;

import java.util.List;
import ringside.debug.linux.KernelSymbol;
import ringside.debug.linux.LinuxKernel;

/** The symbols of the Linux kernel in the target's memory: found there, kept up to date, forgotten with the kernel. */
public final class LinuxSymbols {
    /** Origin of these symbols. */
    public static final String ORIGIN = "linux";

    private final Debugger debugger;
    private final Target target;
    private final Symbols symbols;
    private LinuxKernel kernel;
    private long searchedAt = -1;
    private int resolvedAt;

    LinuxSymbols(Debugger debugger) {
        this.debugger = debugger;
        this.target = debugger.target();
        this.symbols = debugger.symbols();
    }

    /** Returns the kernel that was found last, or null. */
    public LinuxKernel kernel() {
        return kernel;
    }

    /**
     * Looks through the target's RAM and takes over what is there: symbols of a kernel that is no longer there are forgotten,
     * breakpoints on names go where the names are now. Needs a fraction of a second and changes nothing in the guest.
     *
     * @return the kernel, or null if none is in memory
     */
    public LinuxKernel find() {
        LinuxKernel found = LinuxKernel.find(target.ram(), target.ramBytes());
        searchedAt = target.cpu().icount;
        boolean same = found != null && kernel != null && found.symbols().equals(kernel.symbols());
        List<Breakpoint> moving = debugger.breakpoints().all().stream()
                .filter(breakpoint -> !same && names(breakpoint).contains(ORIGIN))
                .toList();
        if (!same) {
            symbols.clear(ORIGIN);
            if (found != null) {
                for (KernelSymbol symbol : found.symbols()) {
                    symbols.add(ORIGIN, symbol.name(), symbol.address());
                }
            }
        }
        kernel = found;
        debugger.breakpoints().resolve(breakpoint -> breakpoint.isPending() || moving.contains(breakpoint));
        resolvedAt = symbols.changes();
        return found;
    }

    /** Returns the origins of the name that a breakpoint was set on. */
    private List<String> names(Breakpoint breakpoint) {
        return symbols.origins(breakpoint.written().split("[^A-Za-z0-9_.]", 2)[0]);
    }

    /** Looks for a kernel if a name is unknown that could be one of its: paging is on and nothing else gave names. */
    public void findIfNeeded() {
        if (mayCome() && target.cpu().mmu.paging() && searchedAt != target.cpu().icount) {
            find();
        }
    }

    /** Whether names may still be those of a kernel that is not there yet: none is known, and no file or image gave any. */
    public boolean mayCome() {
        return kernel == null && symbols.origins().keySet().stream().allMatch(Symbols.LABELS::equals);
    }

    /** Sees to it that names mean the right places when the run comes to them. */
    void beforeRun() {
        if (resolvedAt != symbols.changes()) {
            resolvedAt = symbols.changes();
            debugger.breakpoints().resolve(Breakpoint::isPending);
        }
        if (kernel != null && !target.cpu().mmu.paging()) {
            // The machine was reset, or brought back to before: the kernel that comes may lie elsewhere.
            debugger.hooks().awaitKernel();
        }
    }

    /** Forgets the kernel and its symbols, as a reset does. */
    public void forget() {
        kernel = null;
        symbols.clear(ORIGIN);
    }
}
