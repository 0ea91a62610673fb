package ringside.vmm;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ringside.dev.SectorSource;
import ringside.machine.DriveSlot;
import ringside.machine.GuestImage;
import ringside.machine.Machine;
import ringside.machine.MachineConfig;
import ringside.machine.Snapshot;

/** The virtual machines of one {@link Hardware}, and whose turn it is. Confined to the machine thread. */
public final class VirtualMachines {
    /** RAM of the hardware unless said otherwise. */
    public static final long DEFAULT_RAM = 128L << 20;

    private final Map<String, VirtualMachine> vms = new LinkedHashMap<>();
    private final Scheduler scheduler = new Scheduler();
    private Hardware hardware;
    private long ram = DEFAULT_RAM;
    private int created;
    private boolean timer = true;

    /** How a turn ended. */
    public enum Turn {
        /** Its instructions are up. */
        UP,
        /** The guest waits for something that only the world outside can bring. */
        WAITS,
        /** It has died, or ended itself. */
        ENDED,
        /** Somebody wants all of them to stop. */
        STOP
    }

    /** Lets a virtual machine run until it has retired so many instructions since its start, or something else comes. */
    @FunctionalInterface
    public interface Runner {
        Turn run(VirtualMachine vm, long untilIcount);
    }

    /**
     * What a virtual machine was at some moment. It holds nothing of the machine itself, which may be gone when it is wanted.
     *
     * @param used what the scheduler holds against it
     */
    public record Kept(Origin origin, Snapshot snapshot, boolean paused, String ended, long used) {
        /** Returns the name of the virtual machine. */
        public String name() {
            return origin.name();
        }
    }

    /** What a virtual machine has to be made from to be the same again. */
    record Origin(
            String name,
            GuestImage image,
            Map<DriveSlot, SectorSource> disks,
            Technique technique,
            boolean translating,
            int shares) {

        static Origin of(VirtualMachine vm) {
            Machine machine = vm.machine();
            return new Origin(
                    vm.name(),
                    machine.image(),
                    machine.inserted(),
                    vm.vmm().technique(),
                    vm.engine().isTranslating(),
                    vm.shares());
        }
    }

    /** Sets how much RAM the hardware has; only while there is no virtual machine. */
    public void ram(long bytes) {
        if (!vms.isEmpty()) {
            throw new IllegalArgumentException("there are virtual machines in the RAM that there is; kill them first");
        }
        hardware = null;
        ram = bytes;
    }

    /** Sets how many instructions a turn has. */
    public void slice(long instructions) {
        scheduler.slice(instructions);
    }

    public long slice() {
        return scheduler.slice();
    }

    /** Sets whether the monitor's timer ends turns; without it a virtual machine keeps the CPU for as long as it has work. */
    public void timer(boolean on) {
        timer = on;
    }

    boolean hasTimer() {
        return timer;
    }

    /** Returns the machine that they share, or null before there was any. */
    public Hardware hardware() {
        return hardware;
    }

    /** Returns all in the order in which they were made. */
    public Collection<VirtualMachine> all() {
        return Collections.unmodifiableCollection(vms.values());
    }

    /** Returns one by name or number, or null. */
    public VirtualMachine find(String name) {
        VirtualMachine named = vms.get(name);
        return named != null
                ? named
                : vms.values().stream()
                        .filter(vm -> Integer.toString(vm.number()).equals(name))
                        .findFirst()
                        .orElse(null);
    }

    /**
     * Makes a virtual machine with its guest at its first instruction.
     *
     * @throws IllegalArgumentException if there is one of that name, or no RAM for it
     */
    public VirtualMachine create(String name, MachineConfig config, GuestImage image, Technique technique, int shares) {
        if (find(name) != null) {
            throw new IllegalArgumentException("there is a VM '" + name + "' already");
        }
        if (hardware == null) {
            hardware = new Hardware(config.withRam(ram));
        }
        VirtualMachine vm = new VirtualMachine(created + 1, name, hardware, config, image, technique, shares);
        created++;
        vms.put(name, vm);
        scheduler.joins(vm, vms.values());
        return vm;
    }

