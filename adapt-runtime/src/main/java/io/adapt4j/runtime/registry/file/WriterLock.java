package io.adapt4j.runtime.registry.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The right to write to a registry, which one thread of one process has at a time. The lock of a file is a process's, not a thread's,
 * and on Unix all of a process's locks on a file end when any channel to it is closed; so within a process a second lock comes before it.
 * The system ends the lock of a process that dies.
 */
final class WriterLock implements AutoCloseable {
    private static final Map<Path, ReentrantLock> OF_THIS_PROCESS = new ConcurrentHashMap<>();

    private final ReentrantLock threads;
    private final FileChannel file;

    private WriterLock(ReentrantLock threads, FileChannel file) {
        this.threads = threads;
        this.file = file;
    }

    /**
     * Waits for the lock.
     *
     * @param folder the registry's, which may be reached by several paths
     */
    static WriterLock acquire(Path folder) throws IOException {
        ReentrantLock threads = OF_THIS_PROCESS.computeIfAbsent(folder.toRealPath(), path -> new ReentrantLock());
        threads.lock();
        FileChannel file = null;
        try {
            file = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            file.lock();
            return new WriterLock(threads, file);
        } catch (IOException | RuntimeException e) {
            if (file != null) {
                file.close();
            }
            threads.unlock();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            file.close();
        } finally {
            threads.unlock();
        }
    }
}
