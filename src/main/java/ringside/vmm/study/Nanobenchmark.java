package ringside.vmm.study;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import ringside.cpu.CpuModel;
import ringside.machine.ImageLoader;
import ringside.machine.LoadOptions;
import ringside.machine.Machine;
import ringside.machine.MachineConfig;
import ringside.time.HostClock;
import ringside.vmm.Cost;
import ringside.vmm.Prices;
import ringside.vmm.Technique;
import ringside.vmm.Vmm;

/**
 * Runs loops of single operations on a guest of its own, bare and under each technique: what each costs a monitor, counted.
 *
 * @param name of the operation
 * @param technique how it was run
 * @param repetitions times that it was done
 * @param cost what the monitor did
 * @param cycles the modelled cost
 * @param hostNanos time of the host for all of it, which is this program's and nothing of a processor
 */
public record Nanobenchmark(String name, Technique technique, int repetitions, Cost cost, long cycles, long hostNanos) {
    /** The operations in the order of the guest's table. */
    public static final List<String> NAMES =
            List.of("syscall", "in", "cr write", "call/ret", "page fault", "divide by zero", "pte change");

    private static final int REPETITIONS = 100;
    private static final long MOST = 1_000_000;

    /** Runs all operations under all techniques. */
    public static List<Nanobenchmark> all(CpuModel model, Prices prices) {
        List<Nanobenchmark> results = new ArrayList<>();
        for (int i = 0; i < NAMES.size(); i++) {
            for (Technique technique : Technique.values()) {
                results.add(run(model, i, technique, prices));
            }
        }
        return results;
    }

    private static Nanobenchmark run(CpuModel model, int which, Technique technique, Prices prices) {
        Machine machine = new Machine(MachineConfig.standard(model).withRam(8 << 20));
        machine.boot(ImageLoader.parse(source(), "nano.asm", LoadOptions.NONE));
        machine.memory().poke8(symbol(machine, "which"), which);
        machine.breakpoints().add(symbol(machine, "begin"));
        machine.run(MOST);
        machine.breakpoints().clear();
        Vmm vmm = new Vmm(machine);
        vmm.use(technique);
        vmm.log().clear();
        long start = HostClock.nanos();
        machine.run(MOST);
        long nanos = HostClock.nanos() - start;
        if (!machine.presentCpu().halted) {
            throw new IllegalStateException(NAMES.get(which) + " did not end under " + technique.title());
        }
        Cost cost = vmm.log().cost();
        return new Nanobenchmark(NAMES.get(which), technique, REPETITIONS, cost, cost.cycles(prices), nanos);
    }

    private static byte[] source() {
        try (InputStream source = Nanobenchmark.class.getResourceAsStream("/ringside/guest/nano.asm")) {
            return source.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static int symbol(Machine machine, String name) {
        return machine.image().symbols().stream()
                .filter(symbol -> symbol.name().equals(name))
                .mapToInt(symbol -> (int) symbol.address())
                .findFirst()
                .orElseThrow();
    }
}
