package ringside.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringside.isa.asm.Assembler;

class QemuOptionsTests {
    @ParameterizedTest
    @CsvSource({
        "-kernel k.elf, --kernel k.elf --batch",
        "-kernel k -initrd i -append a, --kernel k --initrd i --append a --batch",
        "'-kernel k -initrd one.bin,two.bin', --kernel k --module one.bin --module two.bin --batch",
        "-m 64 -no-reboot -display none -serial stdio, --ram 64M --serial stdio --batch",
        "-m 1G -nographic, --ram 1G --serial stdio --batch",
        "-m 512 -nographic -serial file:out.txt, --ram 512M --serial out.txt --batch",
        "-serial mon:stdio -serial null -smp 1 -monitor none, --serial stdio --batch",
        "'-device isa-debug-exit,iobase=0xf4,iosize=0x04', --exit-port 0xf4 --exit-passthrough --batch",
        "-device isa-debug-exit, --exit-port 0x501 --exit-passthrough --batch",
        "'-drive format=raw,file=boot.img', --hda boot.img --batch",
        "'-drive file=boot.img,if=floppy,format=raw', --fda boot.img --batch",
        "-fda a -cpu 486 -accel tcg -machine pc, --fda a --cpu 486 --batch",
        "-cpu qemu32 -S, ''",
        "kernel.elf -x script.js --batch, kernel.elf -x script.js --batch",
        "kernel.elf -ex continue, kernel.elf -ex continue",
    })
    void options_of_qemu_are_understood(String qemu, String ours) {
        assertThat(String.join(
                        " ", QemuOptions.translate(List.of(qemu.replace("'", "").split(" ")))))
                .isEqualTo(ours);
    }

    @ParameterizedTest
    @CsvSource({
        "-device e1000, -device e1000 does not exist here; isa-debug-exit does",
        "-smp 4, -smp 4 is not possible here; 1 is",
        "'-drive file=a.qcow2,format=qcow2', -drive format qcow2 is not possible here; raw is",
        "-kernel, -kernel needs a value",
    })
    void what_is_not_possible_is_said(String qemu, String message) {
        List<String> words = List.of(qemu.replace("'", "").split(" "));
        assertThatThrownBy(() -> QemuOptions.translate(words)).hasMessage(message);
    }

    @Test
    void a_guest_ends_the_process_with_the_code_that_qemu_would_give(@TempDir Path directory) throws IOException {
        Path image = directory.resolve("exit.bin");
        String source =
                "bits 16\norg 0x7c00\nmov eax, 0x10\nmov dx, 0xf4\nout dx, eax\nhlt\ntimes 510-($-$$) db 0\ndw 0xaa55";
        Files.write(image, Assembler.assemble(source).bytes());
        int code = Main.run(new String[] {
            "-device", "isa-debug-exit,iobase=0xf4,iosize=0x04", "-m", "16", "-kernel", image.toString(), "-no-reboot"
        });
        assertThat(code).isEqualTo(0x10 << 1 | 1);
    }

    @Test
    void a_guest_that_dies_ends_the_process_with_4(@TempDir Path directory) throws IOException {
        Path image = directory.resolve("dead.bin");
        Files.write(
                image,
                Assembler.assemble("bits 16\norg 0x7c00\ncli\nhlt\ntimes 510-($-$$) db 0\ndw 0xaa55")
                        .bytes());
        assertThat(Main.run(new String[] {image.toString(), "--batch", "--ram", "16M"}))
                .isEqualTo(4);
    }

    @Test
    void a_guest_that_never_ends_is_stopped_by_the_clock_with_3(@TempDir Path directory) throws IOException {
        Path image = directory.resolve("endless.bin");
        Files.write(
                image,
                Assembler.assemble("bits 16\norg 0x7c00\njmp $\ntimes 510-($-$$) db 0\ndw 0xaa55")
                        .bytes());
        assertThat(Main.run(new String[] {image.toString(), "--batch", "--ram", "16M", "--timeout", "0.5"}))
                .isEqualTo(3);
    }
}
