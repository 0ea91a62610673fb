package ringside.console;

import java.nio.file.Path;
import ringside.script.Grants;

/** Which files a statement may use: users all of their own, scripts what was granted to them. */
interface FileAccess {
    /** What the user may do, who sits at the console or wrote the command line. */
    FileAccess USER = new FileAccess() {
        @Override
        public Path read(String name) {
            return Path.of(name);
        }

        @Override
        public Path write(String name) {
            return Path.of(name);
        }
    };

    /** Returns the path of a file to read; one that may not be read throws {@link ringside.debug.DebugException}. */
    Path read(String name);

    /** Returns the path of a file to write; one that may not be written throws {@link ringside.debug.DebugException}. */
    Path write(String name);

    /** Returns what scripts may do. */
    static FileAccess of(Grants grants) {
        return new FileAccess() {
            @Override
            public Path read(String name) {
                return grants.checked(name);
            }

            @Override
            public Path write(String name) {
                return grants.checkedOutput(name);
            }
        };
    }
}
