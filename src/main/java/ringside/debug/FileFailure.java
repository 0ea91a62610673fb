package ringside.debug;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why a file of the host could not be used, in one sentence that names it once. */
public final class FileFailure {
    private FileFailure() {}

    /** Returns why a file cannot be read. */
    public static String reading(Object file, IOException why) {
        return why instanceof NoSuchFileException
                ? "there is no file '" + file + "'"
                : "cannot read '" + file + "': " + reason(why);
    }

    /** Returns why a file cannot be written. */
    public static String writing(Object file, IOException why) {
        return "cannot write '" + file + "': "
                + (why instanceof NoSuchFileException ? "there is no such directory" : reason(why));
    }

    /** The JDK's messages begin with the file's name, and some are nothing but that. */
    private static String reason(IOException why) {
        if (why instanceof AccessDeniedException) {
            return "permission denied";
        }
        return why instanceof FileSystemException failed && failed.getReason() != null
                ? failed.getReason()
                : why.getMessage();
    }
}
