package ringside.script;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessMode;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Map;
import java.util.Set;
import org.graalvm.polyglot.io.FileSystem;

/** The files a script can import: scripts where it may read, and the module {@code ringside}, which is no file. */
final class ScriptFiles implements FileSystem {
    private static final Path MODULE = Path.of("/", "ringside.module.mjs");

    private final Grants grants;

    ScriptFiles(Grants grants) {
        this.grants = grants;
    }

    @Override
    public Path parsePath(URI uri) {
        return Path.of(uri);
    }

    @Override
    public Path parsePath(String path) {
        return path.equals("ringside") ? MODULE : Path.of(path);
    }

    @Override
    public void checkAccess(Path path, Set<? extends AccessMode> modes, LinkOption... options) throws IOException {
        if (modes.contains(AccessMode.WRITE) || !path.equals(MODULE) && !(mayRead(path) && Files.isReadable(path))) {
            throw new NoSuchFileException(path.toString());
        }
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        if (path.equals(MODULE)) {
            return new Bytes(ScriptEngine.resource("module.mjs").getBytes(StandardCharsets.UTF_8));
        }
        boolean reads = options.stream().allMatch(option -> option == StandardOpenOption.READ);
        if (!reads || !mayRead(path)) {
            throw refused();
        }
        return Files.newByteChannel(path, StandardOpenOption.READ);
    }

    @Override
    public Path toAbsolutePath(Path path) {
        return path.equals(MODULE) ? path : path.toAbsolutePath();
    }

    @Override
    public Path toRealPath(Path path, LinkOption... options) throws IOException {
        return path.equals(MODULE) ? path : path.toRealPath(options);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
        if (path.equals(MODULE)) {
            return Map.of("isRegularFile", true, "isDirectory", false);
        }
        return Files.readAttributes(path, attributes, options);
    }

    @Override
    public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
        throw refused();
    }

    @Override
    public void delete(Path path) throws IOException {
        throw refused();
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path directory, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        throw refused();
    }

    private boolean mayRead(Path path) {
        String name = path.toString();
        return (name.endsWith(".js") || name.endsWith(".mjs")) && grants.allows(path);
    }

    private static IOException refused() {
        return new IOException("scripts may only import scripts, from where they may read");
    }

    /** Bytes in memory as a channel. */
    private static final class Bytes implements SeekableByteChannel {
        private final ByteBuffer bytes;

        Bytes(byte[] contents) {
            bytes = ByteBuffer.wrap(contents);
        }

        @Override
        public int read(ByteBuffer target) {
            if (!bytes.hasRemaining()) {
                return -1;
            }
            int count = Math.min(target.remaining(), bytes.remaining());
            target.put(bytes.slice(bytes.position(), count));
            bytes.position(bytes.position() + count);
            return count;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            throw refused();
        }

        @Override
        public long position() {
            return bytes.position();
        }

        @Override
        public SeekableByteChannel position(long position) {
            bytes.position((int) Math.min(position, bytes.limit()));
            return this;
        }

        @Override
        public long size() {
            return bytes.limit();
        }

        @Override
        public SeekableByteChannel truncate(long size) throws IOException {
            throw refused();
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // There is nothing to give back.
        }
    }
}
