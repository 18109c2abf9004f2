package io.adapt4j.runtime.pool;

import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.adapt4j.error.AdaptException;
import io.adapt4j.error.DeploymentException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The loads of a pool, on threads of their own. Every load ends: with an adapter, with the error that it threw, whatever that
 * is, or with an error when the pool is closed before.
 */
final class Loads implements AutoCloseable {
    private static final long SECONDS_TO_END = 4;

    private final ExecutorService threads;
    private final Set<Load> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    Loads(int count) {
        this.threads = Executors.newFixedThreadPool(
                count,
                new ThreadFactoryBuilder()
                        .setNameFormat("adapt4j-loader-%d")
                        .setDaemon(true)
                        .build());
    }

    private record Load(
            CompletableFuture<@Nullable Resident> result,
            Supplier<Resident> source,
            Consumer<@Nullable AdaptException> ended) {

        void run() {
            Resident resident;
            try {
                resident = source.get();
            } catch (Throwable e) { // of the caller's making, and others wait for the end of the load
                fail(ResidentPool.typed(e));
                return;
            }
            if (!result.complete(resident)) {
                resident.release();
                resident.bound().close();
            }
            ended.accept(null);
        }

        /** The error goes first: who is told that there is no adapter looks for it. */
        void fail(AdaptException error) {
            if (!result.isDone()) {
                ended.accept(error);
                result.complete(null);
            }
        }
    }

    /**
     * Begins a load.
     *
     * @param source gives the adapter, with a reference for whoever asked
     * @param ended is told of the end: null after the adapter has been handed over, or the error before null is
     * @return completed with the adapter, or with null where the load failed
     * @throws DeploymentException when the pool has been closed
     */
    CompletableFuture<@Nullable Resident> start(Supplier<Resident> source, Consumer<@Nullable AdaptException> ended) {
        Load load = new Load(new CompletableFuture<>(), source, ended);
        underWay.add(load);
        try {
            threads.execute(() -> {
                try {
                    if (closed) {
                        load.fail(closedError());
                    } else {
                        load.run();
                    }
                } finally {
                    underWay.remove(load);
                }
            });
        } catch (RejectedExecutionException e) {
            underWay.remove(load);
            throw new DeploymentException("The host has been closed", e);
        }
        return load.result;
    }

    private static DeploymentException closedError() {
        return new DeploymentException("The host has been closed before the adapter was loaded");
    }

    /** Begins no load any more, waits some seconds for those that have begun, and fails the others. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        MoreExecutors.shutdownAndAwaitTermination(threads, SECONDS_TO_END, TimeUnit.SECONDS);
        underWay.forEach(load -> load.fail(closedError()));
    }
}
