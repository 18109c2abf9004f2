package io.adapt4j.spi;

import io.adapt4j.BaseModel;
import io.adapt4j.ModelOptions;
import io.adapt4j.error.UnsupportedFeatureException;
import java.util.List;
import java.util.ServiceLoader;

/** The engines on the class path. */
public final class Engines {
    private Engines() {}

    /** Opens a model with the first engine that recognises it. */
    public static BaseModel open(ModelSource source, ModelOptions options) {
        List<ModelEngine> engines = all();
        return engines.stream()
                .filter(engine -> engine.recognises(source))
                .findFirst()
                .orElseThrow(() -> new UnsupportedFeatureException("No engine recognises " + source
                        + " as a base model; the engines on the class path are "
                        + engines.stream().map(ModelEngine::name).toList()
                        + ". Add io.adapt4j:adapt-runtime if the list is empty."))
                .open(source, options);
    }

    private static List<ModelEngine> all() {
        return ServiceLoader.load(ModelEngine.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }
}
