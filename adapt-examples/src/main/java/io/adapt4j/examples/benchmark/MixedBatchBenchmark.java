package io.adapt4j.examples.benchmark;

import io.adapt4j.AdaptedModel;
import io.adapt4j.BaseModel;
import io.adapt4j.BoundAdapter;
import io.adapt4j.examples.Engine;
import io.adapt4j.examples.Models;
import io.adapt4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
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
 * A batch of 8 or 32 rows of 64 tokens with as many different adapters of rank 8, other ones in each call, against the same batch
 * on the untouched base; all-MiniLM-L6-v2, 2 threads.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 1, time = 3)
@Measurement(iterations = 7, time = 5)
public class MixedBatchBenchmark {
    @Param({Workload.QUERY_VALUE, Workload.ALL_LINEAR})
    public String targets = Workload.QUERY_VALUE;

    @Param
    public Engine engine = Engine.ONNX;

    @Param({"8x64", "32x64"})
    public String shape = "32x64";

    @Param({"64", "1000"})
    public int resident = 64;

    private BaseModel base;
    private Untouched untouched;
    private AdaptedModel adapted;
    private final List<BoundAdapter> adapters = new ArrayList<>();
    private Map<String, Tensor> inputs;
    private int rows;
    private int next;

    @Setup(Level.Trial)
    public void open() {
        base = Models.MINI_LM.open(engine, 2);
        untouched = Untouched.of(base, engine);
        adapted = base.adapted();
        for (int seed = 0; seed < resident; seed++) {
            adapters.add(adapted.bind(Workload.adapter(base, Workload.method(targets), seed)));
        }
        inputs = Workload.inputs(base, shape);
        rows = (int) inputs.values().iterator().next().dimension(0);
    }

    @TearDown(Level.Trial)
    public void close() {
        adapters.forEach(BoundAdapter::close);
        untouched.close();
        base.close();
    }

    @Benchmark
    public void mixedAgainstUntouched(Pairs pairs) {
        List<BoundAdapter> mixed = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            mixed.add(adapters.get(next++ % resident));
        }
        pairs.time(() -> untouched.run(inputs), () -> adapted.runRows(inputs, mixed));
    }
}
