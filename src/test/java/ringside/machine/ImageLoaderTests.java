package ringside.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import ringside.cpu.CpuModel;
import ringside.cpu.Vcpu;
import ringside.isa.SegmentRegister;

class ImageLoaderTests {
    private final Machine machine =
            new Machine(MachineConfig.standard(CpuModel.ringside32()).withRam(4 << 20));
    private final Vcpu cpu = machine.cpu();

    private void boot(byte[] file, LoadOptions options) {
        machine.boot(ImageLoader.parse(file, "guest", options));
    }

    private static byte[] bootSector() {
        byte[] sector = new byte[512];
        sector[0] = (byte) 0xFA;
        sector[510] = 0x55;
        sector[511] = (byte) 0xAA;
        return sector;
    }

    private void runToBootSector() {
        machine.breakpoints().add(0x7C00);
        assertThat(machine.run(10_000_000).kind()).isEqualTo(Stop.Kind.BREAKPOINT);
        machine.breakpoints().remove(0x7C00);
    }

    private static byte[] rom(int size) {
        byte[] rom = new byte[size];
        rom[size - 16] = (byte) 0xEA;
        return rom;
    }

    @Test
    void a_boot_sector_is_started_at_7c00_in_real_mode_by_the_bios() {
        boot(bootSector(), LoadOptions.NONE);
        assertThat(cpu.eip).isEqualTo(0xFFF0);
        runToBootSector();
        assertThat(cpu.protectedMode()).isFalse();
        assertThat(cpu.selector[SegmentRegister.CS]).isZero();
        assertThat(cpu.eip).isEqualTo(0x7C00);
        assertThat(cpu.mmu.peekLinear8(0x7C00)).isEqualTo(0xFA);
        assertThat(cpu.r8(2)).as("DL").isEqualTo(0x80);
        assertThat(cpu.code32()).isFalse();
    }

    @Test
    void a_rom_starts_at_the_reset_vector_and_is_copied_below_1_mib() {
        byte[] rom = rom(128 << 10);
        rom[0] = 0x5A;
        boot(rom, LoadOptions.NONE);
        assertThat(cpu.segmentBase[SegmentRegister.CS]).isEqualTo(0xFFFF_0000);
        assertThat(cpu.eip).isEqualTo(0xFFF0);
        assertThat(machine.memory().peek8(0xFFFF_FFF0L)).isEqualTo(0xEA);
        assertThat(machine.memory().peek8(0xFFFF0)).isEqualTo(0xEA);
        assertThat(machine.memory().peek8(0xE0000)).isEqualTo(0x5A);
    }

    @Test
    void a_flat_binary_starts_where_and_how_the_user_says() {
        byte[] code = {(byte) 0x90, (byte) 0xF4};
        boot(code, LoadOptions.NONE.flat(0x100000, FlatMode.PM32));
        assertThat(cpu.protectedMode()).isTrue();
        assertThat(cpu.eip).isEqualTo(0x100000);
        assertThat(cpu.code32()).isTrue();
        assertThat(cpu.segmentLimit[SegmentRegister.DS]).isEqualTo(-1);
        assertThat(machine.memory().peek8(0x100001)).isEqualTo(0xF4);

        boot(code, LoadOptions.NONE.flat(0x20010, FlatMode.REAL16));
        assertThat(cpu.protectedMode()).isFalse();
        assertThat(cpu.segmentBase[SegmentRegister.CS] + cpu.eip).isEqualTo(0x20010);

        boot(code, LoadOptions.NONE.flat(0x20010, FlatMode.PM16));
        assertThat(cpu.protectedMode()).isTrue();
        assertThat(cpu.code32()).isFalse();
        assertThat(cpu.segmentBase[SegmentRegister.CS] + cpu.eip).isEqualTo(0x20010);
        assertThat(cpu.segmentLimit[SegmentRegister.CS]).isEqualTo(0xFFFF);
    }

