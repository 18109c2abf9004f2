package io.adapt4j.runtime;

import io.adapt4j.AdaptedModel;
import io.adapt4j.error.AdaptException;
import io.adapt4j.error.DeadlineExceededException;
import io.adapt4j.error.DeploymentException;
import io.adapt4j.runtime.batch.BatchOptions;
import io.adapt4j.runtime.batch.MicroBatcher;
import io.adapt4j.runtime.pool.Resident;
import io.adapt4j.runtime.pool.ResidentPool;
import io.adapt4j.runtime.task.TextTask;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Requests on their way into batches: their adapter is loaded where it must be, off the thread that asked. */
@SuppressWarnings("FutureReturnValueIgnored") // callbacks on a future that the caller gets
final class Submissions implements AutoCloseable {
    private final BatchOptions options;
    private final Deployments deployments;
    private final Map<AdaptedModel, MicroBatcher> batchers = new ConcurrentHashMap<>();
    private boolean closed;

    Submissions(BatchOptions options, Deployments deployments) {
        this.options = options;
        this.deployments = deployments;
    }

    /** A request. */
    private record Request<A>(
            String name, String text, Class<A> type, long deadlineNanos, CompletableFuture<A> answer) {}

    /** Completes the future with the answer or an error, after the deadline with an error. */
    <A> void submit(String name, String text, Class<A> type, Duration deadline, CompletableFuture<A> answer) {
        limit(answer, deadline);
        begin(new Request<>(name, text, type, System.nanoTime() + deadline.toNanos(), answer));
    }

    private <A> void begin(Request<A> request) {
        try {
            deployments.requireOpen();
            Deployments.Version version = deployments.get(request.name);
            Resident resident = version.entry().acquireIfResident();
            if (resident != null) {
                enqueue(request, resident);
            } else {
                load(request, version);
            }
        } catch (AdaptException e) {
            request.answer.completeExceptionally(e);
        }
    }

    private <A> void load(Request<A> request, Deployments.Version version) {
        version.entry().acquireAsync().whenComplete((resident, error) -> {
            if (error != null) {
                request.answer.completeExceptionally(ResidentPool.typed(error));
            } else if (resident != null) {
                enqueue(request, resident);
            } else {
                // Replaced or removed meanwhile: ask again.
                begin(request);
            }
        });
    }

    private <A> void enqueue(Request<A> request, Resident resident) {
        if (request.answer.isDone()) {
            resident.release();
            return;
        }
        try {
            TextTask<A> task = TextTask.require(resident.task(), request.type, request.name);
            batcher(resident.model())
                    .submit(request.name, resident, task, request.text, request.deadlineNanos, request.answer);
        } catch (Throwable e) { // the adapter's tokenizer is foreign code, and somebody waits for the answer
            resident.release();
            request.answer.completeExceptionally(MicroBatcher.typed(e));
        }
    }

    private MicroBatcher batcher(AdaptedModel model) {
        MicroBatcher open = batchers.get(model);
        if (open != null) {
            return open;
        }
        synchronized (this) {
            if (closed) {
                throw new DeploymentException("The host has been closed");
            }
            return batchers.computeIfAbsent(model, key -> new MicroBatcher(key, options));
        }
    }

    private static void limit(CompletableFuture<?> answer, Duration deadline) {
        CompletableFuture<Void> timer = new CompletableFuture<>();
        timer.completeOnTimeout(null, deadline.toNanos(), TimeUnit.NANOSECONDS);
        timer.thenRun(() -> answer.completeExceptionally(
                new DeadlineExceededException("The request was not answered within " + deadline)));
        answer.whenComplete((value, error) -> timer.cancel(false));
    }

    /** The number of requests that wait for a batch. */
    int queued() {
        return batchers.values().stream().mapToInt(MicroBatcher::queued).sum();
    }

    /** Answers those that wait for a batch and ends. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        batchers.values().forEach(MicroBatcher::close);
    }
}
