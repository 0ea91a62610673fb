package ringside.debug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileFailureTests {
    @TempDir
    Path directory;

    @Test
    void a_missing_file_is_named_once() {
        Path file = directory.resolve("gone");
        assertThat(FileFailure.reading(file, reading(file))).isEqualTo("there is no file '" + file + "'");
    }

    @Test
    void a_directory_is_no_file_to_read() {
        assertThat(FileFailure.reading(directory, reading(directory)))
                .isEqualTo("cannot read '" + directory + "': Is a directory");
    }

    @Test
    void a_file_in_a_missing_directory_cannot_be_written() {
        Path file = directory.resolve("gone/file");
        IOException why = catchThrowableOfType(IOException.class, () -> Files.writeString(file, ""));
        assertThat(FileFailure.writing(file, why)).isEqualTo("cannot write '" + file + "': there is no such directory");
    }

    @Test
    void what_is_forbidden_says_so() {
        assertThat(FileFailure.writing("/etc/x", new AccessDeniedException("/etc/x")))
                .isEqualTo("cannot write '/etc/x': permission denied");
    }

    private static IOException reading(Path file) {
        return catchThrowableOfType(IOException.class, () -> Files.readAllBytes(file));
    }
}
