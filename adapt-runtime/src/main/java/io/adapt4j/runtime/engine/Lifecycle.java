package io.adapt4j.runtime.engine;

import io.adapt4j.error.DeploymentException;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/** The life of a base model: open until it is closed, which waits for calls that are under way. */
public final class Lifecycle {
    private final String model;
    /** Calls hold the read lock, {@link #close} the write lock. */
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

    private boolean closed;

    /** @param model what the model is called in errors */
    public Lifecycle(String model) {
        this.model = model;
    }

    /**
     * Does something that needs the model open, and keeps it open meanwhile.
     *
     * @throws DeploymentException when the model has been closed
     */
    public <T> T whileOpen(Supplier<T> action) {
        lock.readLock().lock();
        try {
            if (closed) {
                throw new DeploymentException("The base model " + model + " has been closed");
            }
            return action.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    /**
     * Closes the model once no call is under way; a second time does nothing.
     *
     * @throws DeploymentException when it is closed by what a call runs
     */
    public void close(Runnable free) {
        if (lock.getReadHoldCount() > 0) {
            throw new DeploymentException("The base model " + model
                    + " cannot be closed by what a call of it runs; close it on another thread");
        }
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                free.run();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}
