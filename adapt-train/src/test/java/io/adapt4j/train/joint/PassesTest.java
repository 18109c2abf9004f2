package io.adapt4j.train.joint;

import static org.assertj.core.api.Assertions.assertThat;

import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.task.Pooling;
import io.adapt4j.train.spi.JointSession.Slot;
import io.adapt4j.train.spi.Objective;
import io.adapt4j.train.spi.TrainingBatch;
import io.adapt4j.train.spi.TrainingSpec;
import io.adapt4j.train.task.HeadConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PassesTest {

    private static Pending step(int training, int rows, int length, Objective objective) {
        TrainingSpec spec = new TrainingSpec(Lora.rank(1), List.of(), Pooling.MEAN, 4, objective, 0);
        List<TokenizedText> texts = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            texts.add(new TokenizedText(new long[row == 0 ? length : 1], new long[row == 0 ? length : 1]));
        }
        return Pending.of(training, new Slot(spec, List.of(), new TrainingBatch(texts, new float[rows][1], 0)));
    }

    private static Objective labels(int count) {
        return new Objective.Softmax(count, new HeadConfig.Linear());
    }

    /** Tokens with padding, and 40 more for each pass. */
    private static long cost(List<List<Pending>> passes) {
        long cost = 0;
        for (List<Pending> pass : passes) {
            int longest = pass.stream().mapToInt(Pending::length).max().orElseThrow();
            cost += 40 + (long) longest * pass.size() * pass.get(0).rows();
        }
        return cost;
    }

    @Test
    void of_anyLengths_costsAsLittleAsTheBestOfAllCuts() {
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 20; round++) {
            int[] lengths = random.ints(8, 2, 60).toArray();
            List<Pending> steps = new ArrayList<>();
            for (int i = 0; i < lengths.length; i++) {
                steps.add(step(i, 2, lengths[i], labels(2)));
            }

            List<List<Pending>> passes = Passes.of(steps);

            assertThat(passes.stream().flatMap(List::stream).toList()).containsExactlyInAnyOrderElementsOf(steps);
            assertThat(cost(passes)).isEqualTo(best(lengths));
        }
    }

    /** Tries every set of places to cut at. */
    private static long best(int[] lengths) {
        int[] sorted = lengths.clone();
        Arrays.sort(sorted);
        long best = Long.MAX_VALUE;
        for (int cuts = 0; cuts < 1 << (sorted.length - 1); cuts++) {
            long cost = 0;
            int size = 0;
            for (int i = 0; i < sorted.length; i++) {
                size++;
                if (i == sorted.length - 1 || (cuts & 1 << i) != 0) {
                    cost += 40 + 2L * size * sorted[i];
                    size = 0;
                }
            }
            best = Math.min(best, cost);
        }
        return best;
    }

    @Test
    void of_moreTokensThanAPassTakes_areDivided() {
        List<Pending> steps = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            steps.add(step(i, 4, 64, labels(2)));
        }
        assertThat(Passes.of(steps)).hasSize(8).allSatisfy(pass -> assertThat(pass)
                .hasSize(8));
        assertThat(Passes.of(List.of(step(0, 100, 64, labels(2))))).hasSize(1);
    }

    @Test
    void of_differentKinds_shareNoPass() {
        List<Pending> steps = List.of(
                step(0, 4, 8, labels(2)),
                step(1, 4, 8, labels(5)),
                step(2, 3, 8, labels(2)),
                step(3, 4, 8, new Objective.Squared(1)));

        assertThat(Passes.of(steps))
                .extracting(pass -> pass.stream().map(Pending::training).toList())
                .containsExactly(List.of(0, 1), List.of(2), List.of(3));
    }
}
