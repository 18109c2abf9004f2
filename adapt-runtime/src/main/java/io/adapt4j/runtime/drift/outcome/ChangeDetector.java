package io.adapt4j.runtime.drift.outcome;

/** Watches a stream of right and wrong answers for a rise of the error rate; registered in {@link ChangeDetectors}. Of bounded size. */
public interface ChangeDetector {
    /** False alarms are counted on so many outcomes. */
    int PER = 10_000;

    /** How it detects, such as {@code ADWIN}. */
    String method();

    /**
     * Adds an outcome.
     *
     * @return whether the error rate has risen, in which case it has begun anew
     */
    boolean add(boolean error);

    /** What was compared with the {@link #threshold} when the last outcome came; at least as large means a rise. */
    double statistic();

    double threshold();
}
