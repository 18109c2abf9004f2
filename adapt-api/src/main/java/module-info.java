/** Base models, adapters, method configurations, formats and the engine SPI. No native dependency. */
module io.adapt4j.api {
    requires transitive ai.djl.api;
    requires transitive com.google.gson;
    requires com.google.common;
    requires ejml.ddense;
    requires ejml.core;
    requires static transitive org.jspecify;

    exports io.adapt4j;
    exports io.adapt4j.audit;
    exports io.adapt4j.error;
    exports io.adapt4j.format;
    exports io.adapt4j.json;
    exports io.adapt4j.merge;
    exports io.adapt4j.method;
    exports io.adapt4j.method.dora;
    exports io.adapt4j.method.ia3;
    exports io.adapt4j.method.loha;
    exports io.adapt4j.method.lokr;
    exports io.adapt4j.method.lora;
    exports io.adapt4j.method.vera;
    exports io.adapt4j.registry;
    exports io.adapt4j.registry.bases;
    exports io.adapt4j.spi;
    exports io.adapt4j.task;
    exports io.adapt4j.tensor;
    exports io.adapt4j.trust;

    uses io.adapt4j.spi.ModelEngine;
}
