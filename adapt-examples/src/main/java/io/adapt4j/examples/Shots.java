package io.adapt4j.examples;

import io.adapt4j.train.data.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Draws of a few examples per class. */
public final class Shots {
    private Shots() {}

    /** Draws the same number of examples of each class, or all that a class has where it has fewer. */
    public static List<Example> draw(List<Example> examples, int perClass, long seed) {
        return draw(examples, perClass, 1, seed);
    }

    /** Draws the same number of examples of each class, or the given share of what a class has where that is less, but at least one. */
    public static List<Example> draw(List<Example> examples, int perClass, double share, long seed) {
        TreeMap<String, List<Example>> byLabel = new TreeMap<>();
        examples.forEach(example -> byLabel.computeIfAbsent(example.label(), label -> new ArrayList<>())
                .add(example));
        SplittableRandom random = new SplittableRandom(seed);
        List<Example> drawn = new ArrayList<>();
        byLabel.values().forEach(members -> {
            int most = Math.min(perClass, Math.max(1, (int) (share * members.size())));
            for (int i = 0; i < most; i++) {
                drawn.add(members.remove(random.nextInt(members.size())));
            }
        });
        return drawn;
    }
}
