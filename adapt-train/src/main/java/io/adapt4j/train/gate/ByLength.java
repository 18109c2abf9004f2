package io.adapt4j.train.gate;

import java.util.List;
import java.util.Optional;

/**
 * A slice for each class of lengths.
 *
 * @param bounds lengths in characters, ascending, at each of which another slice begins
 */
public record ByLength(List<Integer> bounds) implements Slicing {

    public ByLength {
        bounds = List.copyOf(bounds);
        Checks.require(
                !bounds.isEmpty()
                        && bounds.stream().sorted().distinct().toList().equals(bounds),
                "bounds are ascending and at least one",
                bounds);
    }

    @Override
    public String describe() {
        return "length in characters";
    }

    @Override
    public Optional<String> slice(Trial trial, int row) {
        int length = trial.candidate().evaluation().row(row).text().length();
        int from = 0;
        for (int bound : bounds) {
            if (length < bound) {
                return Optional.of("from " + from + " below " + bound);
            }
            from = bound;
        }
        return Optional.of("from " + from);
    }
}
