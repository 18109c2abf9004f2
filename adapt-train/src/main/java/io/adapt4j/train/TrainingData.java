package io.adapt4j.train;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.adapt4j.ContentHash;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.runtime.text.TextEncoder;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.train.data.Example;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tokenised examples with their labels.
 *
 * @param texts the texts
 * @param labels the label of each text
 * @param hash of all texts and labels, in order
 */
record TrainingData(List<TokenizedText> texts, List<String> labels, ContentHash hash) {

    TrainingData {
        texts = List.copyOf(texts);
        labels = List.copyOf(labels);
    }

    static TrainingData of(List<Example> examples, TextEncoder encoder) {
        return new TrainingData(
                encoder.encode(examples.stream().map(Example::text).toList()),
                examples.stream().map(Example::label).toList(),
                hashOf(examples));
    }

    private static ContentHash hashOf(List<Example> examples) {
        Hasher hasher = Hashing.sha256().newHasher();
        for (Example example : examples) {
            for (String part : List.of(example.text(), example.label())) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                hasher.putInt(bytes.length).putBytes(bytes);
            }
        }
        return ContentHash.of(hasher);
    }

    /**
     * The labels to train: the declared ones, or those of the examples, sorted.
     *
     * @throws InvalidDataException when the examples are empty or do not have exactly the declared labels
     */
    static List<String> labels(List<Example> examples, List<String> declared) {
        if (examples.isEmpty()) {
            throw new InvalidDataException("There are no examples to train on");
        }
        Set<String> present = new TreeSet<>();
        examples.forEach(example -> present.add(example.label()));
        if (present.size() < 2) {
            throw new InvalidDataException("All " + examples.size() + " examples have the label \""
                    + present.iterator().next() + "\"; a classifier needs at least two labels");
        }
        if (declared.isEmpty()) {
            return List.copyOf(present);
        }
        requireKnown(present, declared);
        Set<String> missing = new TreeSet<>(declared);
        missing.removeAll(present);
        if (!missing.isEmpty()) {
            throw new InvalidDataException("No example has the labels " + missing
                    + " that the task declares; add examples or leave the labels out");
        }
        return declared;
    }

    /** Throws {@link InvalidDataException} when a label is not among the known ones. */
    static void requireKnown(Set<String> labels, List<String> known) {
        Set<String> unknown = new TreeSet<>(labels);
        unknown.removeAll(new HashSet<>(known));
        if (!unknown.isEmpty()) {
            throw new InvalidDataException("Examples have the labels " + unknown + ", but the task has " + known);
        }
    }
}
