package io.adapt4j.format;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The lock on a file that is there for nothing else, which one holder in one process has at a time. The lock of a file is a process's,
 * not a thread's, and on Unix all of a process's locks on a file end when any channel to it is closed; so within a process another lock
 * comes first, and who does not get that does not open the file. The system ends the lock of a process that dies.
 */
public final class ProcessLock implements Closeable {
    private static final Map<Path, Semaphore> OF_THIS_PROCESS = new ConcurrentHashMap<>();

    private final Semaphore turn;
    private final FileChannel channel;
    private boolean closed;

    private ProcessLock(Semaphore turn, FileChannel channel) {
        this.turn = turn;
        this.channel = channel;
    }

    /**
     * Waits for the lock and takes it. Not for a thread that has it.
     *
     * @param file is made if it is not there, in a folder that is, which may be reached by several paths
     */
    public static ProcessLock take(Path file) throws IOException {
        Semaphore turn = turn(file);
        turn.acquireUninterruptibly();
        return locked(file, turn, FileChannel::lock).orElseThrow();
    }

    /** As {@link #take}, without waiting: empty where another holder or process has the lock. */
    public static Optional<ProcessLock> tryTake(Path file) throws IOException {
        Semaphore turn = turn(file);
        if (!turn.tryAcquire()) {
            return Optional.empty();
        }
        try {
            return locked(file, turn, FileChannel::tryLock);
        } catch (OverlappingFileLockException e) { // by this process, but not by this class
            return Optional.empty();
        }
    }

    private static Semaphore turn(Path file) throws IOException {
        Path folder = file.resolveSibling("").toRealPath();
        return OF_THIS_PROCESS.computeIfAbsent(
                folder.resolve(String.valueOf(file.getFileName())), path -> new Semaphore(1));
    }

    /** A way to lock a channel; null where another process has. */
    private interface Locking {
        @Nullable
        FileLock lock(FileChannel channel) throws IOException;
    }

    /** Locks the file, or gives back the turn. */
    private static Optional<ProcessLock> locked(Path file, Semaphore turn, Locking locking) throws IOException {
        Optional<ProcessLock> lock = Optional.empty();
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                lock = Optional.ofNullable(locking.lock(channel)).map(held -> new ProcessLock(turn, channel));
            } finally {
                if (lock.isEmpty()) {
                    channel.close();
                }
            }
        } finally {
            if (lock.isEmpty()) {
                turn.release();
            }
        }
        return lock;
    }

    /** Gives the lock back; may be called twice, by any thread. */
    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            channel.close();
        } finally {
            turn.release();
        }
    }
}
