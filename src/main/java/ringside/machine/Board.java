package ringside.machine;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;
import ringside.bus.IrqLine;
import ringside.bus.PortSpace;
import ringside.dev.A20Gate;
import ringside.dev.AtaChannel;
import ringside.dev.BiosTraps;
import ringside.dev.CmosRtc;
import ringside.dev.DebugExit;
import ringside.dev.DebugPort;
import ringside.dev.DiskMedium;
import ringside.dev.FerrPort;
import ringside.dev.FwCfg;
import ringside.dev.Keyboard8042;
import ringside.dev.Pit8254;
import ringside.dev.Port92;
import ringside.dev.PostPort;
import ringside.dev.SectorSource;
import ringside.dev.SerialOutput;
import ringside.dev.SystemControlPort;
import ringside.dev.Uart16550;
import ringside.dev.VgaText;

/**
 * The devices of the board at their ports and interrupt lines, those of a PC/AT, and the parts whose state they are. What the
 * host hears of them, it does not hear from excursions.
 */
final class Board {
    private static final int[] UART_PORTS = {0x3F8, 0x2F8, 0x3E8, 0x2E8};
    private static final int[] UART_IRQS = {4, 3, 4, 3};

    /** Devices as firmware numbers them in CMOS. */
    private static final int BOOT_FLOPPY = 1;

    private static final int BOOT_DISK = 2;

    private final Machine machine;
    final Pit8254 pit;
    final Keyboard8042 keyboard;
    final CmosRtc rtc;
    final VgaText vga;
    final FwCfg fwCfg = new FwCfg();
    final List<Uart16550> uarts = new ArrayList<>();
    final List<AtaChannel> ata = new ArrayList<>();
    final Map<DriveSlot, DiskMedium> disks = new EnumMap<>(DriveSlot.class);

    /** By name, in the order in which they are saved. */
    final Map<String, Stateful> parts = new LinkedHashMap<>();

    private final Map<String, byte[]> powerOn = new LinkedHashMap<>();
    private final SerialOutput[] serialOutputs = new SerialOutput[UART_PORTS.length];
    private SerialOutput debugOutput = value -> {};

    /** Builds the board around the memory, CPU, clock, ports and interrupt lines that a machine has. */
    Board(Machine machine) {
        this.machine = machine;
        PortSpace ports = machine.ports();
        InterruptLines lines = machine.interruptLines();
        RunLoop loop = machine.loop();
        machine.pic().register(ports);
        pit = new Pit8254(machine.clock(), machine.events(), lines.input(0));
        pit.register(ports);
        SystemControlPort systemControl = new SystemControlPort(pit);
        systemControl.register(ports);
        A20Gate a20 = new A20Gate(true, machine.memory()::a20);
        keyboard =
                new Keyboard8042(machine.clock(), machine.events(), lines.input(1), lines.input(12), a20, loop::reset);
        keyboard.register(ports);
        Port92 port92 = new Port92(a20, loop::reset);
        port92.register(ports);
        rtc = new CmosRtc(
                machine.clock(),
                machine.events(),
                lines.input(8),
                machine.config().epochSeconds());
        rtc.memorySize(machine.config().ramBytes());
        rtc.register(ports);
        vga = new VgaText(machine.memory(), machine.clock());
        vga.register(ports);
        PostPort post = new PostPort();
        post.register(ports);
        addFirmwarePorts();
        addUarts();
        addDisks();
        parts.put("pic", machine.pic());
        parts.put("irq lines", lines);
        parts.put("interrupts", machine.interrupts());
        parts.put("pit", pit);
        parts.put("port61", systemControl);
        parts.put("a20", a20);
        parts.put("keyboard", keyboard);
        parts.put("port92", port92);
        parts.put("rtc", rtc);
        parts.put("vga", vga);
        parts.put("post", post);
        parts.put("fw_cfg", fwCfg);
        uarts.forEach(uart -> parts.put("com" + (uarts.indexOf(uart) + 1), uart));
        parts.put("events", machine.events());
        parts.forEach((name, part) -> powerOn.put(name, stateOf(part)));
        machine.cpu().ferr = lines.input(13);
    }

