package io.adapt4j.train.testing.junit;

import io.adapt4j.BaseModel;
import io.adapt4j.TokenizerFile;
import io.adapt4j.train.testing.TinyBase;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;

/** One run of a test on one engine. */
record EngineInvocation(TestEngine engine, long seed) implements TestTemplateInvocationContext {

    @Override
    public String getDisplayName(int index) {
        return engine.name();
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
        return List.of(new Skip(this), new Parameters(this));
    }

    private SharedBase base(ExtensionContext context) {
        return SharedBase.of(context, engine, seed);
    }

    /** Skips the run where the engine is not there. */
    private record Skip(EngineInvocation invocation) implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return invocation
                    .base(context)
                    .missing()
                    .map(ConditionEvaluationResult::disabled)
                    .orElseGet(() -> ConditionEvaluationResult.enabled(invocation.engine + " is there"));
        }
    }

    /** Gives the test its parameters. */
    private record Parameters(EngineInvocation invocation) implements ParameterResolver {
        private static final Map<Class<?>, Function<Call, Object>> TABLE = Map.of(
                BaseModel.class, call -> call.invocation.base(call.context).model(),
                TokenizerFile.class, call -> TinyBase.tokenizer(),
                SplittableRandom.class, call -> new SplittableRandom(call.invocation.seed),
                TestEngine.class, call -> call.invocation.engine);

        private record Call(EngineInvocation invocation, ExtensionContext context) {}

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return TABLE.containsKey(parameter.getParameter().getType());
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            Function<Call, Object> value = TABLE.get(parameter.getParameter().getType());
            if (value == null) {
                throw new IllegalStateException("There is no value for " + parameter);
            }
            return value.apply(new Call(invocation, context));
        }
    }
}
