package io.adapt4j.train.migrate.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import io.adapt4j.train.migrate.algebra.Dense;
import io.adapt4j.train.migrate.algebra.Ridge;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

/** Texts are points around a centre for each label; the old system sees them through a noise of its own. */
class SecondOpinionTest {
    private static final int LABELS = 4;
    private static final int WIDTH = 12;

    private final SplittableRandom random = new SplittableRandom(3);
    private final double[][] centres = new double[LABELS][WIDTH];

    SecondOpinionTest() {
        for (double[] centre : centres) {
            Arrays.setAll(centre, i -> gaussian());
        }
    }

    private double gaussian() {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
    }

    private static int[] turns(int rows) {
        return IntStream.range(0, rows).map(row -> row % LABELS).toArray();
    }

    private DMatrixRMaj points(int[] truth) {
        DMatrixRMaj x = new DMatrixRMaj(truth.length, WIDTH);
        for (int row = 0; row < truth.length; row++) {
            for (int i = 0; i < WIDTH; i++) {
                x.set(row, i, centres[truth[row]][i] + 1.2 * gaussian());
            }
        }
        return x;
    }

    /** Outputs of an old system that is sure of the right label in most cases, and of a random one in the others. */
    private List<double[]> outputs(int[] truth, double right) {
        return Arrays.stream(truth)
                .mapToObj(label -> {
                    double[] outputs = new double[LABELS];
                    outputs[random.nextDouble() < right ? label : random.nextInt(LABELS)] = 2;
                    return outputs;
                })
                .toList();
    }

    private static double accuracy(DMatrixRMaj outputs, int[] truth) {
        int right = 0;
        for (int row = 0; row < truth.length; row++) {
            int best = 0;
            for (int label = 1; label < LABELS; label++) {
                best = outputs.get(row, label) > outputs.get(row, best) ? label : best;
            }
            right += best == truth[row] ? 1 : 0;
        }
        return (double) right / truth.length;
    }

    @Test
    void of_examplesThatErrElsewhere_makeTheHeadBetterThanTheOldSystemAlone() {
        int[] truth = turns(400);
        DMatrixRMaj x = points(truth);
        List<double[]> old = outputs(truth, 0.5);
        HeadRegression alone = HeadRegression.of(TaskForm.Link.SOFTMAX, x, old);
        int[] known = turns(80);
        SecondOpinion opinion =
                SecondOpinion.of(alone.finished(), points(known), known, x).orElseThrow();
        int[] unseen = turns(2000);
        DMatrixRMaj test = points(unseen);

        assertThat(opinion.share()).isGreaterThanOrEqualTo(0.5);
        DMatrixRMaj both = alone.plus(opinion.more()).outputs();
        assertThat(accuracy(both, truth)).isGreaterThan(accuracy(alone.outputs(), truth) + 0.1);
        assertThat(accuracy(alone.plus(opinion.more()).finished().outputs(test), unseen))
                .isGreaterThan(accuracy(alone.finished().outputs(test), unseen) + 0.02);
    }

    @Test
    void of_examplesWithRandomLabels_areNotAsked() {
        int[] truth = turns(400);
        DMatrixRMaj x = points(truth);
        Ridge.Fit first = HeadRegression.of(TaskForm.Link.SOFTMAX, x, outputs(truth, 0.95))
                .finished();
        int[] known = turns(80);
        DMatrixRMaj examples = points(known);
        // What is right in the first head's eyes, and has nothing to do with the vectors that the second sees.
        DMatrixRMaj noise = new DMatrixRMaj(80, WIDTH);
        for (int i = 0; i < noise.data.length; i++) {
            noise.data[i] = gaussian();
        }
        assertThat(SecondOpinion.of(first, examples, known, x)).isPresent();
        int[] shuffled = known.clone();
        for (int row = 0; row < shuffled.length; row++) {
            shuffled[row] = (row / 4 + row % 2) % LABELS;
        }
        Optional<SecondOpinion> opinion = SecondOpinion.of(scaled(first, 0.01), noise, shuffled, x);
        assertThat(opinion.map(SecondOpinion::share).orElse(0.0)).isLessThanOrEqualTo(0.1);
    }

    private static Ridge.Fit scaled(Ridge.Fit fit, double factor) {
        DMatrixRMaj weight = fit.weight().copy();
        for (int i = 0; i < weight.data.length; i++) {
            weight.data[i] *= factor;
        }
        return new Ridge.Fit(weight, new double[fit.bias().length], fit.lambda(), fit.error());
    }

    @Test
    void of_labelWithTwoExamples_isEmpty() {
        int[] truth = turns(100);
        DMatrixRMaj x = points(truth);
        Ridge.Fit first =
                HeadRegression.of(TaskForm.Link.SOFTMAX, x, outputs(truth, 0.5)).finished();
        int[] known = turns(40);
        int[] few = IntStream.of(known).filter(label -> label != 2).toArray();
        int[] two = IntStream.concat(IntStream.of(few), IntStream.of(2, 2)).toArray();

        assertThat(SecondOpinion.of(first, points(two), two, x)).isEmpty();
    }

    @Test
    void of_sameExamplesAgain_isTheSameToTheBit() {
        int[] truth = turns(100);
        DMatrixRMaj x = points(truth);
        HeadRegression regression = HeadRegression.of(TaskForm.Link.SOFTMAX, x, outputs(truth, 0.5));
        int[] known = turns(40);
        DMatrixRMaj examples = points(known);

        SecondOpinion one =
                SecondOpinion.of(regression.finished(), examples, known, x).orElseThrow();
        SecondOpinion other =
                SecondOpinion.of(regression.finished(), examples, known, x).orElseThrow();
        assertThat(other.more().data).containsExactly(one.more().data);
        assertThat(Dense.norm(one.more())).isPositive();
    }
}
