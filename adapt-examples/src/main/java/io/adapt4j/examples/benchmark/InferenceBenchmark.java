package io.adapt4j.examples.benchmark;

import io.adapt4j.AdaptedModel;
import io.adapt4j.BaseModel;
import io.adapt4j.BoundAdapter;
import io.adapt4j.examples.Engine;
import io.adapt4j.examples.Models;
import io.adapt4j.tensor.Tensor;
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

/** A request with an adapter of rank 8 against the same request to the untouched base; all-MiniLM-L6-v2, 2 threads. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 1, time = 3)
@Measurement(iterations = 7, time = 4)
public class InferenceBenchmark {
    @Param({Workload.QUERY_VALUE, Workload.ALL_LINEAR})
    public String targets = Workload.QUERY_VALUE;

    @Param("MINI_LM")
    public Models model = Models.MINI_LM;

    @Param
    public Engine engine = Engine.ONNX;

    @Param({"1x16", "1x64", "8x64", "32x64"})
    public String shape = "1x16";

    private BaseModel base;
    private Untouched untouched;
    private AdaptedModel adapted;
    private BoundAdapter adapter;
    private Map<String, Tensor> inputs;

    @Setup(Level.Trial)
    public void open() {
        base = model.open(engine, 2);
        untouched = Untouched.of(base, engine);
        adapted = base.adapted();
        adapter = adapted.bind(Workload.adapter(base, Workload.method(targets), 1));
        inputs = Workload.inputs(base, shape);
    }

    @TearDown(Level.Trial)
    public void close() {
        adapter.close();
        untouched.close();
        base.close();
    }

    @Benchmark
    public void adaptedAgainstUntouched(Pairs pairs) {
        pairs.time(() -> untouched.run(inputs), () -> adapted.run(inputs, adapter));
    }
}
