/** Trainers, gradient graphs, losses, data sets and metrics. */
module io.adapt4j.train {
    requires transitive io.adapt4j.runtime;
    requires transitive java.sql;
    requires com.google.common;
    requires de.siegmar.fastcsv;
    requires re2j;
    requires ejml.core;
    requires ejml.ddense;
    requires org.slf4j;
    requires static org.assertj.core;
    requires static org.apache.arrow.memory.core;
    requires static org.apache.arrow.vector;
    requires static org.jspecify;
    requires static org.junit.jupiter.api;
    requires jdk.management;
    requires org.snakeyaml.engine;

    exports io.adapt4j.train;
    exports io.adapt4j.train.data;
    exports io.adapt4j.train.evaluate;
    exports io.adapt4j.train.gate;
    exports io.adapt4j.train.data.erasure;
    exports io.adapt4j.train.data.quality;
    exports io.adapt4j.train.data.policy;
    exports io.adapt4j.train.data.split;
    exports io.adapt4j.train.data.store;
    exports io.adapt4j.train.loop;
    exports io.adapt4j.train.loop.feedback;
    exports io.adapt4j.train.loop.release;
    exports io.adapt4j.train.loop.retrain;
    exports io.adapt4j.train.metric;
    exports io.adapt4j.train.migrate.compare;
    exports io.adapt4j.train.migrate.fleet;
    exports io.adapt4j.train.migrate.strategy;
    exports io.adapt4j.train.objective;
    exports io.adapt4j.train.ops;
    exports io.adapt4j.train.optim;
    exports io.adapt4j.train.provenance;
    exports io.adapt4j.train.recipe;
    exports io.adapt4j.train.search;
    exports io.adapt4j.train.spi;
    exports io.adapt4j.train.task;
    exports io.adapt4j.train.testing;
    exports io.adapt4j.train.testing.junit;
    exports io.adapt4j.train.update;

    uses io.adapt4j.train.spi.TrainingEngine;

    provides io.adapt4j.train.spi.TrainingEngine with
            io.adapt4j.train.onnx.OnnxTrainingEngine,
            io.adapt4j.train.pytorch.PyTorchTrainingEngine;
}
