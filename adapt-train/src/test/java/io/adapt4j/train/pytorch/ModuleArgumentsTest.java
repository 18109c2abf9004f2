package io.adapt4j.train.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.adapt4j.TargetModule;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.method.Factors;
import io.adapt4j.runtime.engine.MergedWeights;
import io.adapt4j.runtime.pytorch.PyTorchBaseModel;
import io.adapt4j.runtime.pytorch.libtorch.GradientTape;
import io.adapt4j.runtime.pytorch.script.TorchTarget;
import io.adapt4j.train.method.TrainedFactors;
import io.adapt4j.train.testing.TinyBase;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a module is given: its factors, or the weight that they amount to, against the merging that serves. */
class ModuleArgumentsTest {
    private static final int IN = 5;
    private static final int OUT = 4;
    private static final int RANK = 2;

    private final SplittableRandom random = new SplittableRandom(2);
    private final Map<String, float[]> values = new TreeMap<>();
    private PyTorchBaseModel base = (PyTorchBaseModel) TinyBase.openTorchScript(1);
    private GradientTape tape = new GradientTape(base.module());

    @BeforeEach
    void draw() {
        for (String name : new String[] {"weight", "bias", "a", "b", "in", "out", "gain", "dense"}) {
            int size =
                    switch (name) {
                        case "weight", "dense" -> OUT * IN;
                        case "a" -> RANK * IN;
                        case "b" -> RANK * OUT;
                        case "in" -> IN;
                        default -> OUT;
                    };
            float[] drawn = new float[size];
            for (int i = 0; i < size; i++) {
                drawn[i] = (float) random.nextDouble();
            }
            values.put(name, drawn);
        }
    }

    @AfterEach
    void close() {
        tape.close();
        base.close();
    }

    private float[] value(String name) {
        float[] value = values.get(name);
        assertThat(value).isNotNull();
        return value;
    }

    private NDArray array(String name, long... dims) {
        NDManager manager = tape.manager();
        return manager.create(value(name)).reshape(dims);
    }

    private static TorchTarget target(boolean transposed) {
        return new TorchTarget(
                new TargetModule("layer", Optional.empty(), IN, OUT),
                "layer.weight",
                Optional.of("layer.bias"),
                transposed,
                TorchTarget.Kind.SUBSTITUTED);
    }

    private ModuleArguments arguments(boolean transposed) {
        return new ModuleArguments(
                new TorchOps(tape.manager()),
                path -> path.endsWith("bias")
                        ? array("bias", OUT)
                        : transposed ? array("weight", IN, OUT) : array("weight", OUT, IN),
                (module, dropout) -> tape.manager().zeros(new ai.djl.ndarray.types.Shape(1), DataType.FLOAT32));
    }

    private TrainedFactors<NDArray> factors(double dropout) {
        return new TrainedFactors<>(
                new TrainedFactors.Product<>(array("a", RANK, IN), array("b", RANK, OUT), dropout),
                null,
                array("in", IN),
                array("out", OUT),
                array("gain", OUT));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void add_moduleThatTakesNoFactors_givesTheWeightThatServingMerges(boolean transposed) {
        ModuleArguments arguments = arguments(transposed);
        arguments.add(target(transposed), false, factors(0));

        Factors served = new Factors(RANK, value("a"), value("b"), value("in"), value("out"), value("gain"));
        TargetModule module = target(transposed).module();
        float[] weight = MergedWeights.weight(value("weight"), !transposed, module, served, !transposed);
        assertThat(arguments.dictionary()).containsOnlyKeys("layer.weight", "layer.bias");
        assertClose(arguments.dictionary().get("layer.weight"), weight);
        assertClose(arguments.dictionary().get("layer.bias"), MergedWeights.bias(value("bias"), value("gain")));
    }

    @Test
    void add_changeOfTheWholeWeight_isAddedToIt() {
        ModuleArguments arguments = arguments(true);
        arguments.add(target(true), true, new TrainedFactors<>(null, array("dense", OUT, IN), null, null, null));

        float[] sum = value("weight").clone();
        for (int o = 0; o < OUT; o++) {
            for (int i = 0; i < IN; i++) {
                sum[i * OUT + o] += value("dense")[o * IN + i];
            }
        }
        assertThat(arguments.dictionary()).containsOnlyKeys("layer.weight");
        assertClose(arguments.dictionary().get("layer.weight"), sum);
    }

    @Test
    void add_moduleThatTakesFactors_givesThemWithTheScalingOfDropout() {
        ModuleArguments arguments = arguments(false);
        arguments.add(target(false), true, factors(0.5));

        assertThat(arguments.dictionary())
                .containsOnlyKeys("layer:a", "layer:b", "layer:keep", "layer:in", "layer:out", "layer:bias");
        float[] doubled = value("b").clone();
        for (int i = 0; i < doubled.length; i++) {
            doubled[i] *= 2;
        }
        assertClose(arguments.dictionary().get("layer:b"), doubled);
    }

    @Test
    void add_dropoutWhereOnlyTheWeightCanBeGiven_isRefusedByName() {
        assertThatThrownBy(() -> arguments(false).add(target(false), false, factors(0.1)))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("\"layer\"")
                .hasMessageContaining("dropout");
    }

    private static void assertClose(NDArray actual, float[] expected) {
        float[] values = actual.toFloatArray();
        assertThat(values).hasSameSizeAs(expected);
        for (int i = 0; i < values.length; i++) {
            assertThat(values[i]).isCloseTo(expected[i], org.assertj.core.api.Assertions.within(1e-5f));
        }
    }
}
