package io.adapt4j.train.search;

import com.google.gson.JsonElement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Which candidates are tried, and how long each is trained. */
public sealed interface Strategy {

    /**
     * The trials, each a value for each parameter, by its path. A combination is tried once.
     *
     * @throws IllegalArgumentException when the parameters are not such as it takes
     */
    List<SortedMap<String, JsonElement>> trials(SortedMap<String, Candidates> parameters, long seed);

    /**
     * How long the trials are trained: all of them in the first rung, and in each later one the best of the one before.
     *
     * @param trials how many there are
     * @param steps of a whole training; 0 where the recipe does not say
     */
    default List<Rung> rungs(int trials, int steps) {
        return List.of(new Rung(trials, 0));
    }

    /**
     * @param trials how many are in it
     * @param lastStep the step that they are trained up to; 0 for the end of the training
     */
    record Rung(int trials, int lastStep) {}

    /** Every combination; the values of the alphabetically last parameter change fastest. */
    record Grid() implements Strategy {
        @Override
        public List<SortedMap<String, JsonElement>> trials(SortedMap<String, Candidates> parameters, long seed) {
            List<SortedMap<String, JsonElement>> trials = List.of(new TreeMap<>());
            for (var parameter : parameters.entrySet()) {
                if (!(parameter.getValue() instanceof Candidates.Listed listed)) {
                    throw new IllegalArgumentException("a grid takes lists of values, but " + parameter.getKey()
                            + " has a range; list its values, or use the strategy random or halving");
                }
                List<SortedMap<String, JsonElement>> longer = new ArrayList<>();
                for (SortedMap<String, JsonElement> trial : trials) {
                    for (JsonElement value : new LinkedHashSet<>(listed.values())) {
                        SortedMap<String, JsonElement> next = new TreeMap<>(trial);
                        next.put(parameter.getKey(), value);
                        longer.add(next);
                    }
                }
                trials = longer;
            }
            return trials;
        }
    }

    /**
     * Combinations drawn at random (Bergstra and Bengio, "Random Search for Hyper-Parameter Optimization", 2012).
     *
     * @param trials how many are drawn; fewer are tried where one is drawn twice
     */
    record Random(int trials) implements Strategy {
        @Override
        public List<SortedMap<String, JsonElement>> trials(SortedMap<String, Candidates> parameters, long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            Set<SortedMap<String, JsonElement>> drawn = new LinkedHashSet<>();
            for (int i = 0; i < trials; i++) {
                SortedMap<String, JsonElement> trial = new TreeMap<>();
                parameters.forEach((path, candidates) -> trial.put(path, candidates.draw(random)));
                drawn.add(trial);
            }
            return List.copyOf(drawn);
        }
    }

    /**
     * Successive halving (Jamieson and Talwalkar, "Non-stochastic Best Arm Identification and Hyperparameter Optimization", 2016) in
     * the form of Hyperband's inner loop (Li et al., 2018): of n random trials the first rung trains all for R/η^s steps, s being the
     * largest whole number with η^s ≤ n, and rung i trains the best ⌊n/η^i⌋ up to step R/η^(s-i), so that the last one trains
     * to the end. A trial goes on where it was, so that it costs the difference only.
     *
     * @param trials n
     * @param reduction η
     */
    record Halving(int trials, int reduction) implements Strategy {
        public Halving {
            if (reduction < 2) {
                throw new IllegalArgumentException("a reduction is 2 or more, but was " + reduction);
            }
        }

        @Override
        public List<SortedMap<String, JsonElement>> trials(SortedMap<String, Candidates> parameters, long seed) {
            return new Random(trials).trials(parameters, seed);
        }

        @Override
        public List<Rung> rungs(int count, int steps) {
            long all = 1;
            while (all * reduction <= count) {
                all *= reduction;
            }
            if (steps < all) {
                throw new IllegalArgumentException("halving shares out the steps of schedule.maxSteps, of which "
                        + count + " trials need " + all + " or more, but it is " + steps);
            }
            List<Rung> rungs = new ArrayList<>();
            for (long part = all; part >= 1; part /= reduction) {
                rungs.add(new Rung((int) (count / (all / part)), (int) (steps / part)));
            }
            return rungs;
        }
    }
}
