package io.adapt4j.runtime.batch;

import java.time.Duration;

/**
 * How single requests are gathered into batches.
 *
 * @param maxRows the most requests in a batch
 * @param maxDelay how long a request may wait for others while a worker is free; with zero nothing waits for more, and batches
 *     grow with the backlog, which answers single requests soonest
 * @param capacity the most requests that may wait; more are refused
 * @param perDeployment the most requests that may wait for one deployment; more are refused, so that one caller cannot fill
 *     the queue for all
 * @param workers the number of batches that run at the same time, per base; as many workers as cores over a base of one
 *     thread answer sooner than one worker over a base of all
 * @param deadline how long a request may take unless it says otherwise
 */
public record BatchOptions(
        int maxRows, Duration maxDelay, int capacity, int perDeployment, int workers, Duration deadline) {

    public BatchOptions {
        require(maxRows >= 1, "maxRows is at least 1", maxRows);
        require(!maxDelay.isNegative(), "maxDelay is zero or more", maxDelay);
        require(capacity >= 1, "capacity is at least 1", capacity);
        require(perDeployment >= 1, "perDeployment is at least 1", perDeployment);
        require(workers >= 1, "workers is at least 1", workers);
        require(!deadline.isNegative() && !deadline.isZero(), "deadline is positive", deadline);
    }

    private static void require(boolean holds, String rule, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ", but was " + value);
        }
    }

    /** Batches of up to 32 without waiting for more, 4096 waiting, 1024 of one deployment, one worker, 30 seconds. */
    public static BatchOptions defaults() {
        return new BatchOptions(32, Duration.ZERO, 4096, 1024, 1, Duration.ofSeconds(30));
    }

    public BatchOptions withMaxRows(int rows) {
        return new BatchOptions(rows, maxDelay, capacity, perDeployment, workers, deadline);
    }

    public BatchOptions withMaxDelay(Duration delay) {
        return new BatchOptions(maxRows, delay, capacity, perDeployment, workers, deadline);
    }

    public BatchOptions withCapacity(int total, int ofOneDeployment) {
        return new BatchOptions(maxRows, maxDelay, total, ofOneDeployment, workers, deadline);
    }

    public BatchOptions withWorkers(int count) {
        return new BatchOptions(maxRows, maxDelay, capacity, perDeployment, count, deadline);
    }

    public BatchOptions withDeadline(Duration limit) {
        return new BatchOptions(maxRows, maxDelay, capacity, perDeployment, workers, limit);
    }
}
