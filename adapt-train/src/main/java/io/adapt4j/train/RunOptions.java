package io.adapt4j.train;

import io.adapt4j.train.data.store.SampleStorage;
import io.adapt4j.train.provenance.Rates;
import java.time.Duration;
import java.util.Optional;

/**
 * How a training is carried out, which does not change what its steps give.
 *
 * @param checkpoints where it writes down where it stands
 * @param timeBudget time after which it ends with what it has
 * @param lastStep the step after which it ends with what it has; 0 for none
 * @param rates what time and energy cost
 * @param storage where examples are kept that are larger than memory
 */
record RunOptions(
        TrainingListener listener,
        Optional<Checkpoints> checkpoints,
        Optional<Duration> timeBudget,
        int lastStep,
        Rates rates,
        SampleStorage storage) {

    static final RunOptions DEFAULTS = new RunOptions(
            new TrainingListener() {}, Optional.empty(), Optional.empty(), 0, Rates.NONE, SampleStorage.defaults());

    RunOptions withListener(TrainingListener newListener) {
        return new RunOptions(newListener, checkpoints, timeBudget, lastStep, rates, storage);
    }

    RunOptions withCheckpoints(Checkpoints newCheckpoints) {
        return new RunOptions(listener, Optional.of(newCheckpoints), timeBudget, lastStep, rates, storage);
    }

    RunOptions withTimeBudget(Duration newTimeBudget) {
        return new RunOptions(listener, checkpoints, Optional.of(newTimeBudget), lastStep, rates, storage);
    }

    RunOptions withLastStep(int newLastStep) {
        return new RunOptions(listener, checkpoints, timeBudget, newLastStep, rates, storage);
    }

    RunOptions withRates(Rates newRates) {
        return new RunOptions(listener, checkpoints, timeBudget, lastStep, newRates, storage);
    }

    RunOptions withStorage(SampleStorage newStorage) {
        return new RunOptions(listener, checkpoints, timeBudget, lastStep, rates, newStorage);
    }
}
