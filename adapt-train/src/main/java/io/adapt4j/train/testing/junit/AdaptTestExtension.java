package io.adapt4j.train.testing.junit;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** Runs an {@link AdaptTest} once for each of its engines. */
final class AdaptTestExtension implements TestTemplateInvocationContextProvider {

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return AnnotationSupport.isAnnotated(context.getTestMethod(), AdaptTest.class);
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        Method method = context.getRequiredTestMethod();
        AdaptTest test =
                AnnotationSupport.findAnnotation(method, AdaptTest.class).orElseThrow();
        if (test.engines().length == 0) {
            throw new ExtensionConfigurationException(
                    "@AdaptTest of " + method + " names no engine; leave engines out or name one");
        }
        return Arrays.stream(test.engines()).distinct().map(engine -> new EngineInvocation(engine, test.seed()));
    }
}
