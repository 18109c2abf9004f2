package io.adapt4j.examples.multitenant;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.Manifest;
import io.adapt4j.ModuleDelta;
import io.adapt4j.TargetModule;
import io.adapt4j.examples.Models;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.HostOptions;
import io.adapt4j.runtime.HostStatus;
import io.adapt4j.runtime.text.TokenBatch;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.testing.TinyBase;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The host at its limits: thousands of registered adapters of which some fit in memory, and swaps under load, every answer
 * checked against what the versions are known to give.
 */
@Command(name = "scale", mixinStandardHelpOptions = true, showDefaultValues = true, sortOptions = false)
public final class Scale implements Callable<Integer> {
    @Option(names = "--registered")
    private int registered = 10_000;

    @Option(names = "--resident")
    private int resident = 1_000;

    @Option(names = "--files", description = "Adapters on disk; each is registered under several names.")
    private int files = 250;

    @Option(names = "--requests", description = "Requests during the swaps.")
    private int requests = 100_000;

    @Option(names = "--swaps")
    private int swaps = 1_000;

    @Option(names = "--threads")
    private int threads = 8;

    @Option(names = "--folder", description = "Where the adapters are written.")
    private Path folder = Path.of("target", "scale");

    private final PrintStream out = System.out;

    public static void main(String[] args) {
        System.exit(new CommandLine(new Scale()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        if (!ProcessMemory.heapIsFixed()) {
            out.println(
                    "The Java heap can grow, which blurs what is measured; run with -Xms1g -Xmx1g -XX:+AlwaysPreTouch");
        }
        residency();
        swaps();
        return 0;
    }

    private static Adapter adapter(BaseModel base, Lora method, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<ModuleDelta> deltas = new ArrayList<>();
        for (TargetModule module : method.select(base.targetModules())) {
            Map<String, Tensor> parameters = Map.of(
                    "lora_A", random(random, method.rank(), module.inFeatures()),
                    "lora_B", random(random, module.outFeatures(), method.rank()));
            deltas.add(new ModuleDelta(module.path(), new TreeMap<>(parameters)));
        }
        Manifest manifest = Manifest.empty().withBase(base);
        return new Adapter(method, deltas, Optional.empty(), Optional.empty(), manifest);
    }

    private static Tensor random(SplittableRandom random, int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextDouble() - 0.5) / 8;
        }
        return Tensor.of(values, rows, columns);
    }

    private static Map<String, Tensor> tokens(BaseModel base, int length, int vocabulary) {
        long[] ids = new SplittableRandom(1).longs(length, 1, vocabulary).toArray();
        return new TokenBatch(List.of(new TokenizedText(ids, new long[length]))).inputs(base.signature());
    }

    private void residency() throws IOException, InterruptedException {
        try (BaseModel base = Models.MINI_LM.open(2)) {
            Lora method = Lora.rank(8).targets("attention.query", "attention.value");
            for (int file = 0; file < files; file++) {
                if (!Files.exists(folder.resolve("adapter-" + file))) {
                    adapter(base, method, file).save(folder.resolve("adapter-" + file));
                }
            }
            Map<String, Tensor> inputs = tokens(base, 16, 20_000);
            long bytes;
            try (AdapterHost probe = AdapterHost.on(base)) {
                bytes = probe.deploy("probe", Adapter.load(folder.resolve("adapter-0")))
                        .residentBytes();
                // Until the compiler has seen the way of a load and a request.
                for (int i = 0; i < 500; i++) {
                    probe.register("adapter", folder.resolve("adapter-" + i % files));
                    probe.run("adapter", inputs);
                }
            }
            double before = ProcessMemory.megabytesBesideHeap();
            try (AdapterHost host = AdapterHost.on(base, HostOptions.defaults().withResidentBytes(resident * bytes))) {
                for (int i = 0; i < registered; i++) {
                    host.register("adapter-" + i, folder.resolve("adapter-" + i % files));
                }
                List<Double> cold = new ArrayList<>();
                List<Double> warm = new ArrayList<>();
                for (int i = 0; i < registered; i++) {
                    cold.add(time(host, i, inputs));
                    warm.add(time(host, i, inputs));
                }
                HostStatus status = host.status();
                double process = ProcessMemory.megabytesBesideHeap();
                double adapters = status.residentBytes() / 1048576.0;
                out.printf(
                        Locale.ROOT,
                        "%d registered, %d resident; beside the Java heap: base %.1f MB, adapters %.1f MB, process %.1f MB,"
                                + " %.3f of base and adapters%n",
                        registered,
                        status.resident(),
                        before,
                        adapters,
                        process,
                        process / (before + adapters));
                out.printf(
                        Locale.ROOT,
                        "first answer: cold %.2f ms, warm %.2f ms at the median; %d loads, %d evictions, %d failures%n",
                        median(cold),
                        median(warm),
                        status.loads(),
                        status.evictions(),
                        status.failures());
            }
        }
    }

