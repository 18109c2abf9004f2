package io.adapt4j.train.loop.feedback;

import io.adapt4j.ContentHash;
import io.adapt4j.runtime.drift.DriftMonitor;

/** Is told whether answers turned out to be right, on the thread that reported it. */
@FunctionalInterface
public interface OutcomeListener {

    /**
     * The truth about an answer is known.
     *
     * @param adapter the hash of the adapter that answered
     */
    void onOutcome(ContentHash adapter, boolean correct);

    /** Hands the outcomes of the version that a monitor watches to its detectors. */
    static OutcomeListener of(DriftMonitor monitor) {
        return (adapter, correct) -> {
            if (adapter.equals(monitor.adapter())) {
                monitor.report(correct);
            }
        };
    }
}
