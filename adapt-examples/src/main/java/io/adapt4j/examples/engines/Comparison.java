package io.adapt4j.examples.engines;

import io.adapt4j.examples.Engine;
import io.adapt4j.train.data.Example;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The answers of both engines with one adapter.
 *
 * @param trainedOn the engine that the adapter was trained on
 * @param texts how many texts they answered
 * @param labels how many different labels they were given
 * @param largestDifference the largest difference between their logits
 * @param otherLabels the texts that they give different labels
 * @param accuracies of the ONNX engine and of the PyTorch engine
 */
record Comparison(
        Engine trainedOn,
        int texts,
        int labels,
        double largestDifference,
        List<OtherLabel> otherLabels,
        List<Double> accuracies) {

    /** A text whose label is not the same, and by how much the ONNX engine prefers its own. */
    record OtherLabel(String text, String onnx, String pytorch, double margin) {}

    static Comparison of(Engine trainedOn, List<Example> examples, Logits onnx, Logits pytorch) {
        double largest = 0;
        List<OtherLabel> others = new ArrayList<>();
        Set<String> given = new HashSet<>();
        for (int i = 0; i < examples.size(); i++) {
            for (int o = 0; o < onnx.labels().size(); o++) {
                largest = Math.max(largest, Math.abs(onnx.values()[i][o] - pytorch.values()[i][o]));
            }
            given.add(onnx.label(i));
            if (!onnx.label(i).equals(pytorch.label(i))) {
                others.add(new OtherLabel(examples.get(i).text(), onnx.label(i), pytorch.label(i), onnx.margin(i)));
            }
        }
        return new Comparison(
                trainedOn,
                examples.size(),
                given.size(),
                largest,
                others,
                List.of(onnx.accuracy(examples), pytorch.accuracy(examples)));
    }
}
