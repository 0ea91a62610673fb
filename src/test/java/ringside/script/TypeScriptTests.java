package ringside.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TypeScript's own compiler reads the declarations, and scripts that use them. It comes from npm. */
@Tag("long")
class TypeScriptTests {
    private static final String COMPILER = "typescript@5.9.3";

    @TempDir
    private Path directory;

    @BeforeEach
    void install() throws Exception {
        Files.writeString(directory.resolve("package.json"), "{\"private\": true}");
        String trouble = "npm is not installed";
        try {
            trouble = run("npm", "install", "--no-audit", "--no-fund", COMPILER);
        } catch (IOException missing) {
            trouble += ": " + missing.getMessage();
        }
        boolean there = Files.exists(directory.resolve("node_modules/typescript/bin/tsc"));
        if (!there) {
            System.err.println("*** SKIPPED, there is no TypeScript compiler: " + trouble);
        }
        assumeTrue(there, "there is no TypeScript compiler");
        Files.writeString(directory.resolve("ringside.d.ts"), ScriptEngine.declarations());
    }

    @Test
    void the_declarations_allow_what_is_right_and_mark_what_is_wrong() throws Exception {
        try (InputStream in = TypeScriptTests.class.getResourceAsStream("/ringside/script/everything.ts")) {
            Files.write(directory.resolve("everything.ts"), in.readAllBytes());
        }
        assertThat(compile("--strict", "everything.ts")).isEmpty();
    }

    @Test
    void editors_find_nothing_wrong_with_the_scenarios() throws Exception {
        for (String scripts : List.of("scenarios", "guests")) {
            try (Stream<Path> files = Files.list(Path.of("scripts", scripts))) {
                for (Path file :
                        files.filter(name -> name.toString().endsWith(".js")).toList()) {
                    Path copies = Files.createDirectories(directory.resolve(scripts));
                    Files.copy(file, copies.resolve(file.getFileName()));
                }
            }
        }
        try (Stream<Path> files = Files.walk(directory, 2)) {
            String[] names = files.map(directory::relativize)
                    .map(Path::toString)
                    .filter(name -> name.matches("(scenarios|guests).*\\.js"))
                    .toArray(String[]::new);
            assertThat(names).hasSizeGreaterThan(15);
            assertThat(compile(Stream.concat(Stream.of("--allowJs", "--checkJs"), Stream.of(names))
                            .toArray(String[]::new)))
                    .isEmpty();
        }
    }

    /** Returns the complaints of the compiler. */
    private String compile(String... arguments) throws Exception {
        Stream<String> fixed = Stream.of(
                "node",
                "node_modules/typescript/bin/tsc",
                "--noEmit",
                "--target",
                "es2024",
                "--lib",
                "es2024",
                "--module",
                "esnext",
                "--moduleResolution",
                "bundler",
                "ringside.d.ts");
        return run(Stream.concat(fixed, Stream.of(arguments)).toArray(String[]::new));
    }

    private String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? output.strip() : output + command[0] + " failed";
    }
}
