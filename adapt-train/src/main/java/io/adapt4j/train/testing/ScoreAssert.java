package io.adapt4j.train.testing;

import io.adapt4j.train.evaluate.Evaluation;
import io.adapt4j.train.metric.Metrics;
import org.assertj.core.api.AbstractAssert;

/** Assertions on a metric; a failure tells how it came about. */
public final class ScoreAssert extends AbstractAssert<ScoreAssert, Double> {
    private final AnswersAssert origin;
    private final String metric;
    private final Evaluation evaluation;
    private final Metrics metrics;

    ScoreAssert(AnswersAssert origin, String metric, Evaluation evaluation) {
        this(origin, metric, evaluation, evaluation.metrics());
    }

    private ScoreAssert(AnswersAssert origin, String metric, Evaluation evaluation, Metrics metrics) {
        super(metrics.value(metric), ScoreAssert.class);
        this.origin = origin;
        this.metric = metric;
        this.evaluation = evaluation;
        this.metrics = metrics;
    }

    /** The metric has at least this value. */
    public AnswersAssert atLeast(double value) {
        if (!(actual >= value)) {
            failWithMessage("Expected %s of at least %s, but it is %s%n%s", metric, value, actual, report());
        }
        return origin;
    }

    /** The metric has at most this value; for those of which less is better, such as {@code loss}. */
    public AnswersAssert atMost(double value) {
        if (!(actual <= value)) {
            failWithMessage("Expected %s of at most %s, but it is %s%n%s", metric, value, actual, report());
        }
        return origin;
    }

    private String report() {
        return EvaluationReport.of(evaluation, metrics);
    }
}
