package io.adapt4j.train;

import io.adapt4j.train.data.store.SampleStorage;
import io.adapt4j.train.provenance.Rates;
import io.adapt4j.train.spi.TrainingEngine;
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
 * @param resources what may be used of the machine
 * @param engine what computes gradients; empty for the base's own
 */
record RunOptions(
        TrainingListener listener,
        Optional<Checkpoints> checkpoints,
        Optional<Duration> timeBudget,
        int lastStep,
        Rates rates,
        SampleStorage storage,
        Resources resources,
        Optional<TrainingEngine> engine) {

    static final RunOptions DEFAULTS = new RunOptions(
            new TrainingListener() {},
            Optional.empty(),
            Optional.empty(),
            0,
            Rates.NONE,
            SampleStorage.defaults(),
            Resources.defaults(),
            Optional.empty());

    RunOptions withListener(TrainingListener newListener) {
        return new RunOptions(newListener, checkpoints, timeBudget, lastStep, rates, storage, resources, engine);
    }

    RunOptions withCheckpoints(Checkpoints newCheckpoints) {
        return new RunOptions(
                listener, Optional.of(newCheckpoints), timeBudget, lastStep, rates, storage, resources, engine);
    }

    RunOptions withTimeBudget(Duration newTimeBudget) {
        return new RunOptions(
                listener, checkpoints, Optional.of(newTimeBudget), lastStep, rates, storage, resources, engine);
    }

    RunOptions withLastStep(int newLastStep) {
        return new RunOptions(listener, checkpoints, timeBudget, newLastStep, rates, storage, resources, engine);
    }

    RunOptions withRates(Rates newRates) {
        return new RunOptions(listener, checkpoints, timeBudget, lastStep, newRates, storage, resources, engine);
    }

    RunOptions withStorage(SampleStorage newStorage) {
        return new RunOptions(listener, checkpoints, timeBudget, lastStep, rates, newStorage, resources, engine);
    }

    RunOptions withResources(Resources newResources) {
        return new RunOptions(listener, checkpoints, timeBudget, lastStep, rates, storage, newResources, engine);
    }

    /** The options of one of several trainings that share an engine: its own listener, and checkpoints in a folder of its own. */
    RunOptions forTenant(Tenant<?> tenant, TrainingEngine shared) {
        return new RunOptions(
                tenant.listener(),
                checkpoints.map(all -> all.within(tenant.name())),
                timeBudget,
                lastStep,
                rates,
                storage,
                resources,
                Optional.of(shared));
    }
}
