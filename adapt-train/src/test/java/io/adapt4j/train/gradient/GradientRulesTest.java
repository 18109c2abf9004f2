package io.adapt4j.train.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.ort.GraphSession;
import io.adapt4j.runtime.onnx.ort.SessionSettings;
import io.adapt4j.runtime.onnx.ort.SharedWeights;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.gradient.reference.Array;
import io.adapt4j.train.gradient.reference.Interpreter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GradientRulesTest {
    private static final double STEP = 1e-5;

    static List<Case> doubleCases() {
        return RuleCases.all(OnnxTypes.DOUBLE);
    }

    static List<Case> floatCases() {
        return RuleCases.all(OnnxTypes.FLOAT);
    }

    private static double loss(Case c, Map<String, Array> inputs) {
        return Interpreter.run(c.graph, inputs).get("loss").data()[0];
    }

    private static GradientGraph differentiate(Case c) {
        Map<String, long[]> shapes = new HashMap<>();
        Interpreter.run(c.graph, c.inputs).forEach((name, value) -> shapes.put(name, value.dims()));
        return GradientGraph.build(c.graph, "loss", c.trainables, ValueShapes.of(shapes));
    }

    @ParameterizedTest
    @MethodSource("doubleCases")
    void gradient_inDoublePrecision_agreesWithFiniteDifferences(Case c) {
        GradientGraph gradient = differentiate(c);
        Map<String, Array> values = Interpreter.run(gradient.graph(), c.inputs);
        for (String trainable : c.trainables) {
            Array analytic = values.get(gradient.gradients().get(trainable));
            Array input = c.inputs.get(trainable);
            assertThat(analytic.dims()).isEqualTo(input.dims());
            for (int i = 0; i < input.data().length; i++) {
                double kept = input.data()[i];
                input.data()[i] = kept + STEP;
                double above = loss(c, c.inputs);
                input.data()[i] = kept - STEP;
                double below = loss(c, c.inputs);
                input.data()[i] = kept;
                double numeric = (above - below) / (2 * STEP);
                assertThat(analytic.data()[i])
                        .as("%s[%d]", trainable, i)
                        .isCloseTo(numeric, within(1e-6 * Math.max(1, Math.abs(numeric))));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("floatCases")
    void gradient_onOnnxRuntime_agreesWithTheInterpreter(Case c) {
        GradientGraph gradient = differentiate(c);
        Map<String, Array> expected = Interpreter.run(gradient.graph(), c.inputs);
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        c.inputs.forEach((name, array) -> inputs.put(name, tensor(array)));
        List<String> outputs = new ArrayList<>(gradient.gradients().values());
        outputs.add("loss");
        try (SharedWeights weights = new SharedWeights();
                GraphSession session = GraphSession.open(gradient.graph(), weights, SessionSettings.shared(1))) {
            session.run(inputs, outputs).forEach((name, actual) -> {
                double[] reference = expected.get(name).data();
                float[] values = actual.toFloatArray();
                assertThat(values).hasSameSizeAs(reference);
                for (int i = 0; i < values.length; i++) {
                    assertThat((double) values[i])
                            .as("%s[%d]", name, i)
                            .isCloseTo(reference[i], within(1e-4 * Math.max(1, Math.abs(reference[i]))));
                }
            });
        }
    }

    private static Tensor tensor(Array array) {
        ByteBuffer data = Tensor.allocate(DataType.FLOAT32, array.data().length);
        for (int i = 0; i < array.data().length; i++) {
            data.putFloat(i * Float.BYTES, (float) array.data()[i]);
        }
        return Tensor.of(DataType.FLOAT32, new Shape(array.dims()), data);
    }

    @Test
    void rules_everyOne_haveANumericCase() {
        Set<String> covered = new TreeSet<>();
        for (Case c : doubleCases()) {
            c.graph.nodes().forEach(node -> covered.add(node.qualifiedOp()));
        }

        assertThat(covered).containsAll(GradientRules.operators());
    }

    @Test
    void build_operatorWithoutRule_namesNodeAndOperator() {
        Case c = Case.of("missing", 13, OnnxTypes.DOUBLE, body -> body.node("Identity", List.of(body.x(2, 3))));
        c.graph
                .nodes()
                .replaceAll(node -> node.opType().equals("Identity")
                        ? new Node("my/node", "Hardmax", Graph.ONNX, node.inputs(), node.outputs(), Map.of())
                        : node);
        Map<String, long[]> shapes = new HashMap<>();
        c.graph.nodes().forEach(node -> node.outputs().forEach(output -> shapes.put(output, new long[] {2, 3})));
        c.inputs.forEach((name, value) -> shapes.put(name, value.dims()));
        c.graph.initializers().forEach((name, value) -> shapes.put(name, value.dims()));

        assertThatThrownBy(() -> GradientGraph.build(c.graph, "loss", c.trainables, ValueShapes.of(shapes)))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("Hardmax")
                .hasMessageContaining("my/node");
    }
}
