package io.adapt4j.train.migrate.algebra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class SoftmaxRegressionTest {
    private static final int ROWS = 200;
    private static final int WIDTH = 6;
    private static final int OUTPUTS = 4;

    private static DMatrixRMaj softmax(DMatrixRMaj outputs) {
        DMatrixRMaj shares = outputs.copy();
        for (int row = 0; row < outputs.numRows; row++) {
            double sum = 0;
            for (int i = 0; i < outputs.numCols; i++) {
                sum += Math.exp(outputs.get(row, i));
            }
            for (int i = 0; i < outputs.numCols; i++) {
                shares.set(row, i, Math.exp(outputs.get(row, i)) / sum);
            }
        }
        return shares;
    }

    private static double crossEntropy(Ridge.Fit fit, DMatrixRMaj x, DMatrixRMaj wanted) {
        DMatrixRMaj given = softmax(fit.outputs(x));
        double loss = 0;
        for (int i = 0; i < given.data.length; i++) {
            loss -= wanted.data[i] * Math.log(given.data[i]) / x.numRows;
        }
        return loss;
    }

    private static DMatrixRMaj inputs() {
        DMatrixRMaj x = Randoms.matrix(ROWS, WIDTH, 1);
        for (int i = 0; i < x.data.length; i++) {
            x.data[i] += 3; // far from centred
        }
        return x;
    }

    @Test
    void fit_probabilitiesOfALinearModel_findsIt() {
        DMatrixRMaj x = inputs();
        DMatrixRMaj logits = Dense.times(x, Randoms.matrix(WIDTH, OUTPUTS, 2));
        DMatrixRMaj wanted = softmax(logits);
        Ridge ridge = Ridge.on(x);
        Ridge.Fit flat = new Ridge.Fit(new DMatrixRMaj(WIDTH, OUTPUTS), new double[OUTPUTS], 1, 1);

        Ridge.Fit fit = flat;
        for (int i = 0; i < 20; i++) {
            fit = SoftmaxRegression.fit(ridge, fit, wanted);
        }
        assertThat(softmax(fit.outputs(x)).data).containsExactly(wanted.data, within(5e-3));
        assertThat(fit.lambda()).isEqualTo(1);
    }

    @Test
    void fit_onceFromLeastSquares_isNearerThanLeastSquaresAndAlmostAtTheEnd() {
        DMatrixRMaj x = inputs();
        DMatrixRMaj logits = Dense.times(x, Randoms.matrix(WIDTH, OUTPUTS, 2));
        DMatrixRMaj noise = Randoms.matrix(ROWS, OUTPUTS, 3);
        for (int i = 0; i < logits.data.length; i++) {
            logits.data[i] += 2 * noise.data[i];
        }
        DMatrixRMaj wanted = softmax(logits);
        Ridge ridge = Ridge.on(x);
        Ridge.Fit start = ridge.fit(logits);

        Ridge.Fit once = SoftmaxRegression.fit(ridge, start, wanted);
        Ridge.Fit end = once;
        for (int i = 0; i < 300; i++) {
            end = SoftmaxRegression.fit(ridge, end, wanted);
        }
        double best = crossEntropy(end, x, wanted);
        assertThat(crossEntropy(start, x, wanted) - best).isGreaterThan(0.01);
        assertThat(crossEntropy(once, x, wanted) - best).isLessThan(0.002);
        // The slope at the end, by central differences, is that of the penalty alone.
        double step = 1e-4;
        for (int i = 0; i < end.weight().data.length; i++) {
            DMatrixRMaj more = end.weight().copy();
            DMatrixRMaj less = end.weight().copy();
            more.data[i] += step;
            less.data[i] -= step;
            double slope = (crossEntropy(new Ridge.Fit(more, end.bias(), 1, 1), x, wanted)
                            - crossEntropy(new Ridge.Fit(less, end.bias(), 1, 1), x, wanted))
                    / (2 * step);
            assertThat(slope)
                    .isCloseTo(-1e-5 * Arrays.stream(ridge.spreads()).sum() * end.weight().data[i], within(1e-4));
        }
    }
}
