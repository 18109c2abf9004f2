package io.adapt4j.train.provenance;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.adapt4j.BaseModel;

/** Where a training runs, as far as the last bits of its numbers may depend on it. Names no host. */
public final class Environment {
    private Environment() {}

    /** The library, the engine, the JVM, the system and the processor, as JSON. */
    public static JsonObject of(BaseModel base) {
        JsonObject json = new JsonObject();
        json.addProperty("library", Library.version());
        json.addProperty("engine", base.engine());
        json.addProperty("engineVersion", base.engineVersion());
        json.addProperty("threads", base.threads());
        json.addProperty("java", System.getProperty("java.version"));
        json.addProperty("jvm", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        json.addProperty("vendor", System.getProperty("java.vendor"));
        json.addProperty("os", System.getProperty("os.name"));
        json.addProperty("arch", System.getProperty("os.arch"));
        json.addProperty("processors", Runtime.getRuntime().availableProcessors());
        Processor processor = Processor.here();
        json.addProperty("cpu", processor.name());
        JsonArray features = new JsonArray();
        processor.features().forEach(features::add);
        json.add("cpuFeatures", features);
        return json;
    }
}
