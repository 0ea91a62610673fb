package ringside.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;
import ringside.testing.TestResult.Failure;
import ringside.testing.TestResult.Status;

class ReportTests {
    private static final Failure FAILURE = new Failure(
            "4660 (0x1234)",
            "0",
            List.of("a.js:3"),
            "0008:802c = l:0000802c (p:0000802c) start32",
            List.of("0008:8029  cli"),
            List.of("> \"help\" \u0001"));

    private static final List<TestResult> RESULTS = List.of(
            result("adds # up", Status.PASSED, "", null),
            result("not now", Status.SKIPPED, "too warm", null),
            result("wrong < right", Status.FAILED, "expected 4660 (0x1234)\nbut it is 0", FAILURE),
            result("for ever", Status.TIMED_OUT, "the limit of 100 instructions is reached", FAILURE),
            result("dead", Status.DIED, "triple fault \u0000", FAILURE));

    @TempDir
    private Path directory;

    private static TestResult result(String name, Status status, String message, Failure failure) {
        return new TestResult("a.js", name, status, message, failure, 1234, 56, "ringside test --filter '^x$' a.js");
    }

    @Test
    void tap_has_a_line_for_each_test_a_plan_and_yaml_for_failures() {
        StringWriter text = new StringWriter();
        report(new TapReport(new PrintWriter(text), 7));
        assertThat(text.toString())
                .startsWith("TAP version 13\n# seed 7\n# hello\nok 1 - a.js: adds \\# up # time=1234ms insns=56\n")
                .contains("ok 2 - a.js: not now # SKIP too warm\n")
                .contains("not ok 3 - a.js: wrong < right #")
                .contains("  message: \"expected 4660 (0x1234)\\nbut it is 0\"\n  severity: \"failed\"\n")
                .contains("  instructions:\n    - \"0008:8029  cli\"\n")
                .contains("  serial:\n    - \"> \\\"help\\\" \\x01\"\n")
                .contains("  repeat: \"ringside test --filter '^x$' a.js\"\n  ...\n")
                .endsWith("1..5\n# 1 passed, 3 failed, 1 skipped, 6.2 s\nBail out! no time\n");
    }

    @Test
    void junit_counts_and_names_what_ended_how() throws Exception {
        Path file = directory.resolve("report.xml");
        report(new JunitReport(file));
        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
        Element suite = document.getDocumentElement();
        assertThat(suite.getTagName()).isEqualTo("testsuite");
        assertThat(List.of("tests", "failures", "errors", "skipped").stream().map(suite::getAttribute))
                .containsExactly("5", "1", "2", "1");
        assertThat(suite.getElementsByTagName("testcase").getLength()).isEqualTo(5);
        Element failed = (Element) suite.getElementsByTagName("failure").item(0);
        assertThat(((Element) failed.getParentNode()).getAttribute("name")).isEqualTo("wrong < right");
        assertThat(failed.getTextContent()).contains("at a.js:3", "start32", "0008:8029  cli", "repeat with: ringside");
        assertThat(suite.getElementsByTagName("system-out").item(0).getTextContent())
                .isEqualTo("hello\n");
        Element error = (Element) suite.getElementsByTagName("error").item(1);
        assertThat(error.getAttribute("type")).isEqualTo("died");
        assertThat(error.getAttribute("message")).isEqualTo("triple fault ?");
        assertThat(((Element) error.getParentNode()).getAttribute("time")).isEqualTo("1.234");
    }

    @Test
    void junit_keeps_to_the_schema_of_surefire() throws Exception {
        Path file = directory.resolve("report.xml");
        report(new JunitReport(file));
        Schema schema = SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(ReportTests.class.getResource("/ringside/testing/surefire-test-report.xsd"));
        schema.newValidator().validate(new StreamSource(file.toFile()));
        String text = Files.readString(file);
        for (String broken : List.of(
                text.replace("time=\"1.234\"", "time=\"1.2345\""),
                text.replaceFirst(" failures=\"1\"", ""),
                text.replaceFirst(" type=\"died\"", ""),
                text.replace("<testcase ", "<test ").replace("</testcase>", "</test>"),
                text.replaceFirst("(?s)(<failure .*?</failure>)", "<system-out/>$1"))) {
            assertThat(broken).isNotEqualTo(text);
            assertThatThrownBy(() -> schema.newValidator().validate(new StreamSource(new StringReader(broken))))
                    .isInstanceOf(SAXException.class);
        }
    }

    @Test
    void a_report_that_cannot_be_written_is_said_to_be() {
        JunitReport report = new JunitReport(directory.resolve("missing").resolve("report.xml"));
        assertThatThrownBy(() -> report(report))
                .isInstanceOf(ReportException.class)
                .hasMessageContaining("cannot write");
    }

    private static void report(Report report) {
        Totals totals = new Totals();
        report.printed("hello");
        for (TestResult result : RESULTS) {
            totals.add(result);
            report.result(result);
        }
        report.end(totals, "no time");
    }

    @Test
    void shards_share_all_tests() {
        for (int number = 0; number < 10; number++) {
            int at = number;
            assertThat(List.of("1/3", "2/3", "3/3").stream().map(Shard::parse).filter(shard -> shard.has(at)))
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0/3", "4/3", "1", "a/b", "1/0"})
    void impossible_shards_are_refused(String text) {
        assertThatThrownBy(() -> Shard.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void words_are_quoted_for_the_shell() {
        assertThat(Shell.quoted("a.js")).isEqualTo("a.js");
        assertThat(Shell.quoted("it's $HOME")).isEqualTo("'it'\\''s $HOME'");
        assertThat(Shell.literally("a.b (c)")).isEqualTo("a\\.b \\(c\\)");
    }
}
