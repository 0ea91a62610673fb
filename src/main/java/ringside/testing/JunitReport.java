package ringside.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import ringside.debug.FileFailure;
import ringside.testing.TestResult.Failure;
import ringside.testing.TestResult.Status;

/** An XML file as Maven Surefire writes it (its test report schema, version 3), which CI servers read. */
public final class JunitReport implements Report {
    private static final String INDENT = "\n  ";

    private final Path file;
    private final List<Entry> entries = new ArrayList<>();
    private final StringBuilder printed = new StringBuilder();

    /** A test and what it printed. */
    private record Entry(TestResult result, String output) {}

    /** Makes a report that is written when all tests have ended. */
    public JunitReport(Path file) {
        this.file = file;
    }

    @Override
    public void result(TestResult result) {
        entries.add(new Entry(result, printed.toString()));
        printed.setLength(0);
    }

    @Override
    public void printed(String line) {
        printed.append(line).append('\n');
    }

    @Override
    public void end(Totals totals, String gaveUp) {
        try (OutputStream out = Files.newOutputStream(file)) {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(out, "UTF-8");
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeCharacters("\n");
            suite(xml, totals);
            xml.writeEndDocument();
            xml.close();
        } catch (IOException unwritable) {
            throw new ReportException(FileFailure.writing(file, unwritable));
        } catch (XMLStreamException unwritable) {
            throw new ReportException("cannot write '" + file + "': " + unwritable.getMessage());
        }
    }

    private void suite(XMLStreamWriter xml, Totals totals) throws XMLStreamException {
        xml.writeStartElement("testsuite");
        attribute(xml, "name", "ringside");
        attribute(xml, "time", seconds(totals.millis()));
        attribute(xml, "tests", Integer.toString(totals.all()));
        int errors = totals.failures() - totals.count(Status.FAILED);
        attribute(xml, "errors", Integer.toString(errors));
        attribute(xml, "skipped", Integer.toString(totals.count(Status.SKIPPED)));
        attribute(xml, "failures", Integer.toString(totals.count(Status.FAILED)));
        xml.writeCharacters(INDENT);
        xml.writeEmptyElement("properties");
        for (Entry entry : entries) {
            xml.writeCharacters(INDENT);
            test(xml, entry.result(), entry.output());
        }
        xml.writeCharacters("\n");
        xml.writeEndElement();
    }

    private static void test(XMLStreamWriter xml, TestResult result, String output) throws XMLStreamException {
        xml.writeStartElement("testcase");
        attribute(xml, "name", result.name());
        attribute(xml, "classname", result.file().replaceAll("\\.m?js$", ""));
        attribute(xml, "time", seconds(result.millis()));
        switch (result.status()) {
            case PASSED -> {
                // Nothing more to say.
            }
            case SKIPPED -> {
                xml.writeEmptyElement("skipped");
                attribute(xml, "message", result.message());
            }
            case FAILED -> failure(xml, "failure", result);
            case TIMED_OUT, DIED, STOPPED -> failure(xml, "error", result);
        }
        if (!output.isEmpty()) {
            xml.writeStartElement("system-out");
            xml.writeCharacters(clean(output));
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private static void failure(XMLStreamWriter xml, String element, TestResult result) throws XMLStreamException {
        xml.writeStartElement(element);
        attribute(xml, "message", result.message());
        attribute(xml, "type", result.status().name().toLowerCase(Locale.ROOT));
        StringBuilder text = new StringBuilder(result.message()).append('\n');
        Failure failure = result.failure();
        if (failure != null) {
            failure.places().forEach(place -> text.append("  at ").append(place).append('\n'));
            text.append("stopped at ").append(failure.location()).append('\n');
            section(text, "last instructions:", failure.history());
            section(text, "last lines of COM1:", failure.serial());
        }
        text.append("repeat with: ").append(result.repeat()).append('\n');
        xml.writeCharacters(clean(text.toString()));
        xml.writeEndElement();
    }

    private static void section(StringBuilder text, String title, List<String> lines) {
        if (!lines.isEmpty()) {
            text.append(title).append('\n');
            lines.forEach(line -> text.append("  ").append(line).append('\n'));
        }
    }

    private static void attribute(XMLStreamWriter xml, String name, String value) throws XMLStreamException {
        xml.writeAttribute(name, clean(value));
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.3f", millis / 1000.0);
    }

    /** XML 1.0 has no control characters but tab, line feed and carriage return. */
    private static String clean(String text) {
        return text.replaceAll("[^\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD]", "?");
    }
}
