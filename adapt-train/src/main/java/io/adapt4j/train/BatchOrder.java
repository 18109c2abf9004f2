package io.adapt4j.train;

import io.adapt4j.train.data.LengthBuckets;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The batches of a training, epoch after epoch, in an order that the seed alone decides. Where it stands is told by the number of
 * batches that were taken: {@link #skip} gets there again.
 */
final class BatchOrder {
    private final int[] lengths;
    private final int batchSize;
    private final SplittableRandom random;
    private SplittableRandom noise;
    private List<int[]> epoch = List.of();
    private int next;

    /**
     * The examples of one step.
     *
     * @param noise the seed of what the step drops
     * @param endsEpoch whether all examples have had their turn
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Batch(int[] examples, long noise, boolean endsEpoch) {}

    /** @param lengths the length of each example, in tokens */
    BatchOrder(int[] lengths, int batchSize, long seed) {
        this.lengths = lengths;
        this.batchSize = batchSize;
        this.random = new SplittableRandom(seed);
        this.noise = random;
    }

    int batchesPerEpoch() {
        return (lengths.length + batchSize - 1) / batchSize;
    }

    Batch next() {
        if (next == epoch.size()) {
            begin();
        }
        int[] examples = epoch.get(next++);
        return new Batch(examples, noise.nextLong(), next == epoch.size());
    }

    private void begin() {
        noise = random.split();
        epoch = LengthBuckets.epoch(lengths, batchSize, random.split());
        next = 0;
    }

    /** Passes over batches, from the very first one on. */
    void skip(int batches) {
        for (int i = 0; i < batches / batchesPerEpoch(); i++) {
            random.split();
            random.split();
        }
        for (int i = 0; i < batches % batchesPerEpoch(); i++) {
            next();
        }
    }
}
