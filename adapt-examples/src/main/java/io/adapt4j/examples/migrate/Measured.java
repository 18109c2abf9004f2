package io.adapt4j.examples.migrate;

import io.adapt4j.train.migrate.strategy.Candidate;
import io.adapt4j.train.migrate.strategy.Cost;
import io.adapt4j.train.migrate.strategy.MigrationStrategy;
import io.adapt4j.train.migrate.strategy.MigrationTask;
import io.adapt4j.train.provenance.Rates;
import io.adapt4j.train.provenance.RunCost;
import io.adapt4j.train.provenance.RunMeter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A strategy of which candidate and cost are kept, whatever a gate says of the candidate. */
final class Measured implements MigrationStrategy {
    private final MigrationStrategy strategy;
    private @Nullable Candidate candidate;
    private @Nullable RunCost cost;

    Measured(MigrationStrategy strategy) {
        this.strategy = strategy;
    }

    @Override
    public String name() {
        return strategy.name();
    }

    @Override
    public Optional<String> missing(MigrationTask task) {
        return strategy.missing(task);
    }

    @Override
    public Cost estimate(MigrationTask task) {
        return strategy.estimate(task);
    }

    @Override
    public Candidate migrate(MigrationTask task) {
        RunMeter meter = new RunMeter();
        Candidate made = strategy.migrate(task);
        cost = meter.cost(Rates.NONE);
        candidate = made;
        return made;
    }

    Optional<Candidate> candidate() {
        return Optional.ofNullable(candidate);
    }

    Optional<RunCost> cost() {
        return Optional.ofNullable(cost);
    }

    /** A candidate that was made before, for others to start from. */
    static MigrationStrategy given(Candidate candidate) {
        return new MigrationStrategy() {
            @Override
            public String name() {
                return "given";
            }

            @Override
            public Optional<String> missing(MigrationTask task) {
                return Optional.empty();
            }

            @Override
            public Cost estimate(MigrationTask task) {
                return new Cost(0, 0);
            }

            @Override
            public Candidate migrate(MigrationTask task) {
                return candidate;
            }
        };
    }
}
