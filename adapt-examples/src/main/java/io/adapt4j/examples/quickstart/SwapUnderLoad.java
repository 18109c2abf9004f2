package io.adapt4j.examples.quickstart;

import io.adapt4j.Adapter;
import io.adapt4j.runtime.AdapterHost;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Replaces a deployed adapter while several threads send requests, and writes down every request. */
final class SwapUnderLoad {
    private static final int THREADS = 2;

    private SwapUnderLoad() {}

    /**
     * One request.
     *
     * @param milliseconds since the load began
     * @param latency in milliseconds
     * @param afterSwap whether it began after the new version was deployed
     */
    record Request(double milliseconds, double latency, boolean afterSwap) {}

    /**
     * What happened.
     *
     * @param swapAt when the new version was deployed, milliseconds since the load began
     * @param swapMilliseconds how long the deployment took
     */
    record Outcome(List<Request> requests, int failures, double swapAt, double swapMilliseconds) {}

    static Outcome run(AdapterHost host, String name, Adapter better, List<String> texts, long halfMilliseconds)
            throws InterruptedException {
        ConcurrentLinkedQueue<Request> requests = new ConcurrentLinkedQueue<>();
        AtomicInteger failures = new AtomicInteger();
        AtomicInteger next = new AtomicInteger();
        AtomicBoolean running = new AtomicBoolean(true);
        AtomicBoolean swapped = new AtomicBoolean();
        long start = System.nanoTime();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        for (int t = 0; t < THREADS; t++) {
            threads.execute(() -> {
                while (running.get()) {
                    String text = texts.get(Math.floorMod(next.getAndIncrement(), texts.size()));
                    boolean after = swapped.get();
                    long begin = System.nanoTime();
                    try {
                        host.classify(name, text);
                        long end = System.nanoTime();
                        requests.add(new Request((begin - start) / 1e6, (end - begin) / 1e6, after));
                    } catch (RuntimeException e) {
                        failures.incrementAndGet();
                    }
                }
            });
        }
        Thread.sleep(halfMilliseconds);
        long begin = System.nanoTime();
        host.deploy(name, better);
        long end = System.nanoTime();
        swapped.set(true);
        Thread.sleep(halfMilliseconds);
        running.set(false);
        threads.shutdown();
        if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
            failures.incrementAndGet();
        }
        return new Outcome(new ArrayList<>(requests), failures.get(), (begin - start) / 1e6, (end - begin) / 1e6);
    }
}
