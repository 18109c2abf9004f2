package io.adapt4j.train.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Cuts an epoch into batches of examples of similar length, so that little is computed on padding, while which
 * examples meet and in which order still changes with every epoch: the examples are shuffled, sorted by length within
 * pools of several batches, cut, and the batches shuffled again.
 */
public final class LengthBuckets {
    private static final int BATCHES_PER_POOL = 32;

    private LengthBuckets() {}

    /**
     * The batches of one epoch.
     *
     * @param lengths the length of each example, in tokens
     * @param random decides the order; equal states give equal batches
     * @return the indices of the examples of each batch; every example once
     */
    public static List<int[]> epoch(int[] lengths, int batchSize, SplittableRandom random) {
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, lengths.length).boxed().toList());
        Shuffle.apply(order, random);
        List<int[]> batches = new ArrayList<>();
        int pool = Math.multiplyExact(BATCHES_PER_POOL, batchSize);
        for (int start = 0; start < order.size(); start += pool) {
            List<Integer> members = order.subList(start, Math.min(order.size(), start + pool));
            members.sort(Comparator.comparingInt(i -> lengths[i]));
            for (int from = 0; from < members.size(); from += batchSize) {
                batches.add(members.subList(from, Math.min(members.size(), from + batchSize)).stream()
                        .mapToInt(Integer::intValue)
                        .toArray());
            }
        }
        Shuffle.apply(batches, random);
        return batches;
    }
}
