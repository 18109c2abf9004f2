package io.adapt4j.train.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class OffsetRegressionTest {

    @Test
    void fit_oneFeature_isTheClosedForm() {
        float[][] vectors = {{0}, {0}, {0}, {1}, {1}, {1}, {0}, {1}};
        boolean[] truth = {true, false, false, true, true, false, false, true};
        double[] offsets = {0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5};

        float[] fitted = OffsetRegression.fit(vectors, offsets, truth);

        // 1 of 4 at x = 0, 3 of 4 at x = 1: logits -log 3 and log 3
        assertThat((double) fitted[1]).isCloseTo(-Math.log(3) - 0.5, within(0.02));
        assertThat((double) fitted[0]).isCloseTo(2 * Math.log(3), within(0.03));
    }

    @Test
    void fit_unbalancedExamples_countsBothSidesAlike() {
        float[][] vectors = new float[101][1];
        boolean[] truth = new boolean[101];
        truth[0] = true;

        float[] fitted = OffsetRegression.fit(vectors, new double[101], truth);

        assertThat((double) fitted[1]).isCloseTo(0, within(1e-3));
    }
}
