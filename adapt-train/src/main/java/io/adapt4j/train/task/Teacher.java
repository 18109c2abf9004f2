package io.adapt4j.train.task;

import io.adapt4j.error.InvalidDataException;
import io.adapt4j.task.Classification;
import java.util.List;
import java.util.function.Function;

/** Something that already classifies texts, such as an adapter on a larger base, from whose answers another is to learn. */
@FunctionalInterface
public interface Teacher {

    /**
     * The teacher's logits.
     *
     * @param labels the labels in the student's order
     * @return {@code [texts][labels]}, up to a constant in each row
     */
    double[][] logits(List<String> texts, List<String> labels);

    /**
     * A teacher that answers with probabilities, as a host does: {@code Teacher.of(texts -> host.classify("large", texts))}.
     *
     * @param classifier gives one answer for each text, which has at least the student's labels
     */
    static Teacher of(Function<List<String>, List<Classification>> classifier) {
        return (texts, labels) -> {
            List<Classification> answers = classifier.apply(texts);
            return answers.stream().map(answer -> logarithms(answer, labels)).toArray(double[][]::new);
        };
    }

    private static double[] logarithms(Classification answer, List<String> labels) {
        double[] logits = new double[labels.size()];
        for (int i = 0; i < logits.length; i++) {
            int index = answer.labels().indexOf(labels.get(i));
            if (index < 0) {
                throw new InvalidDataException("The teacher does not know the label \"" + labels.get(i)
                        + "\"; it has the labels " + answer.labels());
            }
            logits[i] = StrictMath.log(
                    Math.max(Float.MIN_NORMAL, answer.probabilities().get(index)));
        }
        return logits;
    }
}
