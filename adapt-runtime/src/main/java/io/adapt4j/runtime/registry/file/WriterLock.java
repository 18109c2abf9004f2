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
 * and on Unix all of a process's locks on a file end when any channel to it is closed; so within a process another lock comes first.
 * The system ends the lock of a process that dies.
 */
final class WriterLock {
    private static final Map<Path, ReentrantLock> OF_THIS_PROCESS = new ConcurrentHashMap<>();

    private WriterLock() {}

    /** What is done with the lock. */
    interface Action<T> {
        T run() throws IOException;
    }

    /**
     * Waits for the lock and does something with it.
     *
     * @param folder the registry's, which may be reached by several paths
     */
    static <T> T during(Path folder, Action<T> action) throws IOException {
        ReentrantLock threads = OF_THIS_PROCESS.computeIfAbsent(folder.toRealPath(), path -> new ReentrantLock());
        threads.lock();
        try (FileChannel file =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.lock(); // until the channel is closed
            return action.run();
        } finally {
            threads.unlock();
        }
    }
}