    /** Ends a virtual machine; its RAM is free again. */
    public void kill(VirtualMachine vm) {
        vms.remove(vm.name());
        scheduler.leaves(vm);
        vm.end();
        if (vms.isEmpty()) {
            hardware = null;
        }
    }

    public void killAll() {
        List.copyOf(vms.values()).forEach(this::kill);
        created = 0;
    }

    /** Takes a virtual machine out of the turns, or lets it have its turns again. */
    public void pause(VirtualMachine vm, boolean on) {
        vm.pause(on);
        if (!on) {
            scheduler.joins(vm, vms.values());
        }
    }

    /** Returns who would be next, or null. */
    public VirtualMachine next() {
        return scheduler.next(vms.values());
    }

    /** Returns who is next if {@code vm} has to give the CPU up: itself, if nobody else is ready. */
    VirtualMachine nextAfter(VirtualMachine vm) {
        VirtualMachine other =
                scheduler.next(vms.values().stream().filter(each -> each != vm).toList());
        return other == null ? vm : other;
    }

    /** Returns the one whose guest the hardware's CPU is set up for. */
    public Optional<VirtualMachine> resident() {
        return vms.values().stream()
                .filter(vm -> hardware.resident() == vm.engine())
                .findFirst();
    }

    /** Returns what one has used of the CPU, weighted by its shares: who has used least is next. */
    public long used(VirtualMachine vm) {
        return scheduler.used(vm);
    }

    /**
     * Lets all that are ready run in turns.
     *
     * @param instructions how many at most, of all together
     * @return the one whose turn brought the end, null if nobody is ready any more
     */
    public VirtualMachine run(long instructions, Runner runner) {
        vms.values().forEach(vm -> vm.waits(false));
        long left = instructions;
        VirtualMachine last = null;
        while (left > 0) {
            VirtualMachine vm = next();
            if (vm == null) {
                return null;
            }
            last = vm;
            long before = vm.machine().cpu().icount;
            // Who is alone need not be interrupted for anybody, unless it would notice that some day it is not.
            boolean ends = timer && (nextAfter(vm) != vm || !vm.vmm().isExact());
            Turn turn = runner.run(vm, before + (ends ? Math.min(scheduler.slice(), left) : left));
            long retired = vm.machine().cpu().icount - before;
            left -= retired;
            scheduler.charge(vm, retired);
            switch (turn) {
                case UP -> {}
                case WAITS -> vm.waits(true);
                case ENDED -> {}
                case STOP -> {
                    return vm;
                }
            }
        }
        return last;
    }

    /** Takes a snapshot of all. */
    public List<Kept> snapshot() {
        List<Kept> kept = new ArrayList<>();
        vms.values()
                .forEach(vm -> kept.add(new Kept(
                        Origin.of(vm),
                        vm.machine().state().snapshot(),
                        vm.isPaused(),
                        vm.ended(),
                        scheduler.used(vm))));
        return kept;
    }

    /** Brings back what {@link #snapshot} kept: what was made since is killed, what was killed is made again. */
    public void restore(List<Kept> kept) {
        for (VirtualMachine vm : List.copyOf(vms.values())) {
            if (kept.stream().noneMatch(each -> each.name().equals(vm.name()))) {
                kill(vm);
            }
        }
        for (Kept each : kept) {
            Origin origin = each.origin();
            VirtualMachine vm = vms.get(origin.name());
            if (vm == null) {
                vm = create(
                        origin.name(), each.snapshot().config(), origin.image(), origin.technique(), origin.shares());
                origin.disks().forEach(vm.machine()::insert);
                vm.engine().translate(origin.translating());
            }
            vm.machine().state().restore(each.snapshot());
            vm.pause(each.paused());
            vm.ended(each.ended());
            scheduler.used(vm, each.used());
        }
    }
}
