package ringside.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import ringside.bus.PhysicalMemory;
import ringside.cpu.CpuModel;
import ringside.cpu.Vcpu;
import ringside.isa.SegmentRegister;

class KernelLoaderTests {
    private static final int EAX = 0;
    private static final int EBX = 3;
    private static final int ESI = 6;

    private final Machine machine =
            new Machine(MachineConfig.standard(CpuModel.ringside32()).withRam(16 << 20));
    private final Vcpu cpu = machine.cpu();
    private final PhysicalMemory memory = machine.memory();

    @Test
    void a_bzimage_starts_at_its_32_bit_entry_with_esi_at_the_zero_page() {
        start(KernelImages.linux(), LoadOptions.NONE.withCommandLine("quiet"));
        assertThat(cpu.eip).isEqualTo(KernelImages.ENTRY);
        assertThat(memory.read8(KernelImages.ENTRY + 2)).isEqualTo(0xF4);
        assertThat(cpu.selector[SegmentRegister.CS]).isEqualTo(0x10);
        assertThat(cpu.selector[SegmentRegister.DS]).isEqualTo(0x18);
        assertThat(cpu.protectedMode()).isTrue();
        int zeroPage = cpu.r32(ESI);
        assertThat(text(memory.read32(zeroPage + 0x228))).isEqualTo("quiet");
        assertThat(memory.read8(zeroPage + 0x1E8)).isEqualTo(4);
        assertThat(memory.read32(zeroPage + 0x2D0 + 3 * 20 + 8)).isEqualTo(15 << 20);
        assertThat(memory.read8(zeroPage + 0x210)).isEqualTo(0xFF);
    }

    @Test
    void the_initrd_goes_to_the_end_of_ram() {
        byte[] initrd = {1, 2, 3};
        start(KernelImages.linux(), LoadOptions.NONE.withInitrd(initrd));
        int zeroPage = cpu.r32(ESI);
        int at = memory.read32(zeroPage + 0x218);
        assertThat(at).isEqualTo((16 << 20) - 4096);
        assertThat(memory.read32(zeroPage + 0x21C)).isEqualTo(3);
        assertThat(memory.read8(at + 2)).isEqualTo(3);
    }

    @Test
    void an_initrd_that_would_lie_on_the_kernel_is_refused() {
        GuestImage image = parse(KernelImages.linux(), LoadOptions.NONE.withInitrd(new byte[15 << 20]));
        assertThatThrownBy(() -> image.start(machine))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("too small for the kernel");
    }

    @Test
    void a_command_line_too_long_for_the_kernel_is_refused() {
        assertThatThrownBy(() -> parse(KernelImages.linux(), LoadOptions.NONE.withCommandLine("x".repeat(65))))
                .hasMessage("kernel: takes a command line of at most 64 characters, not 65");
    }

    @Test
    void a_bzimage_says_its_version() {
        assertThat(parse(KernelImages.linux(), LoadOptions.NONE).description())
                .isEqualTo("Linux bzImage 6.6.6, boot protocol 2.12");
    }

    @Test
    void an_elf_file_is_loaded_physically_and_keeps_its_symbols() {
        memory.write8(KernelImages.ENTRY + 3, 0xAA);
        GuestImage image = start(KernelImages.elf(), LoadOptions.NONE);
        assertThat(cpu.eip).isEqualTo(KernelImages.ENTRY + 1);
        assertThat(memory.read8(KernelImages.ENTRY + 2)).isEqualTo(0xF4);
        assertThat(memory.read8(KernelImages.ENTRY + 3)).isZero();
        assertThat(image.symbols()).containsExactly(new Symbol("start", 0xC000_0002L, 1, true));
    }

    @Test
    void an_elf_file_for_another_processor_is_refused() {
        byte[] file = KernelImages.elf();
        file[18] = 40;
        assertThatThrownBy(() -> parse(file, LoadOptions.NONE))
                .hasMessage("kernel: is an ELF file for machine 40, not for the 386 (3)");
    }

    @Test
    void a_multiboot_kernel_gets_its_information() {
        LoadOptions.Module module = new LoadOptions.Module("disk ro", new byte[] {7, 8});
        LoadOptions options = new LoadOptions("run=all", null, List.of(module), -1, null, null);
        start(KernelImages.multiboot(0x10003), options);
        assertThat(cpu.eip).isEqualTo(KernelImages.ENTRY + 36);
        assertThat(memory.read8(KernelImages.ENTRY + 38)).isEqualTo(0xF4);
        assertThat(cpu.r32(EAX)).isEqualTo(0x2BADB002);
        int info = cpu.r32(EBX);
        assertThat(memory.read32(info)).isEqualTo(1 << 0 | 1 << 2 | 1 << 3 | 1 << 6 | 1 << 9);
        assertThat(memory.read32(info + 8)).isEqualTo(15 << 10);
        assertThat(text(memory.read32(info + 16))).isEqualTo("kernel run=all");
        int table = memory.read32(info + 24);
        int start = memory.read32(table);
        assertThat(start % 4096).isZero();
        assertThat(memory.read32(table + 4) - start).isEqualTo(2);
        assertThat(memory.read8(start + 1)).isEqualTo(8);
        assertThat(text(memory.read32(table + 8))).isEqualTo("disk ro");
        assertThat(memory.read32(memory.read32(info + 48))).isEqualTo(20);
    }

    @Test
    void a_multiboot_kernel_that_requires_the_unknown_is_refused() {
        assertThatThrownBy(() -> parse(KernelImages.multiboot(0x10008), LoadOptions.NONE))
                .hasMessage("kernel: its Multiboot header requires unknown features 0008h");
    }

    @Test
    void damaged_images_end_in_one_line() {
        SplittableRandom random = new SplittableRandom(3);
        List<byte[]> kinds = List.of(KernelImages.linux(), KernelImages.elf(), KernelImages.multiboot(0x10003));
        for (int i = 0; i < 3000; i++) {
            byte[] file = kinds.get(i % 3).clone();
            for (int change = random.nextInt(6); change >= 0; change--) {
                file[random.nextInt(file.length)] = (byte) random.nextInt();
            }
            byte[] cut = random.nextInt(4) == 0 ? Arrays.copyOf(file, random.nextInt(file.length)) : file;
            try {
                start(cut, LoadOptions.NONE);
            } catch (ImageException expected) {
                assertThat(expected.getMessage()).startsWith("kernel").doesNotContain("\n");
            }
        }
    }

    private GuestImage start(byte[] file, LoadOptions options) {
        GuestImage image = parse(file, options);
        image.start(machine);
        return image;
    }

    private static GuestImage parse(byte[] file, LoadOptions options) {
        return ImageLoader.parse(file, "kernel", options);
    }

    private String text(int address) {
        StringBuilder text = new StringBuilder();
        for (int at = address; memory.read8(at) != 0; at++) {
            text.append(new String(new byte[] {(byte) memory.read8(at)}, StandardCharsets.ISO_8859_1));
        }
        return text.toString();
    }
}
