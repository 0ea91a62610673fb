package ringside.exec;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;

/** Makes one round of a test class per engine. */
final class EveryEngineProvider implements ClassTemplateInvocationContextProvider {
    @Override
    public boolean supportsClassTemplate(ExtensionContext context) {
        return true;
    }

    @Override
    public Stream<ClassTemplateInvocationContext> provideClassTemplateInvocationContexts(ExtensionContext context) {
        return Arrays.stream(EngineUnderTest.values()).map(Round::new);
    }

    private record Round(EngineUnderTest engine) implements ClassTemplateInvocationContext {
        @Override
        public String getDisplayName(int invocationIndex) {
            return engine.name();
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            // Before the test object is made, because its fields may be guests.
            TestInstancePreConstructCallback choose = (factory, context) -> EngineUnderTest.choose(engine);
            AfterEachCallback reset = context -> EngineUnderTest.choose(EngineUnderTest.INTERPRETER);
            return List.of(choose, reset);
        }
    }
}
