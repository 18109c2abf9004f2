package io.adapt4j.examples.benchmark;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.examples.Models;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.Deployment;
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

/**
 * Replacing a deployed adapter of rank 8: from the call to the moment at which new requests see the new version, checks
 * and copy to native memory included. Idle, or while another thread sends requests.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 3)
public class SwapBenchmark {
    @Param({Workload.QUERY_VALUE, Workload.ALL_LINEAR})
    public String targets = Workload.QUERY_VALUE;

    @Param({"false", "true"})
    public boolean underLoad;

    private BaseModel base;
    private AdapterHost host;
    private final Adapter[] versions = new Adapter[2];
    private Thread requests;
    private volatile boolean open = true;
    private int swaps;

    @Setup(Level.Trial)
    public void open() {
        base = Models.MINI_LM.open(1);
        host = AdapterHost.on(base);
        for (int i = 0; i < versions.length; i++) {
            versions[i] = Workload.adapter(base, Workload.method(targets), i);
        }
        host.deploy("it", versions[0]);
        Map<String, Tensor> inputs = Workload.inputs(base, "1x16");
        requests = new Thread(() -> {
            while (underLoad && open) {
                host.run("it", inputs);
            }
        });
        requests.start();
    }

    @TearDown(Level.Trial)
    public void close() throws InterruptedException {
        open = false;
        requests.join();
        host.close();
        base.close();
    }

    @Benchmark
    public Deployment swap() {
        return host.deploy("it", versions[++swaps % versions.length]);
    }
}