    private static double time(AdapterHost host, int adapter, Map<String, Tensor> inputs) {
        long start = System.nanoTime();
        host.run("adapter-" + adapter, inputs);
        return (System.nanoTime() - start) / 1e6;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElse(Double.NaN);
    }

    private void swaps() throws Exception {
        try (BaseModel base = TinyBase.open(1)) {
            List<Adapter> versions = new ArrayList<>();
            List<Map<String, Tensor>> answers = new ArrayList<>();
            Map<String, Tensor> inputs = tokens(base, 12, 100);
            try (AdapterHost host = AdapterHost.on(base)) {
                for (int v = 0; v < 4; v++) {
                    versions.add(adapter(base, Lora.rank(4 + 4 * (v % 2)), v));
                    host.deploy("it", versions.get(v));
                    answers.add(host.run("it", inputs));
                }
                load(host, inputs, answers, versions, 0);
                for (int round = 0; round < 2; round++) {
                    double without = load(host, inputs, answers, versions, 0);
                    double before = ProcessMemory.megabytes();
                    double with = load(host, inputs, answers, versions, swaps);
                    out.printf(
                            Locale.ROOT,
                            "%d requests on %d threads, %d swaps: p99 %.3f ms against %.3f ms without (%.2f); memory %+.1f"
                                    + " MB; %d failures%n",
                            requests,
                            threads,
                            swaps,
                            with,
                            without,
                            with / without,
                            ProcessMemory.megabytes() - before,
                            host.status().failures());
                }
            }
        }
    }

    /** Sends the requests and returns the 99th percentile of their times; an answer of no single version is an error. */
    private double load(
            AdapterHost host,
            Map<String, Tensor> inputs,
            List<Map<String, Tensor>> answers,
            List<Adapter> versions,
            int swapCount)
            throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        AtomicInteger sent = new AtomicInteger();
        List<Future<List<Double>>> loads = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            loads.add(pool.submit(() -> {
                List<Double> times = new ArrayList<>();
                while (sent.getAndIncrement() < requests) {
                    long start = System.nanoTime();
                    Map<String, Tensor> answer = host.run("it", inputs);
                    times.add((System.nanoTime() - start) / 1e6);
                    if (!answers.contains(answer)) {
                        throw new IllegalStateException("An answer is of no version");
                    }
                }
                return times;
            }));
        }
        for (int swap = 0; swap < swapCount; swap++) {
            while (sent.get() < (long) requests * swap / swapCount) {
                Thread.sleep(1);
            }
            host.deploy("it", versions.get(swap % versions.size()));
        }
        List<Double> times = new ArrayList<>();
        for (Future<List<Double>> load : loads) {
            times.addAll(load.get());
        }
        pool.shutdown();
        times.sort(Double::compare);
        return times.get((int) (0.99 * times.size()));
    }
}
