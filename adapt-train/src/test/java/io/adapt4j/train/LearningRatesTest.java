package io.adapt4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;
import io.adapt4j.train.spi.Parameter;
import io.adapt4j.train.spi.Parameter.Role;
import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class LearningRatesTest {

    private static Parameter parameter(String module, Role role) {
        return new Parameter(module, "p", role, new Shape(1, 1), FloatBuffer.allocate(1), FloatBuffer.allocate(1));
    }

    @Test
    void of_layerDecay_fallsWithEachLayerBelowTheLast() {
        Parameter last = parameter("encoder.layer.11.attention.self.query", Role.MATRIX);
        Parameter outer = parameter("encoder.layer.9.output.dense", Role.OUTER_MATRIX);
        Parameter first = parameter("h.0.mlp.c_fc", Role.MATRIX);
        Parameter embeddings = parameter("embeddings.projection", Role.MATRIX);
        Parameter pooler = parameter("pooler.dense", Role.MATRIX);
        Parameter head = parameter("", Role.HEAD_WEIGHT);
        LearningRates rates = new LearningRates(
                List.of(last, outer, first, embeddings, pooler, head),
                Hyperparameters.defaults()
                        .withLearningRate(1)
                        .withHeadLearningRate(5)
                        .withLoraPlusRatio(4)
                        .withLayerDecay(0.5));

        assertThat(rates.of(last)).isEqualTo(1);
        assertThat(rates.of(outer)).isCloseTo(4 * 0.25, within(1e-12));
        assertThat(rates.of(first)).isCloseTo(Math.pow(0.5, 11), within(1e-12));
        assertThat(rates.of(embeddings)).isCloseTo(Math.pow(0.5, 12), within(1e-12));
        assertThat(rates.of(pooler)).isEqualTo(1);
        assertThat(rates.of(head)).isEqualTo(5);
    }

    @Test
    void of_moduleWithoutLayers_isTheLearningRate() {
        Parameter only = parameter("classifier", Role.MATRIX);
        LearningRates rates = new LearningRates(
                List.of(only), Hyperparameters.defaults().withLearningRate(0.1).withLayerDecay(0.5));

        assertThat(rates.of(only)).isEqualTo(0.1);
    }
}
