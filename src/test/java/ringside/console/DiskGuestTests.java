package ringside.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ringside.isa.asm.Assembler;

/** Disk images on the program's command line. */
class DiskGuestTests {
    private static final String LOADER =
            Path.of("scripts", "guests", "loader.asm").toString();

    @TempDir
    private Path directory;

    private record Run(int code, String out, String errors) {}

    private static Run ringside(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--batch");
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream newOut = new ByteArrayOutputStream();
        ByteArrayOutputStream newErr = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(newOut, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(newErr, true, StandardCharsets.UTF_8));
            int code = Main.run(all.toArray(String[]::new));
            return new Run(code, newOut.toString(StandardCharsets.UTF_8), newErr.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    private Path image(String name, String source) throws IOException {
        String code =
                "org 0x7c00\n" + source + "\n times 510 - ($ - $$) db 0\n dw 0xaa55\n times 1024 - ($ - $$) db 0\n";
        return Files.write(directory.resolve(name), Assembler.assemble(code).bytes());
    }

    @Test
    void a_boot_loader_is_debugged_by_its_scenario() {
        Run run =
                ringside(LOADER, "-x", Path.of("scripts", "guests", "loader.js").toString());
        assertThat(run.code).as(run.out + run.errors).isZero();
        assertThat(run.out).contains("ok 4");
    }

    @Test
    void next_steps_over_a_bios_call_that_is_not_there_by_saying_so() throws IOException {
        Path image = image("call.img", "mov ah, 0x5f\n int 0x13\n hlt");
        Run run = ringside(image.toString(), "-ex", "tbreak *0x7c02", "-ex", "continue", "-ex", "next");
        assertThat(run.out)
                .contains("INT 13h with AX=5F00h is not in the built-in BIOS; called at 0000:7c02")
                .doesNotContain("internal");
        assertThat(run.code).isEqualTo(1);
        Run on = ringside(image.toString(), "-ex", "continue", "-ex", "tbreak *0x7c04", "-ex", "continue");
        assertThat(on.out).contains("Temporary breakpoint 1 at *0x7c04", "eax 00008600");
        assertThat(on.code).isZero();
    }

    @Test
    void writes_reach_the_file_only_when_that_is_asked_for() throws IOException {
        Path image = image("write.img", "mov ax, 0x0301\n mov bx, 0x7c00\n mov cx, 2\n int 0x13\nhalt: cli\n hlt");
        byte[] before = Files.readAllBytes(image);
        assertThat(ringside(image.toString(), "-ex", "continue", "-ex", "info disk").out)
                .containsPattern("first hard disk +write.img +2 +1");
        assertThat(Files.readAllBytes(image)).isEqualTo(before);
        Run run = ringside(image.toString(), "--disk-write");
        assertThat(run.errors).contains("wrote 1 sectors to write.img");
        byte[] after = Files.readAllBytes(image);
        assertThat(after).hasSize(1024).startsWith(before[0], before[1]);
        assertThat(after[1023]).isEqualTo((byte) 0xAA);
    }

    @Test
    void drives_are_filled_in_order_and_run_out() throws IOException {
        String image = image("a.img", "mov ah, 8\n int 0x13\n cli\n hlt").toString();
        Run two = ringside(image, "--disk", image, "--floppy", image, "-ex", "continue", "-ex", "info disk");
        assertThat(two.out).containsPattern("second hard disk +a.img +2").containsPattern("floppy drive +a.img +2880");
        Run many = ringside(image, "--disk", image, "--hda", image);
        assertThat(many.code).isEqualTo(2);
        assertThat(many.errors).isEqualTo("ringside: --disk a.img: there is no drive left for it\n");
    }

    @Test
    void files_that_are_no_disks_or_bioses_are_refused_in_one_line() throws IOException {
        Path odd = Files.write(directory.resolve("odd.img"), new byte[1234]);
        assertThat(ringside("--disk", odd.toString()).errors)
                .isEqualTo("ringside: odd.img: 1234 bytes are no disk image, which has whole sectors of 512 bytes\n");
        assertThat(ringside("--bios", odd.toString()).errors).hasLineCount(1).contains("a BIOS has 64 to 512 KiB");
        Path gone = directory.resolve("gone.img");
        assertThat(ringside("--floppy", gone.toString()).errors).hasLineCount(1).contains("does not exist");
        Path blank = Files.write(directory.resolve("blank.img"), new byte[1024]);
        Run run = ringside("--disk", blank.toString());
        assertThat(run.code).isEqualTo(4);
        assertThat(run.out).contains("The guest died: the BIOS finds no bootable disk");
    }
}
