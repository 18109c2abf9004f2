package io.adapt4j.examples.migrate;

import io.adapt4j.examples.Shots;
import io.adapt4j.examples.fewshot.Dataset;
import io.adapt4j.train.data.Example;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The examples of one trial.
 *
 * @param drawn that the adapter is trained on
 * @param unlabelled texts of the training split, in the place of traffic
 * @param judged labelled examples of the training split that nobody learns from, in the place of a validation set
 * @param test that everything is measured on, and nothing is chosen by
 */
record Draw(
        String dataset,
        long seed,
        List<Example> drawn,
        List<String> unlabelled,
        List<Example> judged,
        List<Example> test) {
    private static final double MOST_OF_A_CLASS = 0.75;

    /**
     * Draws from a data set.
     *
     * @param shots per class, or three quarters of what a class has where that is less: traffic has some of every class
     * @param texts unlabelled ones
     * @param logged whether the texts of the drawn examples are among the unlabelled ones, as where examples are labelled from traffic
     * @param held labelled ones to judge on
     * @param rows of the test split, evenly spread over it; 0 for all
     */
    static Draw of(Dataset data, long seed, int shots, int texts, boolean logged, int held, int rows) {
        List<Example> drawn = Shots.draw(data.train(), shots, MOST_OF_A_CLASS, seed);
        List<Example> rest = new ArrayList<>(data.train());
        rest.removeAll(drawn);
        Collections.shuffle(rest, new Random(seed));
        List<Example> traffic = new ArrayList<>(rest.stream()
                .skip(held)
                .limit(Math.max(0, texts - (logged ? drawn.size() : 0)))
                .toList());
        if (logged) {
            traffic.addAll(drawn);
            Collections.shuffle(traffic, new Random(seed));
        }
        return new Draw(
                data.name(),
                seed,
                drawn,
                traffic.stream().map(Example::text).toList(),
                rest.stream().limit(held).toList(),
                spread(data.test(), rows));
    }

    private static List<Example> spread(List<Example> all, int rows) {
        if (rows == 0 || rows >= all.size()) {
            return all;
        }
        List<Example> some = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            some.add(all.get((int) ((long) i * all.size() / rows)));
        }
        return some;
    }

    /** Some of the drawn examples; more of them begin with the same ones. */
    List<Example> labelled(int count) {
        List<Example> shuffled = new ArrayList<>(drawn);
        Collections.shuffle(shuffled, new Random(seed));
        return shuffled.subList(0, Math.min(count, shuffled.size()));
    }
}