    @Test
    void an_address_makes_anything_a_flat_binary() {
        boot(bootSector(), LoadOptions.NONE.flat(0x9000, null));
        assertThat(cpu.eip).isEqualTo(0x9000);
    }

    private void assemble(String source, LoadOptions options) {
        machine.boot(ImageLoader.parse(source.getBytes(StandardCharsets.UTF_8), "guest.asm", options));
    }

    @Test
    void a_source_goes_where_its_origin_says_and_starts_at_its_label() {
        assemble("org 0x8000\n bits 16\n nop\nstart: mov ax, start\n hlt\n", LoadOptions.NONE);
        assertThat(cpu.eip).isEqualTo(0x8001);
        assertThat(machine.image().symbols()).contains(new Symbol("start", 0x8001, 0));
        machine.run(1);
        assertThat(cpu.r16(0)).isEqualTo(0x8001);
    }

    @Test
    void a_source_without_origin_goes_to_a_usual_place_or_where_the_user_says() {
        assemble("mov ax, here\nhere: hlt", LoadOptions.NONE);
        assertThat(cpu.eip).isEqualTo(0x7C00);
        machine.run(1);
        assertThat(cpu.r16(0)).isEqualTo(0x7C03);

        assemble("bits 32\n mov eax, here\nhere: hlt", LoadOptions.NONE);
        assertThat(cpu.code32()).isTrue();
        machine.run(2);
        assertThat(cpu.r32(0)).isEqualTo(0x100005);

        assemble("bits 32\n mov eax, here\nhere: hlt", LoadOptions.NONE.flat(0x200000, null));
        machine.run(3);
        assertThat(cpu.r32(0)).isEqualTo(0x200005);
    }

    @Test
    void errors_in_a_source_are_one_line_with_its_place() {
        assertThatThrownBy(() -> assemble("nop\n mov eax,\n frob ax\n", LoadOptions.NONE))
                .isInstanceOf(ImageException.class)
                .hasMessageStartingWith("guest.asm:2:")
                .hasMessageNotContaining("\n");
        assertThatThrownBy(() -> assemble("org 0x9000\nnop", LoadOptions.NONE.flat(0x8000, null)))
                .hasMessage("guest.asm: the source has org 9000h, so it cannot go to 8000h");
        assertThatThrownBy(() -> assemble("; nothing\n", LoadOptions.NONE)).hasMessageContaining("no code");
    }

    @Test
    void a_reset_starts_the_guest_again() {
        boot(bootSector(), LoadOptions.NONE);
        runToBootSector();
        machine.memory().write8(0x7C00, 0);
        cpu.eip = 5;
        machine.reset();
        assertThat(cpu.eip).isEqualTo(0xFFF0);
        runToBootSector();
        assertThat(machine.memory().peek8(0x7C00)).isEqualTo(0xFA);
    }

    @Test
    void what_cannot_be_loaded_is_refused_in_one_line() {
        assertThatThrownBy(() -> boot(new byte[100], LoadOptions.NONE))
                .isInstanceOf(ImageException.class)
                .hasMessageStartingWith("guest: no image of a known kind")
                .hasMessageNotContaining("\n");
        assertThatThrownBy(() -> boot(new byte[0], LoadOptions.NONE.flat(0, null)))
                .hasMessage("guest: the file is empty");
        assertThatThrownBy(() -> boot(new byte[2], LoadOptions.NONE.flat((4 << 20) - 1, FlatMode.PM32)))
                .hasMessage("guest of 2 bytes at 3FFFFFh does not fit into 4 MiB of RAM");
        assertThatThrownBy(() -> boot(new byte[2], LoadOptions.NONE.flat(0x200000, FlatMode.REAL16)))
                .hasMessageContaining("out of reach for real mode");
        assertThatThrownBy(() -> ImageLoader.load(Path.of("/nowhere/at/all"), LoadOptions.NONE))
                .hasMessage("/nowhere/at/all: does not exist");
    }
}
