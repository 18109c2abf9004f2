package io.adapt4j.runtime.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.BaseModel;
import io.adapt4j.BoundAdapter;
import io.adapt4j.TargetModule;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.kit.TestAdapters;
import io.adapt4j.runtime.kit.TorchArchives;
import io.adapt4j.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What opening a program finds out about the rows of its batches. */
class TargetProbeTest {
    private static final int ROWS = 3;

    /** The archive {@code network} with another call of its first layer. */
    private static PyTorchBaseModel network(String call) {
        byte[] archive = TorchArchives.edited("network", source -> source.replace("(up).forward(x, )", call));
        return (PyTorchBaseModel) new TorchUnderTest().open(archive);
    }

    @Test
    void open_rowsInTheirOrder_canHaveAdaptersOfTheirOwn() {
        try (PyTorchBaseModel base = network("(up).forward(torch.mul(x, 1), )")) {
            assertThat(base.mixes(List.of("up", "down"))).isTrue();
            assertEachRowIsItsAdapters(base);
        }
    }

    /** The middle row of three is where it was. */
    @Test
    void open_rowsTurnedRoundInside_areFoundOutAndRunApart() {
        try (PyTorchBaseModel base = network("torch.flip((up).forward(torch.flip(x, [0]), ), [0])")) {
            assertThat(base.mixes(List.of("up"))).isFalse();
            assertThat(base.mixes(List.of("down"))).isTrue();
            assertEachRowIsItsAdapters(base);
        }
    }

    /** Each row is a sum over all, so that no row of the output is of one adapter. */
    @Test
    void open_rowsThatSeeEachOther_areFoundOutAndRunApart() {
        try (PyTorchBaseModel base =
                network("torch.add(torch.slice(x, 1, 0, 1), torch.mean((up).forward(x, ), [0], True))")) {
            assertThat(base.mixes(List.of("up"))).isFalse();
        }
    }

    @Test
    void open_otherOutputsWhenGradientsAreRecorded_isRefused() {
        assertThatThrownBy(() -> network(
                        "torch.mul((up).forward(x, ), torch.add(1, annotate(int, int(torch.is_grad_enabled()))))"))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContainingAll("output", "records gradients");
    }

    private static void assertEachRowIsItsAdapters(BaseModel base) {
        SplittableRandom random = new SplittableRandom(4);
        float[] values = new float[ROWS * 24];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        Map<String, Tensor> inputs = Map.of("x", Tensor.of(values, ROWS, 24));
        assertThat(base.targetModules()).extracting(TargetModule::path).containsExactlyInAnyOrder("up", "down");
        try (BoundAdapter first = base.adapted().bind(TestAdapters.adapter(base, Lora.rank(2), 1));
                BoundAdapter second = base.adapted().bind(TestAdapters.adapter(base, Lora.rank(3), 2))) {
            float[] together = output(base.adapted().runRows(inputs, Arrays.asList(first, null, second)));
            List<float[]> alone = List.of(
                    output(base.adapted().run(inputs, first)),
                    output(base.run(inputs)),
                    output(base.adapted().run(inputs, second)));
            int width = together.length / ROWS;
            for (int i = 0; i < together.length; i++) {
                assertThat(together[i]).as("element %d", i).isCloseTo(alone.get(i / width)[i], within(1e-4f));
            }
        }
    }

    private static float[] output(Map<String, Tensor> outputs) {
        return outputs.values().iterator().next().toFloatArray();
    }
}
