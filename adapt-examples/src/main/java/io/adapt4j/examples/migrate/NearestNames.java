package io.adapt4j.examples.migrate;

import io.adapt4j.runtime.text.TextFeatures;
import io.adapt4j.task.Embedding;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.task.LabelNames;
import java.util.List;
import java.util.stream.Stream;

/** A base alone, without labelled examples: the label whose name has the nearest vector. */
final class NearestNames {
    private NearestNames() {}

    static double accuracy(Place place, List<Example> test, int maxLength) {
        List<String> labels =
                test.stream().map(Example::label).distinct().sorted().toList();
        List<Embedding> names =
                embed(place, labels.stream().map(LabelNames::words).toList(), maxLength);
        List<Embedding> texts = embed(place, test.stream().map(Example::text).toList(), maxLength);
        int right = 0;
        for (int i = 0; i < texts.size(); i++) {
            int nearest = 0;
            for (int label = 1; label < names.size(); label++) {
                if (texts.get(i).cosine(names.get(label)) > texts.get(i).cosine(names.get(nearest))) {
                    nearest = label;
                }
            }
            right += labels.get(nearest).equals(test.get(i).label()) ? 1 : 0;
        }
        return (double) right / test.size();
    }

    private static List<Embedding> embed(Place place, List<String> texts, int maxLength) {
        return Stream.of(TextFeatures.compute(
                        place.model().adapted(), null, place.base().encode(texts, maxLength), place.pooling()))
                .map(Embedding::new)
                .toList();
    }
}
