package io.adapt4j.train;

import io.adapt4j.Adapter;
import java.util.List;
import java.util.Optional;

/**
 * What a training gave.
 *
 * @param adapter the trained adapter: of the best evaluation where there was one, else of the last step
 * @param steps every step taken
 * @param evaluations every evaluation, in order
 * @param best the evaluation that the adapter had, where there was one
 */
public record TrainingResult(
        Adapter adapter,
        List<TrainingListener.Step> steps,
        List<TrainingListener.Evaluation> evaluations,
        Optional<TrainingListener.Evaluation> best) {

    public TrainingResult {
        steps = List.copyOf(steps);
        evaluations = List.copyOf(evaluations);
    }
}
