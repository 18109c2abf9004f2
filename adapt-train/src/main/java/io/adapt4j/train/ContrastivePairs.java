package io.adapt4j.train;

import io.adapt4j.error.InvalidDataException;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ScoredPair;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Pairs of labelled texts: 1 for the same label, 0 for different ones. */
final class ContrastivePairs {
    private ContrastivePairs() {}

    /**
     * Draws pairs.
     *
     * @param perExample pairs of each kind that every example is the first text of
     * @throws InvalidDataException when a label has one example only, or there is one label only
     */
    static List<ScoredPair> draw(List<Example> examples, int perExample, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<ScoredPair> pairs = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
            Example first = examples.get(i);
            int own = i;
            List<Integer> same = new ArrayList<>();
            List<Integer> other = new ArrayList<>();
            for (int j = 0; j < examples.size(); j++) {
                if (j != own) {
                    (examples.get(j).label().equals(first.label()) ? same : other).add(j);
                }
            }
            if (same.isEmpty() || other.isEmpty()) {
                throw new InvalidDataException("Pairs need at least two examples of each label and two labels, but \""
                        + first.label() + "\" has " + (same.size() + 1) + " of " + examples.size() + " examples");
            }
            for (int p = 0; p < perExample; p++) {
                Example near = examples.get(same.get(random.nextInt(same.size())));
                Example far = examples.get(other.get(random.nextInt(other.size())));
                pairs.add(new ScoredPair(first.text(), near.text(), 1));
                pairs.add(new ScoredPair(first.text(), far.text(), 0));
            }
        }
        return pairs;
    }
}
