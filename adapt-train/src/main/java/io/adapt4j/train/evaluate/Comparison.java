package io.adapt4j.train.evaluate;

import io.adapt4j.train.metric.Metrics;
import java.util.List;
import java.util.Optional;

/** Answers beside the truth. */
interface Comparison {

    /** The metrics over some of the rows, of which one may be there several times. */
    Metrics metrics(int[] rows);

    /** How wrong the answer to a row is; 0 where it is right. */
    double error(int row);

    /** The name of the metric that is the share of rows without an error; empty where answers are nearer or farther. */
    default Optional<String> share() {
        return Optional.empty();
    }

    /** A row and its answer, for people. */
    ComparedRow row(int row);

    /** What was decided about a row and how surely. */
    default List<Decision> decisions(int row) {
        return List.of();
    }
}
