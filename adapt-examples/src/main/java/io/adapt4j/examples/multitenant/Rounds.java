package io.adapt4j.examples.multitenant;

import io.adapt4j.BaseModel;
import io.adapt4j.runtime.text.TextEncoder;
import io.adapt4j.runtime.text.TextFeatures;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.task.Pooling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The tenants' service and the plain base, measured in turn within one process, round after round, so that whatever else the
 * machine does meets all alike. What counts are the ratios within a round; reported are medians.
 */
final class Rounds {
    private static final int SINGLE = 500;

    private final BaseModel base;
    private final TextEncoder encoder;
    private final Traffic traffic;
    private final int workers;
    private final Map<String, List<Double>> figures = new LinkedHashMap<>();

    /**
     * @param base opened for one thread
     * @param workers threads that serve
     */
    Rounds(BaseModel base, TextEncoder encoder, Traffic traffic, int workers) {
        this.base = base;
        this.encoder = encoder;
        this.traffic = traffic;
        this.workers = workers;
    }

    /** Measures a round. */
    void run(Traffic.Service tenants, int round) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(workers);
        try {
            double ideal = ideal(threads);
            Traffic.Outcome full = traffic.flood(tenants, 256);
            Traffic.Outcome half = traffic.atRate(tenants, full.perSecond() / 2, round);
            Traffic.Outcome plain = traffic.atRate(request -> alone(request, threads), full.perSecond() / 2, round);
            Traffic.Outcome single = single();
            Traffic.Outcome singly = traffic.atRate(tenants, workers * single.perSecond() / 2, round);
            add("plain base in ideal batches, requests/s", ideal);
            add("tenants as fast as it goes, requests/s", full.perSecond());
            add("  of the plain base in ideal batches", full.perSecond() / ideal);
            latencies("plain base, one after the other", single);
            latencies("tenants at half of what the plain base can do one by one", singly);
            latencies("tenants at half load", half);
            latencies("plain base, single requests, the same arrivals", plain);
            add("p99 of tenants against plain base, the same arrivals", half.percentile(0.99) / plain.percentile(0.99));
            add("  one after the other", half.percentile(0.99) / single.percentile(0.99));
            add(
                    "  one after the other, at half of what it can do so",
                    singly.percentile(0.99) / single.percentile(0.99));
        } finally {
            threads.shutdown();
        }
    }

    private void latencies(String what, Traffic.Outcome outcome) {
        add(what + ", p50 ms", outcome.percentile(0.5));
        add(what + ", p99 ms", outcome.percentile(0.99));
    }

    private void add(String what, double figure) {
        figures.computeIfAbsent(what, key -> new ArrayList<>()).add(figure);
    }

    /** All texts known beforehand and batched by length, on as many threads as there are workers. */
    private double ideal(ExecutorService threads) {
        List<String> texts =
                traffic.requests().stream().map(Traffic.Request::text).sorted().toList();
        long start = System.nanoTime();
        List<CompletableFuture<?>> parts = new ArrayList<>();
        for (int worker = 0; worker < workers; worker++) {
            List<String> part = texts.subList(texts.size() * worker / workers, texts.size() * (worker + 1) / workers);
            parts.add(CompletableFuture.runAsync(() -> compute(encoder.encode(part)), threads));
        }
        parts.forEach(CompletableFuture::join);
        return texts.size() / ((System.nanoTime() - start) / 1e9);
    }

    private CompletableFuture<?> alone(Traffic.Request request, ExecutorService threads) {
        return CompletableFuture.runAsync(() -> compute(List.of(encoder.encode(request.text()))), threads);
    }

    private Traffic.Outcome single() {
        List<Double> times = new ArrayList<>();
        for (Traffic.Request request : traffic.requests()
                .subList(0, Math.min(SINGLE, traffic.requests().size()))) {
            long begin = System.nanoTime();
            compute(List.of(encoder.encode(request.text())));
            times.add((System.nanoTime() - begin) / 1e6);
        }
        return new Traffic.Outcome(
                times.stream().mapToDouble(time -> time / 1e3).sum(), times, 0);
    }

    private void compute(List<TokenizedText> texts) {
        TextFeatures.compute(base.adapted(), null, texts, Pooling.MEAN);
    }

    /** What was measured: the median and the range of each figure. */
    List<String> report() {
        List<String> lines = new ArrayList<>();
        figures.forEach((what, values) -> {
            List<Double> sorted = values.stream().sorted().toList();
            lines.add(String.format(
                    Locale.ROOT,
                    "  %-60s %8.2f   (%.2f - %.2f)",
                    what,
                    sorted.get(sorted.size() / 2),
                    sorted.get(0),
                    sorted.get(sorted.size() - 1)));
        });
        return lines;
    }
}
