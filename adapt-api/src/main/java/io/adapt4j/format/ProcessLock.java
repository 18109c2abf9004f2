package io.adapt4j.format;

import com.google.common.util.concurrent.Uninterruptibles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
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
    private static final Map<Path, Turn> OF_THIS_PROCESS = new ConcurrentHashMap<>();
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    /** Whose turn it is within this process. */
    private static final class Turn {
        private final Semaphore semaphore = new Semaphore(1);
        /** Whether who has it took it without waiting, as those do who keep it. */
        private volatile boolean kept;

        void release() {
            kept = false;
            semaphore.release();
        }
    }

    private final Turn turn;
    private final FileChannel channel;
    private boolean closed;

    private ProcessLock(Turn turn, FileChannel channel) {
        this.turn = turn;
        this.channel = channel;
    }

    /**
     * Waits for the lock and takes it, to give it back soon. Not for a thread that has it.
     *
     * @param file is made if it is not there, in a folder that is, which may be reached by several paths
     * @throws IOException also when this process has it by {@link #tryTake}, for that may be for as long as it runs
     */
    public static ProcessLock take(Path file) throws IOException {
        Turn turn = turn(file);
        while (!Uninterruptibles.tryAcquireUninterruptibly(turn.semaphore, LOOK_AGAIN)) {
            if (turn.kept) {
                throw new IOException(
                        file + " is locked by what this process keeps open in the same folder; give each a"
                                + " folder of its own");
            }
        }
        return locked(file, turn, FileChannel::lock).orElseThrow();
    }

    /** As {@link #take}, without waiting and to keep it: empty where another holder or process has the lock. */
    public static Optional<ProcessLock> tryTake(Path file) throws IOException {
        Turn turn = turn(file);
        if (!turn.semaphore.tryAcquire()) {
            return Optional.empty();
        }
        turn.kept = true;
        try {
            return locked(file, turn, FileChannel::tryLock);
        } catch (OverlappingFileLockException e) { // by this process, but not by this class
            return Optional.empty();
        }
    }

    private static Turn turn(Path file) throws IOException {
        Path folder = file.resolveSibling("").toRealPath();
        return OF_THIS_PROCESS.computeIfAbsent(folder.resolve(String.valueOf(file.getFileName())), path -> new Turn());
    }

    /** A way to lock a channel; null where another process has. */
    private interface Locking {
        @Nullable
        FileLock lock(FileChannel channel) throws IOException;
    }

    /** Locks the file, or gives back the turn. */
    private static Optional<ProcessLock> locked(Path file, Turn turn, Locking locking) throws IOException {
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
