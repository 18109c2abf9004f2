package io.adapt4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.adapt4j.train.metric.Metrics;
import io.adapt4j.train.provenance.Rates;
import io.adapt4j.train.provenance.RunCost;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final Progress progress = new Progress(
            (index, loss) -> new TrainingListener.Step(index + 1, 9, 1, loss, 0.1),
            () -> new RunCost(0, 0, 0, 0, false, Rates.NONE));

    private void evaluate(double r2, double loss) {
        int step = progress.took(1).step();
        Metrics metrics = Metrics.of(new TreeMap<>(Map.of("r2", r2)), "r2", loss);
        progress.evaluated(new TrainingListener.Evaluation(step, 1, metrics), new float[][] {{step}});
    }

    private int best() {
        return progress.best().orElseThrow().step();
    }

    @Test
    void evaluated_betterOrAsGoodAtASmallerLoss_isTheBest() {
        evaluate(0.5, 2);
        evaluate(0.6, 3);
        assertThat(best()).isEqualTo(2);
        evaluate(0.6, 2);
        assertThat(best()).isEqualTo(3);
        evaluate(0.6, 2);
        evaluate(0.4, 1);

        assertThat(best()).isEqualTo(3);
        assertThat(progress.bestValues()).isEqualTo(new float[][] {{3}});
        assertThat(progress.sinceBest()).isEqualTo(2);
    }

    @Test
    void evaluated_notANumber_isTheWorst() {
        evaluate(Double.NaN, Double.NaN);
        assertThat(best()).isEqualTo(1);
        evaluate(0.5, Double.NaN);
        assertThat(best()).isEqualTo(2);
        evaluate(0.5, 2);
        assertThat(best()).isEqualTo(3);
        evaluate(Double.NaN, 1);

        assertThat(best()).isEqualTo(3);
        assertThat(progress.sinceBest()).isOne();
    }
}