    private void addFirmwarePorts() {
        MachineConfig config = machine.config();
        PortSpace ports = machine.ports();
        fwCfg.number(FwCfg.RAM_SIZE, config.ramBytes(), 8);
        fwCfg.number(FwCfg.NO_GRAPHIC, 0, 2);
        fwCfg.number(FwCfg.CPUS, 1, 2);
        fwCfg.number(FwCfg.MAX_CPUS, 1, 2);
        fwCfg.file("etc/e820", MemoryMap.of(config.ramBytes()).firmwareTable());
        fwCfg.register(ports);
        SerialOutput firmware = value -> {
            if (!machine.state().inExcursion()) {
                debugOutput.accept(value);
            }
        };
        new DebugPort(firmware).register(ports);
        new FerrPort(() -> {
                    machine.cpu().ignne = true;
                    machine.cpu().ferr.set(false);
                })
                .register(ports);
        if (config.exitPort() >= 0) {
            new DebugExit(code -> machine.loop().stop(Stop.Kind.EXIT, code, "the guest ended with code " + code))
                    .register(ports, config.exitPort());
        }
    }

    private void addUarts() {
        for (int i = 0; i < machine.config().serialPorts(); i++) {
            int port = i;
            IrqLine irq = machine.interruptLines().input(UART_IRQS[i]);
            serialOutputs[i] = value -> {};
            SerialOutput output = value -> {
                if (!machine.state().inExcursion()) {
                    serialOutputs[port].accept(value);
                }
            };
            Uart16550 uart = new Uart16550("com" + (i + 1), irq, output);
            uart.register(machine.ports(), UART_PORTS[i]);
            uarts.add(uart);
        }
    }

    private void addDisks() {
        for (DriveSlot slot : DriveSlot.values()) {
            DiskMedium medium = new DiskMedium(slot.title());
            disks.put(slot, medium);
            parts.put(slot.title(), medium);
        }
        addChannel("ata1", 14, disks.get(DriveSlot.DISK0), disks.get(DriveSlot.DISK1))
                .register(machine.ports(), 0x1F0, 0x3F6);
        addChannel("ata2", 15, disks.get(DriveSlot.FLOPPY), new DiskMedium("no drive"))
                .register(machine.ports(), 0x170, 0x376);
        new BiosTraps(port -> BuiltInBios.trap(machine, port)).register(machine.ports());
    }

    private AtaChannel addChannel(String name, int irq, DiskMedium first, DiskMedium second) {
        IrqLine line = machine.interruptLines().input(irq);
        AtaChannel channel = new AtaChannel(name, machine.clock(), machine.events(), line, first, second);
        ata.add(channel);
        parts.put(name, channel);
        return channel;
    }

    /** Puts a disk into a drive and notes in CMOS what firmware shall boot from, as QEMU does: the floppy disk first. */
    void insert(DriveSlot slot, SectorSource disk) {
        disks.get(slot).insert(disk);
        rtc.bootOrder(disks.get(DriveSlot.FLOPPY).isPresent() ? BOOT_FLOPPY | BOOT_DISK << 4 : BOOT_DISK);
    }

    /** Returns what is in the drives, as it was when it was put in there. */
    Map<DriveSlot, SectorSource> inserted() {
        Map<DriveSlot, SectorSource> sources = new EnumMap<>(DriveSlot.class);
        disks.forEach((slot, disk) -> {
            if (disk.isPresent()) {
                sources.put(slot, disk.source());
            }
        });
        return sources;
    }

    /** Sends what the guest writes to serial port {@code port} (0 = COM1) to {@code output}. */
    void connectSerial(int port, SerialOutput output) {
        serialOutputs[port] = output;
    }

    /** Sends what the guest writes to the debug ports E9h and 402h to {@code output}. */
    void connectDebug(SerialOutput output) {
        debugOutput = output;
    }

    /** Brings all devices to what they were when they were switched on, except the clock, which has a battery, and disks. */
    void reset() {
        powerOn.forEach((name, saved) -> {
            Stateful part = parts.get(name);
            if (part != rtc && !(part instanceof DiskMedium)) {
                part.load(new StateReader(saved, name));
            }
        });
    }

    private static byte[] stateOf(Stateful part) {
        StateWriter out = new StateWriter();
        part.save(out);
        return out.toBytes();
    }
}
