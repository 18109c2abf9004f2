package io.adapt4j.train;

import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.task.TrainingTask;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One of many for whom adapters are trained side by side, see {@link Trainer#together}. Immutable; setters return a changed copy.
 *
 * @param name what its result is found by
 * @param task what is learnt
 * @param examples what it is learnt from
 * @param evaluation examples to evaluate on after each epoch; the adapter of the best evaluation is kept
 * @param seed of every random choice; empty for the trainer's
 * @param listener told about the tenant's progress, on a thread of the tenant's; one for several tenants is told by several threads at
 *     once
 * @param <E> the kind of examples
 */
public record Tenant<E>(
        String name,
        TrainingTask<E, ?> task,
        ExampleSource<E> examples,
        Optional<ExampleSource<E>> evaluation,
        OptionalLong seed,
        TrainingListener listener) {

    /** A tenant without evaluation, with the trainer's seed. */
    public static <E> Tenant<E> of(String name, TrainingTask<E, ?> task, ExampleSource<E> examples) {
        return new Tenant<>(name, task, examples, Optional.empty(), OptionalLong.empty(), new TrainingListener() {});
    }

    public Tenant<E> evaluateOn(ExampleSource<E> source) {
        return new Tenant<>(name, task, examples, Optional.of(source), seed, listener);
    }

    public Tenant<E> seed(long newSeed) {
        return new Tenant<>(name, task, examples, evaluation, OptionalLong.of(newSeed), listener);
    }

    public Tenant<E> listener(TrainingListener newListener) {
        return new Tenant<>(name, task, examples, evaluation, seed, newListener);
    }

    static void requireDifferentNames(List<Tenant<?>> tenants) {
        Set<String> names = new HashSet<>();
        for (Tenant<?> tenant : tenants) {
            if (!names.add(tenant.name())) {
                throw new IllegalArgumentException("Two tenants are called \"" + tenant.name() + "\"");
            }
        }
    }
}
