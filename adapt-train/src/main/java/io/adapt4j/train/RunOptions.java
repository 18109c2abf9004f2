package io.adapt4j.train;

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
 */
record RunOptions(
        TrainingListener listener,
        Optional<Checkpoints> checkpoints,
        Optional<Duration> timeBudget,
        int lastStep,
        Rates rates) {

    static final RunOptions DEFAULTS =
            new RunOptions(new TrainingListener() {}, Optional.empty(), Optional.empty(), 0, Rates.NONE);

    RunOptions withListener(TrainingListener newListener) {
        return new RunOptions(newListener, checkpoints, timeBudget, lastStep, rates);
    }

    RunOptions withCheckpoints(Checkpoints newCheckpoints) {
        return new RunOptions(listener, Optional.of(newCheckpoints), timeBudget, lastStep, rates);
    }

    RunOptions withTimeBudget(Duration newTimeBudget) {
        return new RunOptions(listener, checkpoints, Optional.of(newTimeBudget), lastStep, rates);
    }

    RunOptions withLastStep(int newLastStep) {
        return new RunOptions(listener, checkpoints, timeBudget, newLastStep, rates);
    }

    RunOptions withRates(Rates newRates) {
        return new RunOptions(listener, checkpoints, timeBudget, lastStep, newRates);
    }
}
