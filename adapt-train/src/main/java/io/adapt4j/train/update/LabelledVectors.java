package io.adapt4j.train.update;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.BoundAdapter;
import io.adapt4j.error.IncompatibleAdapterException;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.runtime.text.TextEncoder;
import io.adapt4j.runtime.text.TextFeatures;
import io.adapt4j.task.TaskSpec;
import io.adapt4j.train.data.ExampleKind;
import io.adapt4j.train.data.ExampleKinds;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.recipe.document.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What an adapted base makes of some texts of each label.
 *
 * @param vectors {@code [texts][hidden]}, at unit length where the head takes them so
 * @param members the texts of each label, ascending
 */
@SuppressWarnings("ArrayRecordComponent")
record LabelledVectors(float[][] vectors, SortedMap<String, List<Integer>> members) {
    /** Examples of a label beyond these are left out; more change little. */
    private static final int PER_LABEL = 32;

    /**
     * Reads the examples once.
     *
     * @param labels the labels that examples may have
     * @throws UnsupportedFeatureException when the labels are those of tokens
     * @throws InvalidDataException when an example has an unknown label, or there is none with a label
     */
    static <E> LabelledVectors of(
            Adapter adapter, TaskSpec task, List<String> labels, BaseModel base, ExampleSource<E> examples) {
        LabelLayout layout = LabelLayout.of(task);
        if (layout.perLabel() > 1) {
            throw new UnsupportedFeatureException("New kinds of a " + task.name()
                    + " adapter cannot be started from examples; update it without them, and train it then");
        }
        List<String> texts = new ArrayList<>();
        SortedMap<String, List<Integer>> members = new TreeMap<>();
        try (Stream<E> all = examples.stream()) {
            all.forEachOrdered(example -> take(example, labels, texts, members));
        }
        if (members.isEmpty()) {
            throw new InvalidDataException("None of the examples has a label; give some that have the new ones");
        }
        TextEncoder encoder = TextEncoder.of(
                adapter.tokenizer()
                        .orElseThrow(() -> new IncompatibleAdapterException(
                                adapter + " has no tokenizer, so that it cannot read examples")),
                task.maxLength());
        try (BoundAdapter bound = base.adapted().bind(adapter)) {
            float[][] vectors = TextFeatures.compute(base.adapted(), bound, encoder.encode(texts), task.pooling());
            if (layout.normalize()) {
                for (float[] vector : vectors) {
                    toUnitLength(vector);
                }
            }
            return new LabelledVectors(vectors, members);
        }
    }

    private static <E> void take(
            E example, List<String> known, List<String> texts, SortedMap<String, List<Integer>> members) {
        ExampleKind<E> kind = ExampleKinds.of(example);
        boolean wanted = false;
        for (String label : kind.labels(example)) {
            if (!known.contains(label)) {
                throw new InvalidDataException("An example has the label \"" + label
                        + "\", which is none after the change; " + Suggestion.of(label, known));
            }
            List<Integer> own = members.computeIfAbsent(label, any -> new ArrayList<>());
            if (own.size() < PER_LABEL) {
                own.add(texts.size());
                wanted = true;
            }
        }
        if (wanted) {
            texts.add(kind.texts(example).get(0));
        }
    }

    private static void toUnitLength(float[] vector) {
        double square = 0;
        for (float x : vector) {
            square += (double) x * x;
        }
        double norm = Math.max(1e-12, StrictMath.sqrt(square));
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) (vector[i] / norm);
        }
    }

    /** The texts of a label, ascending. */
    List<Integer> of(String label) {
        List<Integer> own = members.get(label);
        if (own == null) {
            throw new InvalidDataException("No example has the new label \"" + label + "\"; the examples have "
                    + members.keySet() + ". Add some, or update without examples");
        }
        return own;
    }
}
