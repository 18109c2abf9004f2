package io.adapt4j.train.gate;

import java.util.Optional;

/** A slice for each true answer. */
public record ByLabel() implements Slicing {

    @Override
    public String describe() {
        return "label";
    }

    @Override
    public Optional<String> slice(Trial trial, int row) {
        return Optional.of(trial.candidate().evaluation().row(row).expected());
    }
}
