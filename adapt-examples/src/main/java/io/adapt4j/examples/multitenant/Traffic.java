package io.adapt4j.examples.multitenant;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Requests of tenants at mixed rates: tenant i asks in proportion to {@code 1 / (i + 1)}, a few much and many little. The
 * same seed gives the same requests.
 */
final class Traffic {
    private final List<Request> requests = new ArrayList<>();

    /** A text for a tenant. */
    record Request(int tenant, String text) {}

    /** Sends a request somewhere. */
    interface Service {
        CompletableFuture<?> send(Request request);
    }

    /**
     * What came of it.
     *
     * @param seconds from the first request to the last answer
     * @param latencies of the answered requests, in milliseconds, in the order they were sent
     */
    record Outcome(double seconds, List<Double> latencies, int failures) {
        double perSecond() {
            return latencies.size() / seconds;
        }

        double percentile(double share) {
            List<Double> sorted = latencies.stream().sorted().toList();
            return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(share * sorted.size())));
        }
    }

    /** @param texts of each tenant */
    Traffic(List<List<String>> texts, int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double total = 0;
        for (int tenant = 0; tenant < texts.size(); tenant++) {
            total += 1.0 / (tenant + 1);
        }
        for (int r = 0; r < count; r++) {
            double at = random.nextDouble() * total;
            int tenant = 0;
            for (double sum = 1; sum < at && tenant < texts.size() - 1; sum += 1.0 / (tenant + 1)) {
                tenant++;
            }
            List<String> own = texts.get(tenant);
            requests.add(new Request(tenant, own.get(random.nextInt(own.size()))));
        }
    }

    List<Request> requests() {
        return requests;
    }

    /** Sends as fast as answers come, with at most so many requests under way. */
    Outcome flood(Service service, int underWay) throws InterruptedException {
        Recorder recorder = new Recorder();
        Semaphore free = new Semaphore(underWay);
        for (Request request : requests) {
            free.acquire();
            recorder.send(service, request).whenComplete((answer, error) -> free.release());
        }
        free.acquire(underWay);
        return recorder.outcome();
    }

    /** Sends at a rate, at random moments whether answers come or not (a Poisson process). */
    Outcome atRate(Service service, double perSecond, long seed) throws InterruptedException {
        Recorder recorder = new Recorder();
        SplittableRandom random = new SplittableRandom(seed);
        Semaphore answered = new Semaphore(0);
        double due = System.nanoTime();
        for (Request request : requests) {
            due += -Math.log(1 - random.nextDouble()) / perSecond * 1e9;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos((long) Math.max(1, due - System.nanoTime()));
            }
            recorder.send(service, request).whenComplete((answer, error) -> answered.release());
        }
        answered.acquire(requests.size());
        return recorder.outcome();
    }

    /** Times requests. */
    private static final class Recorder {
        private final long start = System.nanoTime();
        private final List<Double> latencies = new ArrayList<>();
        private final AtomicInteger failures = new AtomicInteger();

        CompletableFuture<?> send(Service service, Request request) {
            long begin = System.nanoTime();
            return service.send(request).whenComplete((answer, error) -> {
                double latency = (System.nanoTime() - begin) / 1e6;
                if (error == null) {
                    synchronized (latencies) {
                        latencies.add(latency);
                    }
                } else {
                    failures.incrementAndGet();
                }
            });
        }

        Outcome outcome() {
            synchronized (latencies) {
                return new Outcome((System.nanoTime() - start) / 1e9, List.copyOf(latencies), failures.get());
            }
        }
    }
}
