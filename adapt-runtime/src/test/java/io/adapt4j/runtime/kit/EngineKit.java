package io.adapt4j.runtime.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.adapt4j.BaseModel;
import java.lang.reflect.Method;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;

/** What all kits share: the engine under test, and what it is excused from. */
public abstract class EngineKit {
    private final EngineUnderTest engine;

    protected EngineKit(EngineUnderTest engine) {
        this.engine = engine;
    }

    protected final EngineUnderTest engine() {
        return engine;
    }

    /** The tests that this engine is excused from, by the name of the method, each with its reason. */
    protected Map<String, String> exclusions() {
        return Map.of();
    }

    @BeforeEach
    void skipWhatIsExcluded(TestInfo test) {
        assertThat(tests()).as("excluded tests").containsAll(exclusions().keySet());
        String reason = exclusions().get(test.getTestMethod().orElseThrow().getName());
        Assumptions.assumeTrue(reason == null, () -> "excluded: " + reason);
    }

    private Set<String> tests() {
        Set<String> names = new HashSet<>();
        for (Class<?> type = getClass(); type != EngineKit.class; type = type.getSuperclass()) {
            for (Method method : type.getDeclaredMethods()) {
                names.add(method.getName());
            }
        }
        return names;
    }

    /** The model with every kind of target, opened. */
    protected final BaseModel everyKind() {
        return engine.open(engine.everyKind());
    }
}
