package io.adapt4j.train.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LengthBucketsTest {
    private static final int[] LENGTHS =
            new SplittableRandom(5).ints(1003, 4, 60).toArray();

    @Test
    void epoch_anyData_holdsEveryExampleOnce() {
        List<int[]> batches = LengthBuckets.epoch(LENGTHS, 16, new SplittableRandom(1));

        assertThat(batches).allMatch(batch -> batch.length <= 16);
        assertThat(batches.stream().flatMapToInt(Arrays::stream).sorted().toArray())
                .isEqualTo(IntStream.range(0, LENGTHS.length).toArray());
    }

    @Test
    void epoch_mixedLengths_padsLittle() {
        int tokens = Arrays.stream(LENGTHS).sum();
        int padded = LengthBuckets.epoch(LENGTHS, 16, new SplittableRandom(1)).stream()
                .mapToInt(batch -> batch.length
                        * Arrays.stream(batch).map(i -> LENGTHS[i]).max().orElse(0))
                .sum();

        assertThat(padded).isLessThan((int) (tokens * 1.1));
    }

    @Test
    void epoch_equalSeeds_giveEqualBatches() {
        List<int[]> first = LengthBuckets.epoch(LENGTHS, 16, new SplittableRandom(1));
        List<int[]> second = LengthBuckets.epoch(LENGTHS, 16, new SplittableRandom(1));
        List<int[]> other = LengthBuckets.epoch(LENGTHS, 16, new SplittableRandom(2));

        assertThat(second.toArray(int[][]::new)).isDeepEqualTo(first.toArray(int[][]::new));
        assertThat(Arrays.deepEquals(other.toArray(int[][]::new), first.toArray(int[][]::new)))
                .isFalse();
    }
}
