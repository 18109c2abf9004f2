package io.adapt4j.runtime.batch;

import io.adapt4j.AdaptedModel;
import io.adapt4j.BoundAdapter;
import io.adapt4j.error.AdaptException;
import io.adapt4j.error.DeadlineExceededException;
import io.adapt4j.error.DeploymentException;
import io.adapt4j.error.EngineException;
import io.adapt4j.runtime.observe.BatchEvent;
import io.adapt4j.runtime.pool.Resident;
import io.adapt4j.runtime.task.TextTask;
import io.adapt4j.runtime.text.HiddenStates;
import io.adapt4j.runtime.text.TextFeatures;
import io.adapt4j.runtime.text.TokenizedText;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers single requests for any adapters of one base into batches and runs them. A request that has been cancelled or
 * whose deadline has passed costs nothing; when a batch fails, its rows are tried one by one, so that only those fail that
 * cannot be answered.
 */
@SuppressWarnings("FutureReturnValueIgnored") // callbacks on futures that the callers get
public final class MicroBatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MicroBatcher.class);

    private final AdaptedModel model;
    private final FairQueue<Request<?>> queue;
    private final List<Thread> workers = new ArrayList<>();

    /**
     * A request.
     *
     * @param resident the adapter to answer with, with a reference that is released once the request is answered
     * @param deadlineNanos when it is too late, on the clock of {@link System#nanoTime}
     */
    private record Request<A>(
            Resident resident,
            TextTask<A> task,
            String text,
            TokenizedText tokens,
            CompletableFuture<A> answer,
            long deadlineNanos) {

        void fail(AdaptException error) {
            answer.completeExceptionally(error);
            resident.release();
        }

        void answer(HiddenStates states) {
            try {
                answer.complete(task.answer(text, states));
            } catch (Throwable e) {
                // Must not reach the batch, whose other rows have been answered and released.
                answer.completeExceptionally(typed(e));
            } finally {
                resident.release();
            }
        }
    }

    public MicroBatcher(AdaptedModel model, BatchOptions options) {
        this.model = model;
        this.queue = new FairQueue<>(options);
        for (int w = 0; w < options.workers(); w++) {
            Thread worker = new Thread(this::work, "adapt4j-batch-" + w);
            worker.setDaemon(true);
            worker.start();
            workers.add(worker);
        }
    }

    /**
     * Adds a request.
     *
     * @param tenant among whom the batches are shared fairly
     * @param resident the adapter, with a reference of the caller's, which the batcher takes over
     * @param deadlineNanos when it is too late, on the clock of {@link System#nanoTime}
     * @param answer where the answer goes; may be cancelled
     */
    public <A> void submit(
            String tenant,
            Resident resident,
            TextTask<A> task,
            String text,
            long deadlineNanos,
            CompletableFuture<A> answer) {
        TokenizedText tokens = task.encode(text);
        Request<A> request = new Request<>(resident, task, text, tokens, answer, deadlineNanos);
        try {
            FairQueue.Item<Request<?>> item = queue.offer(request, tenant, tokens.length());
            if (item == null) {
                request.fail(new DeploymentException("The host has been closed"));
            } else {
                answer.whenComplete((value, error) -> takeBack(item));
            }
        } catch (AdaptException e) {
            request.fail(e);
        }
    }

    /** Makes room for others where a request is over before it was in a batch: cancelled, or too late. */
    private void takeBack(FairQueue.Item<Request<?>> item) {
        if (queue.cancel(item)) {
            item.value().resident.release();
        }
    }

    /** The number of requests that wait. */
    public int queued() {
        return queue.size();
    }

    private void work() {
        while (true) {
            try {
                List<Request<?>> batch = queue.take();
                if (batch.isEmpty()) {
                    return;
                }
                run(due(batch));
            } catch (InterruptedException e) {
                // By what a caller hung on to an answer; the requests of others must not suffer.
                LOG.warn("A batch worker was interrupted and goes on", e);
            }
        }
    }

    /** The requests that still want an answer; the others are ended. */
    private static List<Request<?>> due(List<Request<?>> batch) {
        List<Request<?>> due = new ArrayList<>();
        long now = System.nanoTime();
        for (Request<?> request : batch) {
            if (request.answer.isDone()) {
                request.resident.release();
            } else if (now - request.deadlineNanos >= 0) {
                request.fail(
                        new DeadlineExceededException("The request waited for a batch until its deadline had passed"));
            } else {
                due.add(request);
            }
        }
        return due;
    }

    private void run(List<Request<?>> batch) {
        if (batch.isEmpty()) {
            return;
        }
        BatchEvent event = new BatchEvent(batch.size(), queue.size());
        event.begin();
        try {
            List<TokenizedText> texts = new ArrayList<>();
            List<BoundAdapter> rows = new ArrayList<>();
            for (Request<?> request : batch) {
                texts.add(request.tokens);
                rows.add(request.resident.bound());
            }
            List<HiddenStates> states = TextFeatures.rows(model, rows, texts);
            event.commit();
            for (int row = 0; row < states.size(); row++) {
                batch.get(row).answer(states.get(row));
            }
        } catch (Throwable e) { // an error that is not caught would end the worker
            retry(batch, e);
        }
    }

    private void retry(List<Request<?>> batch, Throwable error) {
        if (batch.size() > 1) {
            batch.forEach(request -> run(List.of(request)));
        } else {
            batch.get(0).fail(typed(error));
        }
    }

    /** An error of a request, as one that callers know. */
    public static AdaptException typed(Throwable error) {
        return error instanceof AdaptException typed
                ? typed
                : new EngineException("A request could not be answered: " + error, error);
    }

    /**
     * Refuses further requests, answers those that wait and ends. What hangs on an answer may call it too: the worker that gave the
     * answer ends after that, and is not waited for.
     */
    @Override
    public void close() {
        queue.close();
        boolean interrupted = false;
        for (Thread worker : workers) {
            while (worker.isAlive() && !worker.equals(Thread.currentThread())) {
                try {
                    worker.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
