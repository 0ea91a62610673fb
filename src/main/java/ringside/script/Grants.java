package ringside.script;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import ringside.debug.DebugException;

/**
 * The directories in which scripts may read files: those of the scripts that the user runs, and what the user grants
 * besides; files are written only where the user says. Symbolic links count as what they lead to.
 */
public final class Grants {
    private final List<Path> directories = new ArrayList<>();
    private final List<Path> outputs = new ArrayList<>();

    /** Where relative names start. */
    private Path base = Path.of("");

    /** Grants nothing. */
    public Grants() {}

    /** Allows reading of everything in a directory, or of one file. */
    public void allow(Path granted) {
        directories.add(real(granted));
    }

    /** Allows writing of files in a directory. */
    public void allowOutput(Path granted) {
        outputs.add(real(granted));
    }

    private static Path real(Path granted) {
        try {
            return granted.toRealPath();
        } catch (IOException missing) {
            throw new DebugException("there is no file or directory '" + granted + "' to grant");
        }
    }

    /** Allows reading in the directory of a script; relative names start there from now on. */
    public void script(Path file) {
        base = file.toAbsolutePath().normalize().getParent();
        allow(base);
    }

    /** Whether scripts may read a file; relative names start at the script's directory. */
    public boolean allows(Path file) {
        try {
            Path real = resolve(file).toRealPath();
            return directories.stream().anyMatch(real::startsWith);
        } catch (IOException missing) {
            // What does not exist can be looked for where reading is allowed.
            Path wanted = resolve(file).toAbsolutePath().normalize();
            return directories.stream().anyMatch(wanted::startsWith);
        }
    }

    /** Returns a file as scripts mean it: relative names start at the script's directory. */
    public Path resolve(Path file) {
        return base.resolve(file);
    }

    /**
     * Returns the path of a file that scripts may read.
     *
     * @throws DebugException if they may not
     */
    public Path checked(String name) {
        try {
            Path file = Path.of(name);
            if (!allows(file)) {
                throw new DebugException(
                        "scripts may not read '" + name + "'; the user can grant it with --allow-read DIRECTORY");
            }
            return resolve(file);
        } catch (InvalidPathException impossible) {
            throw new DebugException("'" + name + "' can be no file name");
        }
    }

    /**
     * Returns the path of a file that scripts may write.
     *
     * @throws DebugException if they may not
     */
    public Path checkedOutput(String name) {
        try {
            Path file = resolve(Path.of(name)).toAbsolutePath().normalize();
            Path target =
                    Files.exists(file) ? file.toRealPath() : file.getParent().toRealPath();
            if (outputs.stream().anyMatch(target::startsWith)) {
                return file;
            }
        } catch (IOException | InvalidPathException impossible) {
            throw new DebugException("'" + name + "' cannot be written");
        }
        throw new DebugException(
                "scripts may not write '" + name + "'; the user can grant it with --allow-write DIRECTORY");
    }

    /** Returns the contents of a file that scripts may read. */
    byte[] read(String name) {
        Path file = checked(name);
        try {
            return Files.readAllBytes(file);
        } catch (IOException | OutOfMemoryError failed) {
            String why = Files.isDirectory(file)
                    ? "is a directory"
                    : Files.exists(file) ? "cannot be read" : "does not exist";
            throw new DebugException(name + ": " + why);
        }
    }
}
