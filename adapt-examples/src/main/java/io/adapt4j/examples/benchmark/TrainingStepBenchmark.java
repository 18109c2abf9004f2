package io.adapt4j.examples.benchmark;

import io.adapt4j.BaseModel;
import io.adapt4j.examples.Engine;
import io.adapt4j.examples.Models;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.Resources;
import io.adapt4j.train.spi.TrainingBatch;
import io.adapt4j.train.spi.TrainingSession;
import java.util.Map;
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

    @Param({Workload.QUERY_VALUE, Workload.ALL_LINEAR})
    public String targets = Workload.QUERY_VALUE;

    @Param("MINI_LM")
    public Models model = Models.MINI_LM;

    @Param
    public Engine engine = Engine.ONNX;

    private BaseModel base;
    private TrainingSession session;
    private TrainingBatch batch;
    private Map<String, Tensor> inputs;

    @Setup(Level.Trial)
    public void open() {
        base = model.open(engine, 2);
        session = TrainingWorkload.open(base, Workload.method(targets), Resources.defaults());
        batch = TrainingWorkload.batch(ROWS, TOKENS);
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
