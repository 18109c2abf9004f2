/** Engines that run adapted base models, and the host that deploys and hot-swaps adapters. */
module io.adapt4j.runtime {
    requires transitive io.adapt4j.api;
    requires ai.djl.pytorch_engine;
    requires ai.djl.tokenizers;
    requires com.github.benmanes.caffeine;
    requires com.google.common;
    requires com.google.protobuf;
    requires flatbuffers.java;
    requires transitive java.sql;
    requires com.microsoft.onnxruntime;
    requires com.sun.jna;
    requires jdk.jfr;
    requires org.apache.commons.statistics.distribution;
    requires org.apache.commons.statistics.inference;
    requires org.slf4j;
    requires org.tribuo.util.onnx;
    requires static micrometer.core;
    requires static org.jspecify;

    exports io.adapt4j.runtime;
    exports io.adapt4j.runtime.batch;
    exports io.adapt4j.runtime.dashboard;
    exports io.adapt4j.runtime.djl;
    exports io.adapt4j.runtime.drift;
    exports io.adapt4j.runtime.drift.outcome;
    exports io.adapt4j.runtime.drift.sample;
    exports io.adapt4j.runtime.drift.stat;
    exports io.adapt4j.runtime.drift.test;
    exports io.adapt4j.runtime.export;
    exports io.adapt4j.runtime.observe;
    exports io.adapt4j.runtime.registry.file;
    exports io.adapt4j.runtime.registry.jdbc;
    exports io.adapt4j.runtime.rollout;
    exports io.adapt4j.runtime.rollout.guard;
    exports io.adapt4j.runtime.task;
    exports io.adapt4j.runtime.text;
    exports io.adapt4j.runtime.watch;
    exports io.adapt4j.runtime.engine to
            io.adapt4j.train;
    exports io.adapt4j.runtime.onnx to
            io.adapt4j.train;
    exports io.adapt4j.runtime.onnx.edit to
            io.adapt4j.train;
    exports io.adapt4j.runtime.onnx.graph to
            io.adapt4j.train;
    exports io.adapt4j.runtime.onnx.ort to
            io.adapt4j.train;
    exports io.adapt4j.runtime.onnx.proto to
            io.adapt4j.train;
    exports io.adapt4j.runtime.pytorch to
            io.adapt4j.train;
    exports io.adapt4j.runtime.pytorch.libtorch to
            io.adapt4j.train;
    exports io.adapt4j.runtime.pytorch.archive to
            io.adapt4j.train;
    exports io.adapt4j.runtime.pytorch.script to
            io.adapt4j.train;

    provides io.adapt4j.spi.ModelEngine with
            io.adapt4j.runtime.onnx.OnnxEngine,
            io.adapt4j.runtime.pytorch.PyTorchEngine;
}
