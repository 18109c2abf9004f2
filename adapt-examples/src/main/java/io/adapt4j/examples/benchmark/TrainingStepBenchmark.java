package io.adapt4j.examples.benchmark;

import io.adapt4j.BaseModel;
import io.adapt4j.examples.Engine;
import io.adapt4j.examples.Models;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.task.Pooling;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.spi.Objective;
import io.adapt4j.train.spi.Parameter;
import io.adapt4j.train.spi.TrainingBatch;
import io.adapt4j.train.spi.TrainingEngine;
import io.adapt4j.train.spi.TrainingSession;
import io.adapt4j.train.spi.TrainingSpec;
import io.adapt4j.train.task.HeadConfig;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A training step, forward and backward, against the untouched base's forward of the same batch; 16x64, 2 threads. {@code
 * training_step.py} times the same step in Python.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 1, time = 5)
@Measurement(iterations = 7, time = 6)
public class TrainingStepBenchmark {
    private static final int ROWS = 16;
    private static final int TOKENS = 64;
    private static final int LABELS = 4;

    @Param({Workload.QUERY_VALUE, Workload.ALL_LINEAR})
    public String targets = Workload.QUERY_VALUE;

    @Param
    public Engine engine = Engine.ONNX;

    private BaseModel base;
    private TrainingSession session;
    private TrainingBatch batch;
    private Map<String, Tensor> inputs;

    @Setup(Level.Trial)
    public void open() {
        base = Models.MINI_LM.open(engine, 2);
        Lora method = Workload.method(targets);
        session = TrainingEngine.of(base)
                .open(
                        base,
                        new TrainingSpec(
                                method,
                                method.select(base.targetModules()),
                                Pooling.MEAN,
                                384,
                                new Objective.Softmax(LABELS, new HeadConfig.Linear()),
                                0.1));
        SplittableRandom random = new SplittableRandom(5);
        for (Parameter parameter : session.parameters()) {
            for (int i = 0; i < parameter.size(); i++) {
                parameter.value().put(i, (float) (random.nextDouble() - 0.5) / 16);
            }
        }
        List<TokenizedText> texts = Workload.texts(ROWS, TOKENS);
        float[][] labels = new float[ROWS][LABELS];
        for (int row = 0; row < ROWS; row++) {
            labels[row][row % LABELS] = 1;
        }
        batch = new TrainingBatch(texts, labels, 7);
        inputs = Workload.inputs(base, ROWS + "x" + TOKENS);
    }

    @TearDown(Level.Trial)
    public void close() {
        session.close();
        base.close();
    }

    @Benchmark
    public void stepAgainstForward(Pairs pairs) {
        pairs.time(() -> base.run(inputs), () -> session.forwardBackward(batch));
    }
}
