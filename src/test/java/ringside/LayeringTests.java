package ringside;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The house plan as a test: README's table of layers is what the class files obey. */
class LayeringTests {
    private static final Path README = Path.of("README.md");

    /** Rooms of outside libraries: package prefix of the library, packages of ours that may use it. */
    private static final Map<String, Set<String>> LIBRARIES = Map.of(
            "org.objectweb.asm", Set.of("exec.emit"),
            "org.jline", Set.of("console"),
            "picocli", Set.of("console"),
            "org.graalvm", Set.of("script"),
            "org.antlr", Set.of("debug", "console", "isa"),
            "com.google.gson", Set.of("console", "script", "machine"));

    private static JavaClasses ours;

    /** Package (below {@code ringside}) to the packages it may use, itself not listed; read from README. */
    private static Map<String, Set<String>> plan;

    @BeforeAll
    static void read() throws IOException {
        ours = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("ringside");
        plan = readPlan();
    }

    @TestFactory
    Stream<DynamicTest> packages_use_only_what_the_plan_allows() {
        return plan.entrySet().stream()
                .map(room -> DynamicTest.dynamicTest(room.getKey(), () -> {
                    List<String> allowed = new ArrayList<>();
                    allowed.add(named(room.getKey()));
                    room.getValue().forEach(other -> allowed.add(named(other)));
                    noClasses()
                            .that()
                            .resideInAPackage(named(room.getKey()))
                            .should()
                            .dependOnClassesThat(resideInAPackage("ringside..")
                                    .and(not(resideInAnyPackage(allowed.toArray(String[]::new)))))
                            .allowEmptyShould(true)
                            .check(ours);
                }));
    }

    @Test
    void every_class_lives_in_a_planned_package() {
        Set<String> homeless = ours.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> !plan.containsKey(room(name)))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(homeless).isEmpty();
    }

    @Test
    void packages_are_free_of_cycles() {
        slices().matching("ringside.(*)..").should().beFreeOfCycles().check(ours);
    }

    @TestFactory
    Stream<DynamicTest> outside_libraries_stay_in_their_rooms() {
        return LIBRARIES.entrySet().stream()
                .map(library -> DynamicTest.dynamicTest(library.getKey(), () -> classes()
                        .that(resideInAPackage("ringside..")
                                .and(not(resideInAnyPackage(library.getValue().stream()
                                        .map(LayeringTests::named)
                                        .toArray(String[]::new)))))
                        .should()
                        .onlyDependOnClassesThat(not(resideInAPackage(library.getKey() + "..")))
                        .check(ours)));
    }

    @Test
    void nothing_below_debug_sees_host_time_threads_or_random_numbers() {
        noClasses()
                .that()
                .resideInAnyPackage(Stream.of("base", "isa", "bus", "time", "cpu", "sem", "exec", "dev")
                        .map(LayeringTests::named)
                        .toArray(String[]::new))
                .and()
                .doNotHaveFullyQualifiedName("ringside.time.HostClock")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Random")
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("java.time..", "java.util.concurrent..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Thread.class)
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(ours);
    }

    @Test
    void standard_streams_belong_to_the_console() {
        noClasses()
                .that(resideInAPackage("ringside..").and(not(resideInAPackage("ringside.console.."))))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .accessField(System.class, "in")
                .check(ours);
    }

    /** Rows of README's table between the markers: {@code | `package` | what it holds | `a` `b` or - |}. */
    private static Map<String, Set<String>> readPlan() throws IOException {
        Map<String, Set<String>> rooms = new LinkedHashMap<>();
        boolean inPlan = false;
        for (String line : Files.readAllLines(README)) {
            if (line.contains("<!-- house plan -->")) {
                inPlan = true;
            } else if (line.contains("<!-- end of house plan -->")) {
                inPlan = false;
            } else if (inPlan && line.startsWith("| `")) {
                String[] cells = line.split("\\|");
                rooms.put(cells[1].strip().replace("`", ""), words(cells[3]));
            }
        }
        assertThat(rooms).as("the plan in README.md").isNotEmpty();
        return rooms;
    }

    private static Set<String> words(String cell) {
        return Stream.of(cell.strip().split("\\s+"))
                .map(word -> word.replace("`", ""))
                .filter(word -> !word.equals("-"))
                .collect(Collectors.toSet());
    }

    private static String room(String packageName) {
        String[] parts = packageName.split("\\.");
        return parts.length < 2 ? "" : parts[1];
    }

    private static String named(String room) {
        return "ringside." + room + "..";
    }
}
