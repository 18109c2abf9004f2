package io.adapt4j.train.testing.junit;

import io.adapt4j.BaseModel;
import io.adapt4j.error.UnsupportedFeatureException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** A tiny base that all tests of its engine and seed share; JUnit closes it after the last. */
final class SharedBase implements AutoCloseable {
    private static final Namespace NAMESPACE = Namespace.create(SharedBase.class);

    private final @Nullable BaseModel model;
    private final @Nullable String missing;

    private record Key(TestEngine engine, long seed) {}

    private SharedBase(TestEngine engine, long seed) {
        BaseModel opened = null;
        String reason = null;
        try {
            opened = engine.open(seed);
        } catch (UnsupportedFeatureException e) {
            reason = e.getMessage();
        }
        this.model = opened;
        this.missing = reason;
    }

    static SharedBase of(ExtensionContext context, TestEngine engine, long seed) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(
                        new Key(engine, seed), key -> new SharedBase(key.engine, key.seed), SharedBase.class);
    }

    /** Why there is no base; empty where there is one. */
    Optional<String> missing() {
        return Optional.ofNullable(missing);
    }

    BaseModel model() {
        if (model == null) {
            throw new IllegalStateException(missing);
        }
        return model;
    }

    @Override
    public void close() {
        if (model != null) {
            model.close();
        }
    }
}
