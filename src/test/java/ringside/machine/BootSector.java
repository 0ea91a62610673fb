package ringside.machine;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import ringside.cpu.CpuModel;
import ringside.cpu.Vcpu;
import ringside.isa.asm.Assembler;

/** Runs small boot sectors on the built-in BIOS, up to their label {@code stop}. */
final class BootSector {
    private static final int CX = 1;
    private static final int DX = 2;
    private static final int BX = 3;
    private static final long LIMIT = 50_000_000;

    final Machine machine;
    final Vcpu cpu;

    private BootSector(Machine machine) {
        this.machine = machine;
        cpu = machine.cpu();
    }

    /** Makes a machine with {@code ram} MiB and nothing to boot yet. */
    static BootSector withRam(long ram) {
        return new BootSector(
                new Machine(MachineConfig.standard(CpuModel.ringside32()).withRam(ram << 20)));
    }

    /** Boots a source from a hard disk of one sector, until it stops. */
    static BootSector run(String source) {
        return withRam(4).boot(source);
    }

    /** Boots a source from a hard disk of one sector, until it stops. */
    BootSector boot(String source) {
        return disk(DriveSlot.DISK0, 1, source).start();
    }

    /** Puts a disk of {@code sectors} into a drive; sector n is full of the byte n, but the first one boots the source. */
    BootSector disk(DriveSlot slot, int sectors, String source) {
        byte[] disk = new byte[sectors * 512];
        for (int i = 0; i < sectors; i++) {
            Arrays.fill(disk, i * 512, i * 512 + 512, (byte) i);
        }
        byte[] code = sector(source);
        System.arraycopy(code, 0, disk, 0, code.length);
        machine.insert(slot, DiskImage.of("test", disk));
        return this;
    }

    static byte[] sector(String source) {
        String code = "org 0x7c00\n bits 16\n" + source + "\nstop: jmp stop\n times 510 - ($ - $$) db 0\n dw 0xaa55\n";
        return Assembler.assemble(code).bytes();
    }

    /** Runs the machine from its reset up to an instruction that jumps to itself. */
    BootSector start() {
        machine.boot(DiskBoot.fromDrives(LoadOptions.NONE));
        return proceed();
    }

    BootSector proceed() {
        long limit = cpu.icount + LIMIT;
        while (cpu.icount < limit) {
            Stop stop = machine.run(cpu.icount + 1000);
            if (stop.kind() != Stop.Kind.LIMIT) {
                throw new AssertionError(stop.toString());
            }
            if (stopped()) {
                return this;
            }
        }
        throw new AssertionError("the boot sector does not stop:\n" + screen());
    }

    private boolean stopped() {
        return cpu.mmu.peekLinear8(linear()) == 0xEB && cpu.mmu.peekLinear8(linear() + 1) == 0xFE;
    }

    private int linear() {
        return cpu.segmentBase[1] + cpu.eip;
    }

    int ax() {
        return cpu.r16(0);
    }

    int bx() {
        return cpu.r16(BX);
    }

    int cx() {
        return cpu.r16(CX);
    }

    int dx() {
        return cpu.r16(DX);
    }

    boolean carry() {
        return (cpu.eflags() & 1) != 0;
    }

    int memory8(long address) {
        return machine.memory().peek8(address);
    }

    int memory16(long address) {
        return memory8(address) | memory8(address + 1) << 8;
    }

    int memory32(long address) {
        return memory16(address) | memory16(address + 2) << 16;
    }

    String screen() {
        return String.join("\n", machine.vga().screen().lines());
    }

    String row(int number) {
        return machine.vga().screen().lines().get(number).stripTrailing();
    }

    static byte[] text(String ascii) {
        return ascii.getBytes(StandardCharsets.US_ASCII);
    }
}
