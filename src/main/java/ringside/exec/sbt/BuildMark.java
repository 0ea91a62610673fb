package ringside.exec.sbt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import ringside.base.Hash64;

/**
 * Tells builds of this program apart whose translations must not be mixed: a checksum of all classes that decode, emit, or are
 * called by emitted code. It is the same for a jar and for the directory it was made of.
 */
final class BuildMark {
    /** Packages whose classes count, with those below. */
    private static final List<String> PACKAGES =
            List.of("ringside/base/", "ringside/isa/", "ringside/cpu/", "ringside/sem/", "ringside/exec/");

    private static final String CLASS = ".class";

    private BuildMark() {}

    /** Worked out when it is first asked for. */
    private static final class Present {
        static final long VALUE = compute();
    }

    /** Returns the mark of the program that runs. */
    static long present() {
        return Present.VALUE;
    }

    private static long compute() {
        try {
            Path home = Path.of(BuildMark.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Map<String, Long> checksums = Files.isDirectory(home) ? ofDirectory(home) : ofJar(home);
            long hash = 0;
            for (Map.Entry<String, Long> entry : checksums.entrySet()) {
                hash = Hash64.combine(Hash64.combine(hash, entry.getKey().hashCode()), entry.getValue());
            }
            return hash;
        } catch (URISyntaxException odd) {
            throw new IllegalStateException(odd);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static boolean counts(String name) {
        return name.endsWith(CLASS) && PACKAGES.stream().anyMatch(name::startsWith);
    }

    private static Map<String, Long> ofJar(Path file) throws IOException {
        Map<String, Long> checksums = new TreeMap<>();
        try (JarFile jar = new JarFile(file.toFile(), false)) {
            jar.stream()
                    .filter(entry -> counts(entry.getName()))
                    .forEach(entry -> checksums.put(entry.getName(), entry.getCrc()));
        }
        return checksums;
    }

    private static Map<String, Long> ofDirectory(Path home) throws IOException {
        Map<String, Long> checksums = new TreeMap<>();
        try (Stream<Path> files = Files.walk(home.resolve("ringside"))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = home.relativize(file).toString().replace('\\', '/');
                if (counts(name)) {
                    CRC32 checksum = new CRC32();
                    checksum.update(Files.readAllBytes(file));
                    checksums.put(name, checksum.getValue());
                }
            }
        }
        return checksums;
    }
}
