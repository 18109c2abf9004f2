package io.adapt4j.audit;

import com.google.common.hash.Hashing;
import io.adapt4j.error.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Records which adapter gave which answer, off the path of requests: a request only puts its record into a queue, and a thread
 * of the log's own writes. A full queue refuses records, which are counted; requests never wait.
 */
public final class PredictionLog implements AutoCloseable {
    private static final int BATCH = 256;

    private final PredictionStore store;
    private final double rate;
    private final BlockingQueue<PredictionRecord> queue;
    private final AtomicLong lost = new AtomicLong();
    private final Thread writer;
    private volatile boolean closed;

    /**
     * Starts the log's thread.
     *
     * @param store is closed with the log
     * @param rate the share of predictions that are recorded, 0 to 1
     * @param waiting how many records may wait to be written
     */
    public PredictionLog(PredictionStore store, double rate, int waiting) {
        if (!(rate >= 0 && rate <= 1) || waiting < 1) {
            throw new InvalidInputException(
                    "A log of predictions needs a rate from 0 to 1 and room for at least one record," + " not " + rate
                            + " and " + waiting);
        }
        this.store = store;
        this.rate = rate;
        this.queue = new ArrayBlockingQueue<>(waiting);
        this.writer = new Thread(this::write, "adapt4j-predictions");
        writer.setDaemon(true);
        writer.start();
    }

    /** Whether a prediction is recorded, which its id decides, so that all hosts decide alike. */
    public boolean samples(String id) {
        long hash = Hashing.farmHashFingerprint64()
                .hashString(id, StandardCharsets.UTF_8)
                .asLong();
        return (hash >>> 11) * 0x1p-53 < rate;
    }

    /** Records a prediction if it is {@linkplain #samples sampled}; returns whether it will be written. */
    public boolean record(PredictionRecord record) {
        if (!samples(record.id())) {
            return false;
        }
        if (closed || !queue.offer(record)) {
            lost.incrementAndGet();
            return false;
        }
        return true;
    }

    /** How many sampled records were refused because too many were waiting, or could not be stored. */
    public long lost() {
        return lost.get();
    }

    private void write() {
        List<PredictionRecord> batch = new ArrayList<>();
        while (!closed || !queue.isEmpty()) {
            try {
                PredictionRecord first = queue.poll(50, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    queue.drainTo(batch, BATCH - 1);
                    store.write(batch);
                }
            } catch (RuntimeException e) {
                // The store may work again later: a full disk can be emptied.
                lost.addAndGet(batch.size());
            } catch (InterruptedException e) {
                return;
            }
            batch.clear();
        }
    }

    /** Writes what waits, and closes the store. */
    @Override
    public void close() {
        closed = true;
        try {
            writer.join();
        } catch (InterruptedException e) {
            writer.interrupt();
            Thread.currentThread().interrupt();
        }
        lost.addAndGet(queue.size());
        store.close();
    }
}
