package io.adapt4j.runtime.drift;

import io.adapt4j.ContentHash;
import io.adapt4j.error.AdaptException;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.drift.sample.Observation;
import io.adapt4j.runtime.drift.test.Finding;
import io.adapt4j.runtime.observe.AnswerListener;
import io.adapt4j.runtime.observe.Answered;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches one adapter version of a deployment. Requests hand over their answers and never wait: what the one worker has no time for
 * is dropped and counted. A new version under the name is watched by a new monitor, with its own reference.
 *
 * <p>Safe for use by many threads.
 */
public final class DriftMonitor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DriftMonitor.class);

    private final AdapterHost host;
    private final String deployment;
    private final ContentHash adapter;
    private final DriftOptions options;
    private final DriftWatch watch;
    private final DriftListener listener;
    private final AnswerListener hook = this::onAnswer;
    private final ThreadPoolExecutor worker;
    private volatile @Nullable Thread workerThread;
    private final AtomicLong numbers = new AtomicLong();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder others = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private volatile int width;
    private volatile long observed;
    private volatile long windows;
    private volatile long alarms;

    private DriftMonitor(
            AdapterHost host,
            String deployment,
            ContentHash adapter,
            DriftWatch watch,
            DriftOptions options,
            DriftListener listener) {
        this.host = host;
        this.deployment = deployment;
        this.adapter = adapter;
        this.options = options;
        this.watch = watch;
        this.listener = listener;
        this.worker = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(options.queue()),
                task -> {
                    Thread thread = new Thread(task, "adapt4j-drift-" + deployment);
                    thread.setDaemon(true);
                    workerThread = thread;
                    return thread;
                },
                (task, executor) -> dropped.increment());
        worker.prestartAllCoreThreads();
    }

    /**
     * Begins to watch.
     *
     * @param adapter the version that the watch is for
     * @param watch is the monitor's from now on
     */
    public static DriftMonitor attach(
            AdapterHost host, String deployment, ContentHash adapter, DriftWatch watch, DriftListener listener) {
        DriftMonitor monitor = new DriftMonitor(host, deployment, adapter, watch, watch.options(), listener);
        host.addAnswerListener(monitor.hook);
        return monitor;
    }

    private void onAnswer(Answered answered) {
        if (!answered.deployment().equals(deployment)) {
            return;
        }
        if (!answered.adapter().equals(adapter)) {
            others.increment();
            return;
        }
        if (worker.getQueue().remainingCapacity() == 0) {
            // Not even looked at, so that a monitor that cannot keep up costs requests nothing.
            dropped.increment();
            return;
        }
        long id = ((long) options.origin() << 48) + numbers.getAndIncrement();
        try {
            Observation observation = Observation.of(id, answered, options.samples());
            worker.execute(() -> tell(() -> watch.add(observation)));
        } catch (AdaptException e) {
            refuse(e);
        }
    }

    /** Adds whether an answer of this version turned out to be right; never waits. */
    public void report(boolean correct) {
        worker.execute(() -> tell(() -> watch.addOutcome(correct)));
    }

    private void tell(Supplier<Optional<Alarm>> step) {
        try {
            Optional<Alarm> alarm = step.get();
            observed = watch.observations();
            width = watch.width();
            if (watch.windows() != windows) {
                windows = watch.windows();
                listener.onWindow(deployment, windows, watch.latest());
            }
            if (alarm.isPresent()) {
                alarms = alarm.get().number();
                listener.onAlarm(deployment, alarm.get());
            }
        } catch (AdaptException e) {
            refuse(e);
        } catch (RuntimeException e) { // of the listener, which is foreign code
            LOG.warn("The listener of the drift monitor of \"{}\" failed", deployment, e);
        }
    }

    private void refuse(AdaptException e) {
        refused.increment();
        LOG.debug("An answer of \"{}\" was not taken in", deployment, e);
    }

    /**
     * Asks the watch something once everything handed over so far has been taken in; waits for that. A listener of this monitor's gets
     * its answer at once, from the watch as it is.
     *
     * @throws InterruptedException when the wait is interrupted
     */
    public <T> T ask(Function<DriftWatch, T> question) throws InterruptedException {
        FutureTask<T> task = new FutureTask<>(() -> question.apply(watch));
        if (isWorker()) {
            task.run();
        } else {
            hand(task);
        }
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "A question to the drift monitor of " + deployment + " failed", e.getCause());
        }
    }

    /** Has the worker run a question, or runs it here once the worker has ended. */
    private void hand(FutureTask<?> task) throws InterruptedException {
        worker.getQueue().put(task);
        if (worker.isShutdown()) {
            try {
                worker.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
            } finally {
                worker.getQueue().remove(task);
            }
            synchronized (watch) {
                task.run();
            }
        }
    }

    private boolean isWorker() {
        return Thread.currentThread().equals(workerThread);
    }

    /** The name that is watched. */
    public String deployment() {
        return deployment;
    }

    /** The hash of the adapter version that is watched. */
    public ContentHash adapter() {
        return adapter;
    }

    /** What all tests said of the latest window, alarming or not. */
    public List<Finding> latest() throws InterruptedException {
        return ask(DriftWatch::latest);
    }

    public MonitorStatus status() {
        return new MonitorStatus(
                observed, dropped.sum(), refused.sum(), others.sum(), windows, alarms, maxBytes(options, width));
    }

    /** The most bytes that a monitor takes on the heap: its watch and the observations that wait. */
    public static long maxBytes(DriftOptions options, int width) {
        long waiting =
                256 + 8L * Observation.MAX_TOKENS + 4L * width + (options.samples() ? 2L * Observation.EXCERPT : 0);
        return DriftWatch.maxBytes(options, width) + options.queue() * waiting;
    }

    /** Ends the watch; what waits is taken in first, though a listener of this monitor's does not wait for that. May be called twice. */
    @Override
    public void close() {
        host.removeAnswerListener(hook);
        worker.shutdown();
        boolean interrupted = false;
        while (!isWorker() && !worker.isTerminated()) {
            try {
                worker.awaitTermination(1, TimeUnit.DAYS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
