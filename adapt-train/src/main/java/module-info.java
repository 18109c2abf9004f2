/** Trainers, gradient graphs, losses, data sets and metrics. */
module io.adapt4j.train {
    requires transitive io.adapt4j.runtime;
    requires com.google.common;
    requires de.siegmar.fastcsv;
    requires ejml.core;
    requires ejml.ddense;
    requires org.slf4j;
    requires static org.assertj.core;
    requires static org.jspecify;
    requires static org.junit.jupiter.api;

    exports io.adapt4j.train;
    exports io.adapt4j.train.data;
    exports io.adapt4j.train.evaluate;
    exports io.adapt4j.train.gate;
    exports io.adapt4j.train.metric;
    exports io.adapt4j.train.optim;
    exports io.adapt4j.train.spi;
    exports io.adapt4j.train.task;
    exports io.adapt4j.train.testing;
    exports io.adapt4j.train.testing.junit;

    uses io.adapt4j.train.spi.TrainingEngine;

    provides io.adapt4j.train.spi.TrainingEngine with
            io.adapt4j.train.onnx.OnnxTrainingEngine,
            io.adapt4j.train.pytorch.PyTorchTrainingEngine;
}
