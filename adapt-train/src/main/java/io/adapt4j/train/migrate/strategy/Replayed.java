package io.adapt4j.train.migrate.strategy;

import com.google.gson.JsonObject;
import io.adapt4j.Adapter;
import io.adapt4j.error.IncompatibleAdapterException;
import java.util.Optional;

/** The training that made the adapter, done again on the new base; the most expensive way, and the one that owes the old base nothing. */
public record Replayed() implements MigrationStrategy {
    private static final String NAME = "replayed";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<String> missing(MigrationTask task) {
        return task.rerun().isEmpty()
                ? Optional.of("There is no recipe that could run again; give the one that the adapter was trained by.")
                : Optional.empty();
    }

    @Override
    public Cost estimate(MigrationTask task) {
        return task.rerun()
                .map(rerun -> Cost.training(rerun.labels(), rerun.epochs(), rerun.labels()))
                .orElse(new Cost(0, 0));
    }

    @Override
    public Candidate migrate(MigrationTask task) {
        Adapter trained = task.rerun().orElseThrow().training().apply(task.newBase());
        if (!trained.manifest().fits(task.newBase().model())) {
            throw new IncompatibleAdapterException("The training that was to run again gave an adapter for the base "
                    + trained.manifest().base() + ", but it should be for "
                    + task.newBase().model().hash());
        }
        return new Candidate(NAME, MigrationRecord.recorded(task, NAME, trained), new JsonObject());
    }
}
