package io.adapt4j.examples.benchmark;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.Head;
import io.adapt4j.Manifest;
import io.adapt4j.examples.Models;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.drift.DriftMonitor;
import io.adapt4j.runtime.drift.DriftOptions;
import io.adapt4j.runtime.drift.DriftWatch;
import io.adapt4j.runtime.drift.sample.UnknownToken;
import io.adapt4j.task.Classification;
import io.adapt4j.task.Pooling;
import io.adapt4j.task.TextClassificationSpec;
import io.adapt4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * 1,000 short texts, submitted at once, on a host whose deployment has a drift monitor with all tests, against a host without, in
 * turn; the monitor judges one window in each such call. all-MiniLM-L6-v2 with a random adapter of 77 labels, 2 threads.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 1, time = 20)
@Measurement(iterations = 5, time = 30)
public class Monitor {
    private static final int LABELS = 77;
    private static final int TEXTS = 1_000;
    private static final int HIDDEN = 384;

    private final List<String> texts = new ArrayList<>();
    private BaseModel base;
    private AdapterHost plain;
    private AdapterHost watched;
    private DriftMonitor monitor;

    @Setup(Level.Trial)
    public void open() {
        base = Models.MINI_LM.open(2);
        Adapter adapter = adapter();
        plain = AdapterHost.on(base);
        watched = AdapterHost.on(base);
        plain.deploy("it", adapter);
        watched.deploy("it", adapter);
        DriftWatch watch = DriftWatch.learning(DriftOptions.defaults(), UnknownToken.of(Models.MINI_LM.tokenizer()));
        monitor = DriftMonitor.attach(watched, "it", adapter.hash(), watch, (deployment, alarm) -> {});
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < TEXTS; i++) {
            texts.add("my card " + random.nextInt(10_000) + " has not arrived yet, what should I do");
        }
    }

    private Adapter adapter() {
        Adapter deltas = Workload.adapter(base, Workload.method(Workload.QUERY_VALUE), 1);
        List<String> labels = new ArrayList<>();
        for (int label = 0; label < LABELS; label++) {
            labels.add("label-" + label);
        }
        SplittableRandom random = new SplittableRandom(3);
        float[] weight = new float[LABELS * HIDDEN];
        for (int i = 0; i < weight.length; i++) {
            weight[i] = (float) random.nextDouble() - 0.5f;
        }
        return new Adapter(
                deltas.method(),
                deltas.deltas(),
                Optional.of(new Head(Tensor.of(weight, LABELS, HIDDEN), Tensor.of(new float[LABELS], LABELS))),
                Optional.of(Models.MINI_LM.tokenizer()),
                new Manifest(
                        Optional.of(base.hash()),
                        Optional.empty(),
                        Optional.of(new TextClassificationSpec(labels, Pooling.MEAN, false, 64)),
                        Optional.of(Models.MINI_LM.tokenizer().hash()),
                        new com.google.gson.JsonObject()));
    }

    @TearDown(Level.Trial)
    public void close() {
        monitor.close();
        System.out.println("Monitor: " + monitor.status());
        plain.close();
        watched.close();
        base.close();
    }

    @Benchmark
    public void watchedAgainstPlain(Pairs pairs) {
        pairs.time(() -> classify(plain), () -> classify(watched));
    }

    private void classify(AdapterHost host) {
        List<CompletableFuture<Classification>> answers = new ArrayList<>();
        for (String text : texts) {
            answers.add(host.submit("it", text));
        }
        answers.forEach(CompletableFuture::join);
    }
}
