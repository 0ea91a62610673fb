package ringside.vmm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import ringside.cpu.CpuModel;
import ringside.exec.EngineUnderTest;
import ringside.machine.ImageLoader;
import ringside.machine.LoadOptions;
import ringside.machine.Machine;
import ringside.machine.MachineConfig;

/** Guests for the monitor's tests, each on a machine of its own. */
final class Guests {
    /** From real mode to protected mode in ring 0; a test's code follows. */
    private static final String PROTECTED =
            """
            org 0x8000
            bits 16
            cli
            xor ax, ax
            mov ds, ax
            mov ss, ax
            mov sp, 0x7000
            lgdt [pointer]
            mov eax, cr0
            or al, 1
            mov cr0, eax
            jmp dword 8:flat
            align 8
            gdt: dq 0, 0x00cf9b000000ffff, 0x00cf93000000ffff, 0x00cffb000000ffff, 0x00cff3000000ffff
            dq 0x0000890080000067
            pointer: dw 47
            dd gdt
            bits 32
            flat:
            mov eax, 0x10
            mov ds, ax
            mov es, ax
            mov fs, ax
            mov gs, ax
            mov ss, ax
            mov esp, 0x7000
            main:
            """;

    /**
     * Tables at 100000h (directory) and 101000h (the first 4 MiB, identity), another directory at 102000h with the same first
     * table; then a test's code follows with paging and CR0.WP on, {@code map} being the entry of page 200000h.
     */
    static final String PAGED =
            """
            mov edi, 0x101000
            mov eax, 7
            .entry: mov [edi], eax
            add edi, 4
            add eax, 0x1000
            cmp edi, 0x102000
            jb .entry
            mov dword [0x100000], 0x101007
            mov dword [0x102000], 0x101007
            mov dword [0x300000], 0x33
            mov dword [0x301000], 0x44
            mov dword [map], 0x300007
            mov eax, 0x100000
            mov cr3, eax
            mov eax, cr0
            or eax, 0x80010000
            mov cr0, eax
            jmp paged
            map equ 0x101000 + 0x200 * 4
            paged:
            """;

    private Guests() {}

    /** Makes a machine that is about to run {@code code} in protected mode, ring 0. */
    static Machine protectedMode(String code) {
        return boot((PROTECTED + code).getBytes(StandardCharsets.UTF_8), "ringside32");
    }

    /** Makes a machine with the embedded kernel. */
    static Machine kernel() {
        try (InputStream source = Guests.class.getResourceAsStream("/ringside/guest/kernel.asm")) {
            return boot(source.readAllBytes(), "ringside32");
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    static Machine boot(byte[] source, String model) {
        Machine machine = new Machine(
                MachineConfig.standard(CpuModel.parse(model)).withRam(8 << 20).withUnitsPerSecond(10_000_000));
        machine.boot(ImageLoader.parse(source, "guest.asm", LoadOptions.NONE));
        return EngineUnderTest.equip(machine);
    }

    /** Returns the address of a label of the guest. */
    static int symbol(Machine machine, String name) {
        return machine.image().symbols().stream()
                .filter(symbol -> symbol.name().equals(name))
                .mapToInt(symbol -> (int) symbol.address())
                .findFirst()
                .orElseThrow();
    }
}
